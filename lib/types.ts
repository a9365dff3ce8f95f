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

/** What is known of a process; `unknown` where nothing proves more. */
export type ProcessState = 'running' | 'zombie' | 'gone' | 'unknown'

/** What the backend can do on this system. */
export interface BackendFeatures {
  /** Whether processes can be told apart by more than their pid: Linux, and natively everywhere. */
  identity: boolean
  /**
   * How an exit is learned of: pushed by the `kernel` (pidfd, kqueue, wait handles), or by a `poll`
   * that starts at 1 ms and backs off to 100 ms.
   */
  exitEvents: 'kernel' | 'poll'
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
  /** What it can do on this system. */
  features: BackendFeatures
}

/** A process that a backend holds on to; closed exactly once. */
export interface Held {
  readonly pid: number
  /** `null` where it cannot be read. */
  readonly identity: string | null
  isAlive(): boolean
  /** False when it is gone. `signal` is a number that the system has. */
  kill(signal: number): boolean
  /** Calls the listener once, in a later turn, when the process has exited. */
  onExit(listener: () => void): void
  close(): void
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
  features(): BackendFeatures
  /** Throws `EPERM` if the process exists but its identity cannot be read. */
  processIdentity(pid: number): string | null
  processState(pid: number): ProcessState
  identityState(identity: string): ProcessState
  /** Throws `ESRCH`, `EPERM`, `EMFILE`. */
  hold(pid: number, identity: string | null): Held
}
