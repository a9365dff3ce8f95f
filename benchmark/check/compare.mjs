// Ratios against a baseline.
import { isMeasured } from './ratios.mjs'

/**
 * @typedef {import('./ratios.mjs').Ratios} Ratios
 * @typedef {import('./ratios.mjs').Reference} Reference
 * @typedef {Record<string, Record<string, Reference>>} References
 * @typedef {'within' | 'worse' | 'better' | 'new' | 'gone' | 'not measured'} Verdict
 * @typedef {{ check: string, comparison: string, verdict: Verdict, now?: number,
 *   before?: number, band?: number }} Row
 */

/**
 * `gone` is what the baseline has and nothing measures any more; `new` what it lacks.
 * @param {References} baseline
 * @param {Ratios} ratios
 * @returns {Row[]}
 */
export function compare(baseline, ratios) {
  return union(ratios, baseline).flatMap((check) => {
    const now = ratios[check] ?? {}
    const before = baseline[check] ?? {}
    return union(now, before).map((comparison) => ({
      check,
      comparison,
      ...judge(before[comparison], now[comparison]),
    }))
  })
}

/**
 * @param {Reference | undefined} reference
 * @param {number | null | undefined} now
 * @returns {Omit<Row, 'check' | 'comparison'>}
 */
function judge(reference, now) {
  const known = reference && { before: reference.ratio, band: reference.band }
  if (now === undefined) {
    return { verdict: 'gone', ...known }
  }
  if (!isMeasured(now)) {
    return { verdict: 'not measured', ...known }
  }
  return known ? { verdict: verdict(now, known), now, ...known } : { verdict: 'new', now }
}

/**
 * A band of 25 % is a quarter more time, or the same work in 1 / 1.25 of it.
 * @param {number} now
 * @param {{ before: number, band: number }} known
 */
export function verdict(now, { before, band }) {
  const change = now / before
  return change > 1 + band ? 'worse' : change < 1 / (1 + band) ? 'better' : 'within'
}

/**
 * @param {object} one
 * @param {object} other
 */
function union(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
}
