/** Which limit decides the CPU count. */
export type CpuLimitSource = 'logical' | 'affinity' | 'cgroup-v1' | 'cgroup-v2'

/** Every limit on the CPUs that this process can use. */
export interface CpuLimits {
  /** Logical CPUs that are online. */
  logical: number
  /**
   * CPUs in the affinity mask of the calling thread (sched_setaffinity(2), cpusets, `taskset`;
   * on Windows GetProcessAffinityMask). As `logical` on macOS, which has no such mask.
   */
  affinity: number
  /** The tightest cgroup quota in CPUs, fractional; `null` when none. Linux only. */
  quota: number | null
  /** Whole CPUs that can really be used, at least 1. */
  count: number
  /** The limit that decides `count`. */
  source: CpuLimitSource
}

/** The limit on open file descriptors; `Infinity` when unlimited. */
export interface FdLimit {
  /** What the kernel enforces. */
  soft: number
  /** How far an ordinary process may raise it. */
  hard: number
}

/** Who answers: the native binding or the JavaScript fallback. */
export interface BackendInfo {
  backend: 'native' | 'js'
  /** Version of this package. */
  version: string
  /** The platform that was looked for or loaded, such as `linux-x64-gnu`. */
  target: string
  /**
   * Why the fallback serves; with the native backend, what failed to load before it. `null` when
   * there is nothing to say.
   */
  reason: string | null
}

/** What the native binding and the fallback both offer. Arguments have been validated. */
export interface Backend {
  cpuCount(): number
  cpuLimits(): CpuLimits
  parallelThreads(cloud?: string | null): number
  fdLimit(): FdLimit
  maxWorkersEstimate(fdsPerWorker: number, cloud?: string | null): number
  estimateFds(path: string): Promise<number>
  estimateFdsSync(path: string): number
  fileMountWorkers(sources: string[], cloud?: string | null): Promise<number>
  fileMountWorkersSync(sources: string[], cloud?: string | null): number
  isProcessAlive(pid: number): boolean
  areProcessesAlive(pids: Uint32Array): boolean[]
}
