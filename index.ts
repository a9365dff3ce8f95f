export { getBackendInfo } from './lib/backend.js'
export type {
  ExitMessage,
  KillMessage,
  RunCallMessage,
  RunMessage,
  WaitMessage,
  WarningMessage,
} from './lib/channel-messages.js'
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
export { getDescendants } from './lib/get-descendants.js'
export { getProcessIdentity, getProcessState } from './lib/identity.js'
export { killChildrenProcesses, type KillChildrenOptions } from './lib/kill-children-processes.js'
export type { KillOptions, KillProgress } from './lib/kill-options.js'
export {
  killProcessTree,
  killProcessTreeSync,
  type KillSyncOptions,
} from './lib/kill-process-tree.js'
export type { KillReport, KillResult } from './lib/kill-targets.js'
export { areProcessesAlive, isProcessAlive } from './lib/liveness.js'
export {
  getLoopLagThreshold,
  type LoopLagOptions,
  type LoopLagReport,
  type LoopLagWatch,
  watchLoopLag,
} from './lib/loop-lag.js'
export { openProcess, type ProcessHandle } from './lib/open-process.js'
export { getCpuCount, getCpuLimits, getParallelThreads } from './lib/parallelism.js'
export { createProcessScope, type ProcessScope } from './lib/process-scope.js'
export {
  type RunContext,
  type RunFunction,
  runInParallel,
  type RunInParallelOptions,
} from './lib/run-in-parallel.js'
export { type SavedTimeline, saveTimeline, saveTimelineSync } from './lib/save-timeline.js'
export { TimelineEvent, timelineEvent } from './lib/timeline-event.js'
export type {
  BackendFeatures,
  BackendInfo,
  CpuLimits,
  CpuLimitSource,
  FdLimit,
  ProcessInfo,
  ProcessState,
} from './lib/types.js'
export { waitForExit, type WaitForExitOptions } from './lib/wait-for-exit.js'
