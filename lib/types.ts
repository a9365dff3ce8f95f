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

/** A process as {@link getDescendants} and a process scope tell it. */
export interface ProcessInfo {
  pid: number
  /** The parent at the moment of looking; 0 where it is outside of this pid namespace. */
  ppid: number
  /** Levels below the process that was asked about, 1 for its children. */
  depth: number
  /**
   * As the system names it: the command name (comm, at most 15 bytes on Linux and 16 on macOS), on
   * Windows the file name of the program. Empty where it cannot be read.
   */
  name: string
  state: ProcessState
  /** See {@link getProcessIdentity}; `null` where it cannot be read. */
  identity: string | null
}

/** A process of a {@link HeldTree}. */
export interface Member extends ProcessInfo {
  /** Its place in the order of finding, from 0. */
  index: number
  /** The index of its parent; -1 where that is no member. */
  parent: number
}

/** What became of a signal; `failed` where nothing was left to send it with. */
export type Delivery = 'sent' | 'gone' | 'denied' | 'failed'

/** Processes that belong together, held until they are gone. Closed exactly once. */
export interface HeldTree {
  /** Begins with this process; false if it is gone. Throws `EPERM` if it cannot be verified. */
  add(pid: number, identity: string | null): boolean
  /**
   * Finds and holds what is new, parents before children: what was added (depth 0), the
   * descendants of the members, and with a scope whatever belongs to it. Each is told once.
   */
  look(): Member[]
  /** Leaves a member alone, and its descendants: they are neither looked for nor signalled. */
  leave(index: number): void
  signal(indexes: readonly number[], signal: number): Delivery[]
  /** How many were sent SIGSTOP, and no SIGCONT since, and are neither stopped nor gone yet. */
  moving(): number
  /** The members that have exited since the last call. */
  exited(): number[]
  /** Calls the listener, in a later turn, after exits; for nothing at times, or never. */
  watch(listener: () => void): void
  close(): void
}

/** What marks the processes of one scope. */
export interface HeldScope {
  /** Windows: takes a process that was started just now in. Nothing elsewhere. */
  adopt(pid: number): void
  processes(): ProcessInfo[]
}

/** The events of one thread, as they were recorded: see lib/timeline/track.ts. */
export interface TimelineTrack {
  /** JSON: what all of its events have in common. */
  place: string
  /** What its ids begin with; eight hexadecimal digits follow. */
  ids: string
  /** Of each chunk. */
  times: Float64Array[]
  numbers: Uint32Array[]
  texts: Uint16Array[]
  textCount: number
}

/** A trace file that is to be written. */
export interface TimelineFile {
  path: string
  /** The name of a file in the same folder, which nobody else uses. */
  temporary: string
  /** JSON: what comes before the events, the last one of `traceEvents` being an event. */
  head: string
  tracks: TimelineTrack[]
  foot: string
  /** What is newer is at the path, or will be: this is not to replace it. */
  superseded?: boolean
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
  descendants(pid: number): ProcessInfo[]
  /** This process, its parent, and so on, as far as they can be seen. */
  lineage(): number[]
  /** `variable` is in the environment of every process of the scope. */
  createScope(variable: string): HeldScope
  /** With a scope, one of {@link createScope}, all of its processes are members. */
  holdTree(scope: HeldScope | null): HeldTree
  /**
   * Replaces the file when all is written; otherwise nothing is left of it. If the temporary file is
   * removed meanwhile, or it is superseded, it fails.
   */
  writeTimeline(file: TimelineFile): Promise<void>
  writeTimelineSync(file: TimelineFile): void
}
