import { getBackend } from './backend.js'
import { pointChannel } from './channels.js'
import { fromNative, invalidState } from './errors.js'
import { toTarget } from './identity.js'
import { keepAlive } from './keep-alive.js'
import { toSignal } from './signals.js'
import type { Held } from './types.js'

/** A process that is held on to: it can't come to mean another one. */
export interface ProcessHandle extends Disposable {
  readonly pid: number
  /** See {@link getProcessIdentity}; `null` where it cannot be read. */
  readonly identity: string | null
  /**
   * Whether it has not exited, also in a loop that never returns to the event loop. Natively this
   * reads memory that a background thread marks, no system call: it follows the exit as soon as that
   * thread gets a CPU, some microseconds, or milliseconds where all are busy. {@link kill} with 0
   * asks the kernel.
   */
  readonly alive: boolean
  /**
   * Resolves when it has exited, a zombie included. A promise that was asked for and is pending
   * keeps the event loop alive, unless {@link unref} was called. Rejects with `ERR_INVALID_STATE`
   * when the handle is closed before.
   */
  readonly exited: Promise<void>
  /**
   * Sends a signal (`'SIGTERM'` by default; 0 only checks); never to another process. False when it
   * is gone or a zombie. On Windows the terminating signals end the process, as Node's do.
   *
   * @throws TypeError `ERR_UNKNOWN_SIGNAL`, Error `EPERM` if it may not be signalled.
   */
  kill(signal?: NodeJS.Signals | number): boolean
  /** Lets a pending {@link exited} keep the event loop alive again; the default. */
  ref(): this
  /** Lets the event loop end although {@link exited} is pending. */
  unref(): this
  /** Lets go of the process. Closing twice does nothing. */
  close(): void
}

/**
 * Holds on to a process by its pid or identity. By identity it is certain to be that incarnation.
 * A zombie can be opened; it is not alive.
 *
 * Linux holds by pidfd_open(2), Windows by a process handle; macOS cannot hold a process, but
 * checks the start time before each signal. Where the kernel pushes no exits
 * (`getBackendInfo().features.exitEvents` is `poll`) a poll with back-off, 1 ms to 100 ms, serves
 * `exited`, `alive` asks the system, and `kill` checks the identity first.
 *
 * @throws Error `ESRCH` when it is gone, `EPERM` where the system forbids it or where an identity
 *   cannot be verified, `EMFILE` or `ENFILE` when descriptors have run out.
 */
export function openProcess(pidOrIdentity: number | string): ProcessHandle {
  const { pid, identity } = toTarget(pidOrIdentity, 'pidOrIdentity')
  return new Handle(hold(pid, identity))
}

/** Holds a process, and tells errors as Node does. */
export function hold(pid: number, identity: string | null): Held {
  try {
    return getBackend().hold(pid, identity)
  } catch (error) {
    throw fromNative(error, 'open', { pid })
  }
}

/** Closes what nobody can reach any more. */
const unreachable = new FinalizationRegistry((held: Held) => held.close())

class Handle implements ProcessHandle {
  readonly pid: number
  readonly identity: string | null
  readonly #held: Held
  #isClosed = false
  #isRef = true
  #exited: Promise<void> | undefined
  #reject: ((error: Error) => void) | undefined

  constructor(held: Held) {
    this.#held = held
    this.pid = held.pid
    this.identity = held.identity
    unreachable.register(this, held, this)
  }

  get alive(): boolean {
    return this.#held.isAlive()
  }

  get exited(): Promise<void> {
    return (this.#exited ??= this.#watch())
  }

  kill(signal: NodeJS.Signals | number = 'SIGTERM'): boolean {
    const number = toSignal(signal)
    if (this.#isClosed) {
      throw invalidState('The process handle is closed')
    }
    try {
      return this.#held.kill(number)
    } catch (error) {
      throw fromNative(error, 'kill', { pid: this.pid })
    }
  }

  ref(): this {
    this.#isRef = true
    keepAlive.set(this, this.#reject !== undefined)
    return this
  }

  unref(): this {
    this.#isRef = false
    keepAlive.set(this, false)
    return this
  }

  close(): void {
    if (this.#isClosed) {
      return
    }
    this.#isClosed = true
    unreachable.unregister(this)
    this.#held.close()
    this.#reject?.(invalidState('The process handle was closed'))
    this.#settle()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #watch(): Promise<void> {
    if (this.#isClosed) {
      return this.alive
        ? Promise.reject(invalidState('The process handle is closed'))
        : Promise.resolve()
    }
    const { promise, resolve, reject } = withResolvers()
    // Whoever does not look at it must not be ended by a close.
    promise.catch(() => undefined)
    this.#reject = reject
    keepAlive.set(this, this.#isRef)
    this.#held.onExit(() => {
      resolve()
      this.#settle()
      const { pid, identity } = this
      pointChannel('procpilot:exit')?.publish({ pid, identity })
    })
    return promise
  }

  #settle(): void {
    this.#reject = undefined
    keepAlive.set(this, false)
  }
}

function withResolvers(): {
  promise: Promise<void>
  resolve: () => void
  reject: (error: Error) => void
} {
  let resolve!: () => void
  let reject!: (error: Error) => void
  const promise = new Promise<void>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}
