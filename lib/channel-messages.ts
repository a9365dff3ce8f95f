import type { KillReport } from './kill-targets.js'
import type { LoopLagReport } from './loop-lag.js'

/** What a tracing channel adds to its message when the operation has ended. */
export interface Outcome<T> {
  /** What the function returned, or its promise resolved to; from `end` or `asyncStart` on. */
  result?: T
  /** What it threw, or its promise rejected with; from `error` on. */
  error?: unknown
}

/** Of the tracing channel `procpilot:kill`: trees and scopes that are ended. */
export interface KillMessage extends Outcome<KillReport> {
  /** The function that was called; those of a scope are `scope.kill` and `scope.killSync`. */
  operation:
    | 'killProcessTree'
    | 'killProcessTreeSync'
    | 'killChildrenProcesses'
    | 'scope.kill'
    | 'scope.killSync'
  /**
   * The roots of the trees. Of `killChildrenProcesses` without pids this process, which is not ended
   * itself; of a scope none.
   */
  pids: readonly number[]
  /** How they are ended, the defaults filled in. */
  options: {
    /** Whether they are asked to end first. */
    graceful: boolean
    /** The number of the graceful signal; of no meaning unless `graceful`. */
    signal: number
    /** Milliseconds, or `Infinity`; of no meaning unless `graceful`. */
    gracePeriod: number
  }
}

/** Of the tracing channel `procpilot:wait`: calls of `waitForExit`. */
export interface WaitMessage extends Outcome<boolean> {
  /** Their pids, in the order that was given. */
  pids: readonly number[]
  /** Milliseconds, or `Infinity`. */
  timeout: number
}

/** Of the tracing channel `procpilot:run-in-parallel`: calls of `runInParallel`. */
export interface RunMessage extends Outcome<unknown[]> {
  /** Tells the runs of a thread apart. */
  run: number
  concurrency: number
  /** `undefined` if the input does not tell how many arguments there are. */
  total: number | undefined
}

/** Of the tracing channel `procpilot:run-in-parallel:call`: each call that a run makes. */
export interface RunCallMessage extends Outcome<unknown> {
  /** As {@link RunMessage} has it. */
  run: number
  /** Position of the argument in the input. */
  index: number
}

/** Of the channel `procpilot:exit`: a handle or `waitForExit` was told that a process has exited. */
export interface ExitMessage {
  pid: number
  /** See {@link getProcessIdentity}; `null` where it could not be read. */
  identity: string | null
}

/** Of the channel `procpilot:warning`: what is also told by `process.emitWarning()`. */
export interface WarningMessage {
  code: string
  message: string
}

/** Messages of the tracing channels, for operations that take time. */
export interface TracedMessages {
  'procpilot:kill': KillMessage
  'procpilot:run-in-parallel': RunMessage
  'procpilot:run-in-parallel:call': RunCallMessage
  'procpilot:wait': WaitMessage
}

/** Messages of the plain channels, for points in time. */
export interface PointMessages {
  'procpilot:exit': ExitMessage
  'procpilot:loop-lag': LoopLagReport
  'procpilot:warning': WarningMessage
}
