import { notFound, notPermitted } from './errors.js'
import { isAlive } from './is-alive.js'
import { poll } from './poll.js'
import type { Backend, Held, ProcessState } from './types.js'

/** The part of a backend that tells of processes without holding them. */
type Asking = Pick<Backend, 'processIdentity' | 'processState' | 'identityState'>

/**
 * Holds a process where nothing can: by its identity, and by asking again. A signal can reach
 * another process only if the pid is given away between the check and the kill.
 */
export function holdByPolling(backend: Asking, pid: number, expected: string | null): Held {
  const identity = expected ?? readIdentity(backend, pid)
  const state = (): ProcessState =>
    identity === null ? backend.processState(pid) : backend.identityState(identity)
  const found = state()
  if (found === 'gone') {
    throw notFound('open', pid)
  }
  if (found === 'unknown' && expected !== null) {
    throw notPermitted('open', pid)
  }
  // Once it has exited nothing can change that, whoever gets the pid.
  let hasExited = false
  const isStillAlive = (): boolean => {
    hasExited ||= !isAlive(state())
    return !hasExited
  }
  let polling: { stop(): void } | undefined
  return {
    pid,
    identity,
    isAlive: isStillAlive,
    kill: (signal) => {
      if (!isStillAlive()) {
        return false
      }
      if (identity !== null && state() === 'unknown') {
        throw notPermitted('kill', pid)
      }
      try {
        return process.kill(pid, signal)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
          return false
        }
        throw error
      }
    },
    onExit: (listener) => {
      polling = poll(() => !isStillAlive(), listener)
    },
    close: () => polling?.stop(),
  }
}

/** `null` for a zombie, and where it cannot be known. */
function readIdentity(backend: Asking, pid: number): string | null {
  try {
    return backend.processIdentity(pid)
  } catch {
    return null
  }
}
