// Ratios of several runs: what is written down of them.

/**
 * By check, and by what is compared, such as `native over fallback`: the time of a call by that of
 * the other. Less is better. None where it could not be measured, and then JSON has null.
 * @typedef {Record<string, Record<string, number | null>>} Ratios
 * @typedef {{ ratio: number, spread: number, band: number }} Reference
 */

/** Three times what was seen: a handful of runs does not meet the worst that a machine does. */
const SPREADS = 3
/** Below it the band is never: a difference that small is nobody's hurry, and may be a machine's. */
const LEAST_BAND = 0.25

/**
 * The median of the runs, how far from it the farthest was, and by how much another run may be
 * above it, both as a part of the median.
 * @param {number[]} ratios
 * @returns {Reference}
 */
export function reference(ratios) {
  const ratio = median(ratios)
  const spread = Math.max(...ratios.map((one) => Math.abs(one / ratio - 1)))
  const band = Math.max(LEAST_BAND, SPREADS * spread)
  return { ratio: Number(ratio.toPrecision(4)), spread: round(spread), band: round(band) }
}

/**
 * The references of all that every run has measured; the names of what one has not.
 * @param {Ratios[]} runs
 */
export function references(runs) {
  /** @type {Record<string, Record<string, Reference>>} */
  const checks = {}
  /** @type {string[]} */
  const missing = []
  for (const [check, compared] of Object.entries(runs[0] ?? {})) {
    const found = Object.keys(compared).flatMap((comparison) => {
      const ratios = runs.map((run) => run[check]?.[comparison]).filter(isMeasured)
      if (ratios.length < runs.length) {
        missing.push(`${check}, ${comparison}`)
        return []
      }
      return [/** @type {const} */ ([comparison, reference(ratios)])]
    })
    if (found.length > 0) {
      checks[check] = Object.fromEntries(found)
    }
  }
  return { checks, missing }
}

/**
 * The best of two measurements, each ratio by itself: what disturbs a machine makes most of them
 * worse, and none of them better twice.
 * @param {Record<string, number | null>} one
 * @param {Record<string, number | null>} other
 */
export function best(one, other) {
  return Object.fromEntries(
    Object.entries(other).map(([comparison, ratio]) => {
      const ratios = [one[comparison], ratio].filter(isMeasured)
      return [comparison, ratios.length > 0 ? Math.min(...ratios) : null]
    }),
  )
}

/**
 * @param {number | null | undefined} ratio
 * @returns {ratio is number}
 */
export function isMeasured(ratio) {
  return typeof ratio === 'number' && Number.isFinite(ratio)
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}

/** @param {number} part */
function round(part) {
  return Number(part.toFixed(3))
}
