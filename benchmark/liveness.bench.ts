import { existsSync, readFileSync } from 'node:fs'
import { type Context, emptyCase, floorCase } from './context.js'
import type { Case, Group } from './measure.js'
import {
  type Children,
  findUnusedPids,
  getDeadPid,
  type Program,
  SLEEPER,
  startChildren,
} from './resources.js'

const MANY = 1000
const LIVE_OF_MIXED = 100
const ROBUST = 'C: get_robust_list, tgkill'
const PIDFD = 'C: pidfd_open, poll, close'
const WITHOUT = { sleep: '', sleeper: ' without a robust list' }

export async function* liveness(context: Context): AsyncGenerator<Group> {
  if (process.platform === 'win32') {
    const missing = 'needs the program sleep'
    yield { title: 'isProcessAlive', cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  yield* one(context)
  yield* many(context)
}

async function* one(context: Context): AsyncGenerator<Group> {
  for (const program of ['sleep', 'sleeper'] as const) {
    const title = `isProcessAlive, a live child${WITHOUT[program]}`
    const children = await start(1, program)
    if (!children) {
      yield notMeasured(title)
      continue
    }
    const [pid = 0] = children.pids
    try {
      const cases = oneCases(context, pid, { js: 5 })
      yield { title, cases }
      if (program === 'sleeper') {
        yield* heldElsewhere(context, children.pids, { title: `${title}, a pidfd held`, cases })
      }
    } finally {
      await children.end()
    }
  }
  yield {
    title: 'isProcessAlive, the own pid',
    cases: oneCases(context, process.pid, { js: 5 }),
  }
  yield {
    title: 'isProcessAlive, a dead pid',
    cases: oneCases(context, await getDeadPid(), { js: 20, kill: 10 }),
  }
}

async function* many(context: Context): AsyncGenerator<Group> {
  for (const program of ['sleep', 'sleeper'] as const) {
    const title = `areProcessesAlive, ${MANY} live children${WITHOUT[program]}`
    console.log(`  starting ${MANY} children`)
    const children = await start(MANY, program)
    if (!children) {
      yield notMeasured(title)
      continue
    }
    const live = children.pids
    try {
      const cases = manyCases(context, live, MANY)
      yield { title, cases }
      if (program === 'sleeper') {
        yield* heldElsewhere(context, live, { title: `${title}, pidfds held`, cases })
        continue
      }
      const dead = findUnusedPids(MANY - LIVE_OF_MIXED, pidMax())
      yield {
        title: `areProcessesAlive, ${dead.length} dead pids and ${LIVE_OF_MIXED} live children`,
        cases: manyCases(context, [...live.slice(0, LIVE_OF_MIXED), ...dead], LIVE_OF_MIXED),
      }
    } finally {
      await children.end()
    }
  }
}

async function start(count: number, program: Program): Promise<Children | undefined> {
  return program === 'sleep' || existsSync(SLEEPER) ? startChildren(count, program) : undefined
}

function notMeasured(title: string): Group {
  return { title, cases: [{ name: 'procpilot', role: 'ours', missing: 'no C compiler' }] }
}

function oneCases(context: Context, pid: number, targets: { js: number; kill?: number }): Case[] {
  const { isProcessAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  if (isProcessAlive(pid) !== fallback(pid)) {
    throw new Error(`the backends do not agree about pid ${pid}`)
  }
  return [
    { name: 'procpilot', role: 'ours', run: () => isProcessAlive(pid) },
    { name: 'fallback', role: 'rival', run: () => fallback(pid), target: targets.js },
    {
      name: 'process.kill(pid, 0), try/catch',
      role: 'rival',
      run: () => killZero(pid),
      ...(targets.kill !== undefined && { target: targets.kill }),
    },
    ...right(isProcessAlive(pid), [
      floorCase(context, ROBUST, ({ robustList }) => {
        return () => robustList(pid)
      }),
      floorCase(context, PIDFD, ({ pidfdOpenPollClose }) => {
        return () => pidfdOpenPollClose(pid)
      }),
    ]),
    emptyCase(context, pid),
  ]
}

function manyCases(context: Context, pids: number[], alive: number): Case[] {
  const { areProcessesAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  const counts = [areProcessesAlive(pids), pids.map((pid) => fallback(pid))].map(
    (answers) => answers.filter(Boolean).length,
  )
  if (counts.some((count) => count !== alive)) {
    throw new Error(`${alive} processes are alive; the backends say ${counts.join(', ')}`)
  }
  const typed = Uint32Array.from(pids)
  return [
    { name: 'procpilot', role: 'ours', run: () => areProcessesAlive(pids) },
    {
      name: `${pids.length} calls of the fallback`,
      role: 'rival',
      run: () => pids.map((pid) => fallback(pid)),
      target: 6,
    },
    ...right(alive, [
      floorCase(context, ROBUST, ({ robustListMany }) => {
        return () => robustListMany(typed)
      }),
      floorCase(context, PIDFD, ({ pidfdOpenPollCloseMany }) => {
        return () => pidfdOpenPollCloseMany(typed)
      }),
    ]),
  ]
}

/** Only the floors that give this answer: without a robust list the first one cannot. */
function right(answer: boolean | number, floors: Case[]): Case[] {
  return floors.filter(({ run }) => !run || run() === answer)
}

/**
 * Since Linux 6.9 pidfds have inodes (pidfs): the first pidfd of a process makes one, and closing
 * the last one frees it. While somebody else holds one, as service managers and container runtimes
 * do, opening a pidfd costs half.
 */
function* heldElsewhere({ floor }: Context, pids: number[], group: Group): Generator<Group> {
  if (typeof floor !== 'object') {
    yield { ...group, cases: group.cases.map(({ name, role }) => ({ name, role, missing: floor })) }
    return
  }
  try {
    if (!pids.every((pid) => floor.holdPidfd(pid))) {
      throw new Error('pidfd_open failed')
    }
    yield group
  } finally {
    floor.dropPidfds()
  }
}

/**
 * What people write; it says yes to zombies too. For a dead pid this and the fallback pay for an
 * exception, the more the deeper the stack, up to the ten frames that V8 records: here it is full,
 * as in most programs.
 */
function killZero(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function pidMax(): number {
  return process.platform === 'linux'
    ? Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'))
    : 99_999
}
