// npm run bench:check [-- --only name... | --update [--runs 5] | --json file]: the ratios of the
// benchmark that are quick to measure, beside those of benchmark/baseline.json. Builds nothing.
// Ends with 1 where one is worse by more than its band, with 2 where there is nothing to compare.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from '../benchmark/check/compare.mjs'
import { machine, machineDifference } from '../benchmark/check/machine.mjs'
import { measure, whyUnable } from '../benchmark/check/measure-check.mjs'
import { readOptions } from '../benchmark/check/options.mjs'
import { best, references } from '../benchmark/check/ratios.mjs'
import { table, times } from '../benchmark/check/table.mjs'
import { root } from './tools.mjs'

/** @typedef {import('../benchmark/check/compare.mjs').References} References */
/** @typedef {import('../benchmark/check/machine.mjs').Machine} Machine */
/** @typedef {import('../benchmark/check/names.mjs').Name} Name */
/** @typedef {import('../benchmark/check/ratios.mjs').Ratios} Ratios */

/** How often a check that fails is measured again. */
const AGAIN = 2

const options = orStop(() => readOptions(process.argv.slice(2)))
const { names, library } = options
const file = join(root, 'benchmark/baseline.json')
const unable = whyUnable(library)
if (unable !== undefined) {
  stop(unable)
}
/** @type {{ measuredOn: Machine, checks: References } | undefined} */
const baseline = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined

if (options.isUpdate) {
  update()
} else {
  if (baseline === undefined && options.compares) {
    stop('there is no baseline: npm run bench:check -- --update')
  }
  const ratios = measureAll(names)
  if (options.json !== undefined) {
    writeJson(options.json, { ...machine(), at: new Date().toISOString(), ratios })
  }
  if (options.compares) {
    judge(ratios)
  } else {
    console.log(table(compare({}, ratios)).join('\n'))
  }
}

/** @param {Ratios} first */
function judge(first) {
  const expected = baseline?.checks ?? {}
  const relevant = Object.fromEntries(
    Object.entries(expected).filter(([name]) => options.isAll || name in first),
  )
  let rows = compare(relevant, first)
  const ratios = { ...first }
  for (let time = 0; time < AGAIN; time++) {
    const worse = names.filter((name) =>
      rows.some(({ check, verdict }) => check === name && verdict === 'worse'),
    )
    for (const name of worse) {
      console.log(`bench: ${name} again, to tell a slower function from a disturbed machine`)
      ratios[name] = best(ratios[name] ?? {}, measureOne(name))
    }
    rows = compare(relevant, ratios)
  }
  console.log(table(rows).join('\n'))
  const difference = baseline && machineDifference(baseline.measuredOn, machine())
  if (difference !== undefined) {
    console.log(`bench: ${difference}: ratios may differ for that alone`)
  }
  for (const { check, comparison, verdict, now, before, band = 0 } of rows) {
    const what = `${check}, ${comparison}`
    if (verdict === 'worse' || verdict === 'better') {
      const limit = `the baseline's ${times(before)}, of which the band is ${percent(band)}`
      console.log(`bench: ${verdict}: ${what}: ${times(now)}, ${limit}`)
    } else if (verdict === 'new') {
      console.log(`bench: the baseline lacks ${what}`)
    } else if (verdict === 'gone') {
      console.log(`bench: the baseline has ${what}, which is not measured any more`)
    }
  }
  if (rows.some(({ verdict }) => !['within', 'not measured'].includes(verdict))) {
    console.log('bench: if that is meant: npm run bench:check -- --update')
  }
  process.exitCode = rows.some(({ verdict }) => verdict === 'worse') ? 1 : 0
}

function update() {
  const difference = baseline && machineDifference(baseline.measuredOn, machine())
  if (!options.isAll && difference !== undefined) {
    stop(`${difference}: a part of it cannot be updated`)
  }
  const runs = Array.from({ length: options.runs }, (_, run) => {
    console.log(`bench: run ${run + 1} of ${options.runs}`)
    return measureAll(names)
  })
  const { checks, missing } = references(runs)
  if (missing.length > 0) {
    stop(`the baseline would lack what was not measured: ${missing.join('; ')}`)
  }
  const kept = options.isAll ? {} : baseline?.checks
  writeJson(file, { measuredOn: machine(), runs: options.runs, checks: { ...kept, ...checks } })
  for (const [name, compared] of Object.entries(checks)) {
    for (const [comparison, { ratio, spread, band }] of Object.entries(compared)) {
      const noise = `spread ${percent(spread)}, band ${percent(band)}`
      console.log(`${name}, ${comparison}: ${times(ratio)}, ${noise}`)
    }
  }
  console.log('bench: benchmark/baseline.json is written')
}

/** @param {Name[]} wanted */
function measureAll(wanted) {
  console.log(`bench: measuring ${wanted.length === 1 ? wanted[0] : `${wanted.length} checks`}`)
  return Object.fromEntries(wanted.map((name) => [name, measureOne(name)]))
}

/** @param {Name} name */
function measureOne(name) {
  return orStop(() => measure(name, library))
}

/**
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function orStop(work) {
  try {
    return work()
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error))
  }
}

/**
 * @param {string} path
 * @param {object} value
 */
function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`)
}

/** @param {number} part */
function percent(part) {
  return `${Math.round(100 * part)} %`
}

/**
 * @param {string} why
 * @returns {never}
 */
function stop(why) {
  console.error(`bench: ${why}`)
  process.exit(2)
}
