// Instruction counts against a baseline: what scripts/bench-instructions.mjs makes of a run.

/**
 * Counts, and what they depend on beside the code: the compiler, its target, and the C library,
 * whose allocator is counted with the parsers that allocate.
 * @typedef {{ rustc: string, target: string, libc: string }} Toolchain
 * @typedef {{ toolchain: Toolchain, instructions: Record<string, number> }} Counts
 * @typedef {'same' | 'grown' | 'shrunk' | 'new' | 'gone'} Change
 * @typedef {{ name: string, change: Change, now?: number, before?: number }} Row
 */

/**
 * By how much a count may differ before it is called grown or shrunk. Runs of one toolchain give
 * one and the same count, wherever the checkout is and with or without ASLR; C libraries that pick
 * another memcpy for another CPU make up to 1.1 % of a difference.
 */
export const band = 0.02

/**
 * One line of JSON for each benchmark, as gungraun writes it.
 * @param {string} output
 * @returns {Record<string, number>}
 */
export function readCounts(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  const counts = lines.map((line) => {
    const { function_name: parser, id, profiles } = JSON.parse(line)
    /** @type {unknown} */
    const count = profiles[0]?.data.total.metrics.Ir?.values.new
    if (typeof count !== 'number') {
      throw new Error(`no instruction count of ${parser}/${id}`)
    }
    return /** @type {const} */ ([`${parser}/${id}`, count])
  })
  return Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * In what the toolchains differ, as a sentence; `undefined` if their counts can be compared.
 * @param {Toolchain} baseline
 * @param {Toolchain} here
 */
export function toolchainDifference(baseline, here) {
  const parts = /** @type {const} */ (['rustc', 'target', 'libc'])
  const differences = parts
    .filter((part) => baseline[part] !== here[part])
    .map((part) => `${part} is ${here[part]}, and the baseline's ${baseline[part]}`)
  return differences.length === 0 ? undefined : differences.join('; ')
}

/**
 * @param {Record<string, number>} baseline
 * @param {Record<string, number>} now
 * @returns {Row[]}
 */
export function compare(baseline, now) {
  const names = new Set([...Object.keys(baseline), ...Object.keys(now)])
  return [...names].toSorted().map((name) => row(name, baseline[name], now[name]))
}

/**
 * @param {string} name
 * @param {number | undefined} before
 * @param {number | undefined} now
 * @returns {Row}
 */
function row(name, before, now) {
  if (before === undefined) {
    return { name, change: 'new', ...(now !== undefined && { now }) }
  }
  if (now === undefined) {
    return { name, change: 'gone', before }
  }
  const isWithin = Math.abs(now - before) <= band * before
  return { name, change: isWithin ? 'same' : now > before ? 'grown' : 'shrunk', now, before }
}

/**
 * @param {Row[]} rows
 * @returns {string[]} lines
 */
export function table(rows) {
  const head = ['', 'instructions', 'baseline', 'change']
  const cells = rows.map(({ name, change, now, before }) => {
    const percent =
      now === undefined || before === undefined
        ? ''
        : `${signed((100 * (now - before)) / before)} %`
    return [
      name,
      now?.toLocaleString('en') ?? '',
      before?.toLocaleString('en') ?? '',
      [percent, change === 'same' ? '' : change].join(' ').trim(),
    ]
  })
  const all = [head, ...cells]
  const widths = head.map((_, column) =>
    Math.max(...all.map((line) => (line[column] ?? '').length)),
  )
  return all.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** @param {number} percent */
function signed(percent) {
  return (percent > 0 ? '+' : '') + percent.toFixed(1)
}
