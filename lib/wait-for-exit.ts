import { getBackend } from './backend.js'
import { pointChannel, tracePromise } from './channels.js'
import { invalidArgType, outOfRange } from './errors.js'
import { type Target, toTarget } from './identity.js'
import { keepAlive } from './keep-alive.js'
import { hold } from './open-process.js'
import { holdByPolling } from './hold-by-polling.js'
import type { Held } from './types.js'
import { checkOptions, checkSignal } from './validate.js'

/** Options of {@link waitForExit}. */
export interface WaitForExitOptions {
  /** Milliseconds, 0 to 2^31 - 1; `Infinity` by default. */
  timeout?: number
  /** Ends the waiting: the promise rejects with its reason. */
  signal?: AbortSignal
}

/** Processes that waitForExit() holds at the moment, by all of its calls in this thread. */
let heldByAll = 0

/**
 * Waits until the process, or every one of them, has exited: children, strangers, and processes
 * that were gone before the call. A zombie has exited. Resolves to false on timeout.
 *
 * Descriptors are taken for at most half of the soft limit; the rest is asked again and again, with
 * back-off from 1 ms to 100 ms, and so are all where descriptors run out.
 *
 * @param targets Pids or identities.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments; Error
 *   `EPERM` for an identity that cannot be verified (another machine, another namespace). The
 *   promise rejects with them.
 */
export async function waitForExit(
  targets: number | string | readonly (number | string)[],
  options?: WaitForExitOptions,
): Promise<boolean> {
  const wanted = toTargets(targets)
  const { timeout, signal } = toOptions(options)
  return tracePromise(
    'procpilot:wait',
    () => waitForAll(wanted, timeout, signal),
    () => ({ pids: wanted.map(({ pid }) => pid), timeout }),
  )
}

async function waitForAll(
  wanted: Target[],
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  signal?.throwIfAborted()
  const most = getBackend().fdLimit().soft / 2
  const processes: Held[] = []
  let taken = 0
  try {
    for (const { pid, identity } of wanted) {
      const process = tryHold(pid, identity, heldByAll < most)
      if (process) {
        processes.push(process.held)
        taken += process.taken
        heldByAll += process.taken
      }
    }
    return await allExited(processes, timeout, signal)
  } finally {
    processes.forEach((process) => process.close())
    heldByAll -= taken
  }
}

/** `undefined` if it is gone; `taken` counts the descriptor. */
function tryHold(
  pid: number,
  identity: string | null,
  mayTake: boolean,
): { held: Held; taken: 0 | 1 } | undefined {
  const backend = getBackend()
  try {
    return mayTake
      ? { held: hold(pid, identity), taken: 1 }
      : { held: holdByPolling(backend, pid, identity), taken: 0 }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') {
      return undefined
    }
    if (code === 'EMFILE' || code === 'ENFILE') {
      return { held: holdByPolling(backend, pid, identity), taken: 0 }
    }
    throw error
  }
}

function allExited(
  processes: Held[],
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    let left = processes.length
    if (left === 0) {
      resolve(true)
      return
    }
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      end()
      reject(signal?.reason as Error)
    }
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      keepAlive.set(processes, false)
    }
    keepAlive.set(processes, true)
    signal?.addEventListener('abort', onAbort, { once: true })
    for (const process of processes) {
      process.onExit(() => {
        left--
        if (left === 0) {
          end()
          resolve(true)
        }
        const { pid, identity } = process
        pointChannel('procpilot:exit')?.publish({ pid, identity })
      })
    }
    if (timeout !== Infinity) {
      timer = setTimeout(() => {
        end()
        // What has exited by now counts, whether we were told of it or not.
        resolve(processes.every((process) => !process.isAlive()))
      }, timeout)
    }
  })
}

function toTargets(targets: unknown): Target[] {
  return Array.isArray(targets)
    ? targets.map((target, index) => toTarget(target, `targets[${index}]`))
    : [toTarget(targets, 'targets')]
}

function toOptions(options: unknown): { timeout: number; signal: AbortSignal | undefined } {
  checkOptions(options)
  const { timeout = Infinity, signal } = (options ?? {}) as WaitForExitOptions
  if (typeof timeout !== 'number') {
    throw invalidArgType('options.timeout', 'of type number', timeout)
  }
  if (timeout !== Infinity && !(timeout >= 0 && timeout < 2 ** 31)) {
    throw outOfRange('options.timeout', '>= 0 and < 2^31, or Infinity', timeout)
  }
  checkSignal(signal)
  return { timeout, signal }
}
