/**
 * What is measured, each in a process of its own: by the function, and by what it is asked about
 * where that makes a difference. Apart from checks.ts, so that naming them takes no compiler.
 */
export const names = /** @type {const} */ ([
  'isProcessAlive/live',
  'isProcessAlive/dead',
  'areProcessesAlive/1000',
  'getProcessIdentity',
  'handle.alive',
  'openProcess/close',
  'getDescendants/50',
  'getCpuCount/hot',
  'getCpuCount/paused',
  'getFdLimit',
  'getMaxWorkersForFileMountsSync/1000',
  'timelineEvent',
  'TimelineEvent',
])

/** @typedef {typeof names[number]} Name */

/**
 * The names that are wanted, whole or by their function; all of them if none is.
 * @param {string[]} wanted
 * @returns {Name[]}
 */
export function choose(wanted) {
  const isOf = (/** @type {string} */ name, /** @type {string} */ by) =>
    name === by || name.startsWith(`${by}/`)
  const unknown = wanted.filter((by) => !names.some((name) => isOf(name, by)))
  if (unknown.length > 0) {
    throw new Error(`not known: ${unknown.join(', ')} (there are ${names.join(', ')})`)
  }
  return names.filter((name) => wanted.length === 0 || wanted.some((by) => isOf(name, by)))
}
