import { constants } from 'node:os'
import { invalidArgType, outOfRange } from './errors.js'
import { toSignal } from './signals.js'
import type { ProcessInfo } from './types.js'
import { checkOptions, checkSignal } from './validate.js'

/** How far the ending has come. */
export interface KillProgress {
  /** Processes found so far that are to end. */
  total: number
  /** Those of them that have not exited yet. */
  left: number
}

/** Options of {@link killProcessTree} and of a scope's `kill`. */
export interface KillOptions {
  /** The graceful signal, `'SIGTERM'` by default; `'SIGKILL'` is the same as {@link force}. */
  signal?: NodeJS.Signals | number
  /**
   * Milliseconds from the signal until what is left is killed: 0 to 2^31 - 1, or `Infinity`;
   * 10,000 by default.
   */
  gracePeriod?: number
  /** Kills at once, without a graceful signal; false by default. */
  force?: boolean
  /** Spares a descendant, and what is below it, where it returns true. Asked once a process. */
  exclude?: (info: ProcessInfo) => boolean
  /**
   * Ends the waiting: the promise rejects with its reason. What was signalled stays so, and
   * nothing stays frozen.
   */
  abortSignal?: AbortSignal
  /** Called at the beginning, and whenever the numbers have changed. */
  onProgress?: (progress: KillProgress) => void
}

/** {@link KillOptions} after validation. */
export interface KillPlan {
  signal: number
  gracePeriod: number
  /** False too where the system has nothing like SIGTERM. */
  graceful: boolean
  exclude: ((info: ProcessInfo) => boolean) | undefined
  abortSignal: AbortSignal | undefined
  onProgress: ((progress: KillProgress) => void) | undefined
}

const GRACE_PERIOD = 10_000

/** Throws unless the options make sense. */
export function toKillPlan(options: unknown): KillPlan {
  checkOptions(options)
  const given = (options ?? {}) as KillOptions
  const { gracePeriod = GRACE_PERIOD, force = false, exclude, abortSignal, onProgress } = given
  const signal = toSignal(given.signal ?? 'SIGTERM', 'options.signal', 1)
  if (typeof gracePeriod !== 'number') {
    throw invalidArgType('options.gracePeriod', 'of type number', gracePeriod)
  }
  if (gracePeriod !== Infinity && !(gracePeriod >= 0 && gracePeriod < 2 ** 31)) {
    throw outOfRange('options.gracePeriod', '>= 0 and < 2^31, or Infinity', gracePeriod)
  }
  if (typeof force !== 'boolean') {
    throw invalidArgType('options.force', 'of type boolean', force)
  }
  checkFunction('options.exclude', exclude)
  checkSignal(abortSignal, 'options.abortSignal')
  checkFunction('options.onProgress', onProgress)
  const hasSignals = process.platform !== 'win32'
  const graceful = hasSignals && !force && signal !== constants.signals.SIGKILL
  return { signal, gracePeriod, graceful, exclude, abortSignal, onProgress }
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw invalidArgType(name, 'of type function', value)
  }
}
