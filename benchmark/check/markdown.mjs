// What two checkouts measured in turns on one machine, as a table for people.
import { verdict } from './compare.mjs'
import { isMeasured, reference } from './ratios.mjs'
import { change, times } from './table.mjs'

/** @typedef {import('./ratios.mjs').Ratios} Ratios */

const HEAD = '| | | base | head | change | noise | |\n| --- | --- | --: | --: | --: | --: | --- |'

/**
 * @param {Ratios[]} bases the runs of the base
 * @param {Ratios[]} heads those of the head
 */
export function markdown(bases, heads) {
  const keys = [...heads, ...bases].flatMap((run) =>
    Object.entries(run).flatMap(([check, compared]) =>
      Object.keys(compared).map((comparison) => JSON.stringify([check, comparison])),
    ),
  )
  const rows = [...new Set(keys)].map((key) => {
    const [check, comparison] = /** @type {[string, string]} */ (JSON.parse(key))
    const of = (/** @type {Ratios[]} */ runs) =>
      runs.map((run) => run[check]?.[comparison]).filter(isMeasured)
    return row(check, comparison, of(bases), of(heads))
  })
  const worse = rows.filter(({ judgement }) => judgement === 'worse').length
  return [
    '### Ratios of the benchmark',
    '',
    summary(bases.length, heads.length, worse),
    '',
    HEAD,
    ...rows.map(({ line }) => line),
    '',
    'The time of a call by that of the other: less is better. Median of the runs. The noise is three ' +
      'times the widest spread of either, at least 25 %; what is beyond is marked.',
    '',
  ].join('\n')
}

/**
 * @param {number} bases
 * @param {number} heads
 * @param {number} worse
 */
function summary(bases, heads, worse) {
  if (bases === 0) {
    return 'The base has no `npm run bench:check`: there is nothing to compare with.'
  }
  const runs = `Base and head on one machine, in turns, ${bases} and ${heads} runs.`
  return `${runs} ${worse === 0 ? 'Nothing is worse.' : `**Worse: ${worse}.**`}`
}

/**
 * @param {string} check
 * @param {string} comparison
 * @param {number[]} bases
 * @param {number[]} heads
 */
function row(check, comparison, bases, heads) {
  const base = bases.length > 0 ? reference(bases) : undefined
  const head = heads.length > 0 ? reference(heads) : undefined
  const band = Math.max(base?.band ?? 0, head?.band ?? 0)
  const judgement =
    base && head
      ? verdict(head.ratio, { before: base.ratio, band })
      : head
        ? 'new'
        : base
          ? 'gone'
          : 'not measured'
  const mark = { worse: '**worse**', within: '' }[String(judgement)] ?? judgement
  const noise = base && head ? `±${Math.round(100 * band)} %` : ''
  const changed = change(head?.ratio, base?.ratio)
  const cells = [`\`${check}\``, comparison, times(base?.ratio), times(head?.ratio)]
  return { judgement, line: `| ${[...cells, changed, noise, mark].join(' | ')} |` }
}
