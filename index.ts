export { getBackendInfo } from './lib/backend.js'
export {
  getFdLimit,
  getMaxWorkersEstimate,
  type MaxWorkersEstimateOptions,
} from './lib/fd-limits.js'
export {
  estimateFdsForDirectory,
  estimateFdsForDirectorySync,
  getMaxWorkersForFileMounts,
  getMaxWorkersForFileMountsSync,
} from './lib/file-mounts.js'
export { areProcessesAlive, isProcessAlive } from './lib/liveness.js'
export { getCpuCount, getCpuLimits, getParallelThreads } from './lib/parallelism.js'
export {
  type RunContext,
  type RunFunction,
  runInParallel,
  type RunInParallelOptions,
} from './lib/run-in-parallel.js'
export type { BackendInfo, CpuLimits, CpuLimitSource, FdLimit } from './lib/types.js'
