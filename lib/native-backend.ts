import { holdByPolling } from './hold-by-polling.js'
import { ExitFlags } from './exit-flags.js'
import { isAlive } from './is-alive.js'
import type * as Binding from './native/binding.js'
import { nativeTrees } from './native-trees.js'
import type { Backend, Held } from './types.js'

/** The binding, with its handles made what the contract says. One for each thread. */
export function createNativeBackend(binding: typeof Binding): Backend {
  const flags = new ExitFlags()
  const listeners = new Map<number, () => void>()
  const fire = (id: number): void => {
    const listener = listeners.get(id)
    listeners.delete(id)
    listener?.()
  }
  let watcher: Binding.ExitWatcher | undefined
  let lastId = 0

  const hold = (pid: number, expected: string | null): Held => {
    const on = (watcher ??= new binding.ExitWatcher(fire))
    const id = ++lastId
    const flag = flags.take()
    let identity: string | null
    try {
      identity = on.hold(id, pid, expected, flag.array, flag.index)
    } catch (error) {
      flags.giveBack(flag)
      if (error instanceof Error && error.message === 'code:ENOTSUP') {
        return holdByPolling(backend, pid, expected)
      }
      throw error
    }
    let closed: { alive: boolean } | undefined
    return {
      pid,
      identity,
      isAlive: () => (closed ? closed.alive && isStillAlive() : !flags.isSet(flag)),
      kill: (signal) => on.kill(id, signal),
      onExit: (listener) => {
        listeners.set(id, listener)
        // It may have been told of before anybody listened.
        if (flags.isSet(flag)) {
          setImmediate(fire, id)
        }
      },
      close: () => {
        closed = { alive: !flags.isSet(flag) }
        listeners.delete(id)
        on.release(id)
        flags.giveBack(flag)
      },
    }

    function isStillAlive(): boolean {
      return isAlive(
        identity === null ? backend.processState(pid) : backend.identityState(identity),
      )
    }
  }

  const backend: Backend = {
    ...(binding as Omit<typeof binding, 'ExitWatcher' | 'NativeScope' | 'NativeTree'>),
    ...nativeTrees(binding),
    areProcessesAlive: (pids) => toBooleans(binding.areProcessesAlive(pids)),
    hold,
  }
  return backend
}

/** A loop: Array.from() with a function takes several times as long. */
function toBooleans(bytes: Uint8Array): boolean[] {
  const booleans: boolean[] = []
  for (const byte of bytes) {
    booleans.push(byte !== 0)
  }
  return booleans
}
