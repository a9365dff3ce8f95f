import { setTimeout as delay } from 'node:timers/promises'
import { type Context, floorCase } from '../context.js'
import { countAlive, emptyLoop } from '../handles.bench.js'
import type { Case } from '../measure.js'
import { type Children, getDeadPid, startChildren } from '../resources.js'
import { bothBackends, type Check } from './check.js'
import { stayOnOneCpu } from './one-cpu.js'
import { startTree } from './tree.js'

const MANY = 1000
const CHILDREN = 50
/** Milliseconds, of which a child needs one or two. */
const SETTLING = 250

export const processes = {
  'isProcessAlive/live': async (context) => {
    const { pid, end } = await startChild()
    return { cases: livenessCases(context, pid), end }
  },

  'isProcessAlive/dead': async (context) => ({
    cases: livenessCases(context, await getDeadPid()),
  }),

  'areProcessesAlive/1000': async (context) => {
    const { pids, end } = await startSettled(MANY)
    const typed = Uint32Array.from(pids)
    return {
      cases: [
        ...bothBackends(
          () => context.native.areProcessesAlive(pids),
          () => context.js.areProcessesAlive(pids),
        ),
        floorCase(context, 'floor', ({ robustListMany, pidfdOpenPollCloseMany }) => {
          const isRight = robustListMany(typed) === MANY
          return isRight ? () => robustListMany(typed) : () => pidfdOpenPollCloseMany(typed)
        }),
      ],
      end,
    }
  },

  getProcessIdentity: async (context) => {
    const { pid, end } = await startChild()
    return {
      cases: [
        ...bothBackends(
          () => context.native.getProcessIdentity(pid),
          () => context.js.getProcessIdentity(pid),
        ),
        floorCase(context, 'floor', ({ readFile }) => {
          const file = `/proc/${pid}/stat`
          return () => readFile(file)
        }),
      ],
      end,
    }
  },

  'handle.alive': async (context) => {
    const { pid, end } = await startChild()
    const handle = context.native.openProcess(pid)
    const polled = context.js.openProcess(pid)
    return {
      cases: [
        { name: 'native', role: 'ours', loop: (times) => countAlive(handle, times) },
        { name: 'fallback', role: 'rival', run: () => polled.alive },
        { name: 'an empty loop', role: 'other', loop: emptyLoop() },
      ],
      end: () => {
        handle.close()
        polled.close()
        return end()
      },
    }
  },

  'openProcess/close': async (context) => {
    const { pid, end } = await startChild()
    return {
      cases: [
        ...bothBackends(
          () => context.native.openProcess(pid).close(),
          () => context.js.openProcess(pid).close(),
        ),
        floorCase(context, 'floor', (floor) => {
          const file = `/proc/${pid}/stat`
          return () => floor.pidfdWatchClose(pid) && floor.readFile(file)
        }),
      ],
      end,
    }
  },

  'getDescendants/50': async (context) => {
    const { pid, end } = await startTree(CHILDREN)
    const missing = stayOnOneCpu()
    if (missing !== undefined) {
      const rivals = ['fallback', 'floor'].map(
        (name) => ({ name, role: 'rival', missing }) as const,
      )
      return { cases: [{ name: 'native', role: 'ours', missing }, ...rivals], end }
    }
    return {
      cases: [
        ...bothBackends(
          () => context.native.getDescendants(pid),
          () => context.js.getDescendants(pid),
        ),
        floorCase(context, 'floor', ({ walkChildren }) => {
          return () => walkChildren(pid)
        }),
      ],
      end,
    }
  },
} satisfies Record<string, Check>

async function startChild(): Promise<{ pid: number; end: () => Promise<void> }> {
  const { pids, end } = await startSettled(1)
  return { pid: pids[0] ?? 0, end }
}

/** Only what has started its C library has a robust list, and nothing says when it has. */
async function startSettled(count: number): Promise<Children> {
  const children = await startChildren(count)
  await delay(SETTLING)
  return children
}

function livenessCases(context: Context, pid: number): Case[] {
  const { isProcessAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  return [
    ...bothBackends(
      () => isProcessAlive(pid),
      () => fallback(pid),
    ),
    floorCase(context, 'floor', ({ robustList, pidfdOpenPollClose }) => {
      // Without a robust list the first one says no of a live process.
      const isRight = robustList(pid) === isProcessAlive(pid)
      return isRight ? () => robustList(pid) : () => pidfdOpenPollClose(pid)
    }),
  ]
}
