import { getBackend } from './backend.js'
import { warnOfLowFdLimit } from './low-fd-warning.js'
import type { FdLimit } from './types.js'
import { checkCloud, checkOptions, checkPositiveInteger } from './validate.js'

/** Options of {@link getMaxWorkersEstimate}. */
export interface MaxWorkersEstimateOptions {
  /** Descriptors that one worker takes: a positive integer, 5 by default. */
  fdsPerWorker?: number
  /** As for {@link getParallelThreads}. */
  cloud?: string | null
}

/**
 * The limit on open file descriptors of this process (RLIMIT_NOFILE, getrlimit(2)); `Infinity` when
 * unlimited. Node raises its own soft limit to the hard one at start. Windows has no such limit:
 * both are `Infinity` there.
 */
export function getFdLimit(): FdLimit {
  return getBackend().fdLimit()
}

/**
 * How many workers fit into the limit on open descriptors, from the limits alone, touching no file:
 * (soft limit - 100) / `fdsPerWorker`, rounded down, at least 1 and at most
 * {@link getParallelThreads}.
 *
 * A soft limit below 1024 emits one process warning, code `PROCPILOT_LOW_FD_LIMIT`.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad options.
 */
export function getMaxWorkersEstimate(options?: MaxWorkersEstimateOptions): number {
  checkOptions(options)
  const { fdsPerWorker = 5, cloud } = options ?? {}
  checkPositiveInteger('options.fdsPerWorker', fdsPerWorker)
  checkCloud(cloud)
  warnOfLowFdLimit()
  return getBackend().maxWorkersEstimate(fdsPerWorker, cloud)
}
