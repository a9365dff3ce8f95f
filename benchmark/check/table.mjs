// Rows for a terminal.

/** @typedef {import('./compare.mjs').Row} Row */

/**
 * @param {Row[]} rows
 * @returns {string[]} lines
 */
export function table(rows) {
  const cells = rows.map(({ check, comparison, verdict, now, before, band }) => [
    check,
    comparison,
    times(now),
    times(before),
    change(now, before),
    band === undefined ? '' : `+${Math.round(100 * band)} %`,
    verdict === 'within' ? '' : verdict,
  ])
  const all = [['', '', 'ratio', 'baseline', 'change', 'band', ''], ...cells]
  const widths = (all[0] ?? []).map((_, column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  )
  const isText = (/** @type {number} */ column) => column < 2 || column === widths.length - 1
  const pad = (/** @type {string} */ cell, /** @type {number} */ column) =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return all.map((line) => line.map(pad).join('  ').trimEnd())
}

/** @param {number | undefined} ratio */
export function times(ratio) {
  return ratio === undefined ? '' : `${Number(ratio.toPrecision(3))}x`
}

/**
 * @param {number | undefined} now
 * @param {number | undefined} before
 */
export function change(now, before) {
  if (now === undefined || before === undefined) {
    return ''
  }
  const percent = 100 * (now / before - 1)
  return `${percent < 0 ? '' : '+'}${percent.toFixed(0)} %`
}
