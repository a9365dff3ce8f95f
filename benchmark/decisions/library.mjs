// The library as it is published, with its types.

/** @type {typeof import('../../index.js')} */
const library = await import(new URL('../../dist/index.js', import.meta.url).href)

export const {
  areProcessesAlive,
  getDescendants,
  getLoopLagThreshold,
  runInParallel,
  waitForExit,
} = library
