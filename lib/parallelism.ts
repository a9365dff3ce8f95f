import { getBackend } from './backend.js'
import type { CpuLimits } from './types.js'
import { checkCloud } from './validate.js'

/**
 * Whole CPUs that this process can really use, at least 1: the affinity mask of the calling thread
 * (sched_getaffinity(2)), lowered by the cgroup quota of every level (version 2 `cpu.max`,
 * version 1 `cpu.cfs_quota_us`; cgroups(7)), rounded down. CPU weights and shares are no limits.
 *
 * Every call asks the system; a quota read by a call serves further ones for 10 microseconds.
 * macOS knows neither masks nor quotas, Windows no cgroups.
 */
export function getCpuCount(): number {
  return getBackend().cpuCount()
}

/** {@link getCpuCount} with every limit that leads to it, and the one that decides. */
export function getCpuLimits(): CpuLimits {
  return getBackend().cpuLimits()
}

/**
 * Threads worth running for work that waits more than it computes:
 * max(4, {@link getCpuCount} - 1), four times that for the cloud "kubernetes" (in any case).
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` if `cloud` is neither a string nor null nor undefined.
 */
export function getParallelThreads(cloud?: string | null): number {
  checkCloud(cloud)
  return getBackend().parallelThreads(cloud)
}
