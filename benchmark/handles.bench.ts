import type { ProcessHandle } from '../index.js'
import { type Context, floorCase } from './context.js'
import {
  bothDelays,
  type Delays,
  eventDelays,
  exitedDelays,
  strangerDelays,
} from './exit-delays.js'
import type { Case, Group } from './measure.js'
import { startChildren } from './resources.js'
import { watch } from './watching.js'

const MANY = 1000
const EXITS_A_ROUND = 25
const EMPTY = 'an empty loop'
const EVENT = "Node's exit event"

export async function* handles(context: Context): AsyncGenerator<Group> {
  if (process.platform !== 'linux') {
    const missing = 'needs Linux'
    yield { title: 'handle.alive', cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  yield* one(context)
  yield* many(context)
  yield* exits(context)
}

async function* one(context: Context): AsyncGenerator<Group> {
  const children = await startChildren(2)
  const [pid = 0, another = 0] = children.pids
  try {
    const handle = context.native.openProcess(pid)
    const polled = context.js.openProcess(pid)
    yield {
      title: 'handle.alive, a live child',
      cases: [
        { name: 'procpilot', role: 'ours', loop: (times) => countAlive(handle, times) },
        {
          name: 'process.kill(pid, 0)',
          role: 'rival',
          run: () => process.kill(pid, 0),
          target: 20,
        },
        { name: 'fallback', role: 'rival', run: () => polled.alive },
        { name: EMPTY, role: 'other', loop: emptyLoop() },
      ],
      values: (median) => [
        {
          name: 'more than an empty loop',
          value: median('procpilot') - median(EMPTY),
          unit: 'ns',
          atMost: 20,
        },
      ],
    }
    const opening = openCases(context, another)
    yield { title: 'openProcess(pid).close(), while another is held', cases: opening }
    handle.close()
    polled.close()
    yield { title: 'openProcess(pid).close(), nothing else held', cases: opening }
  } finally {
    await children.end()
  }
}

export function countAlive(handle: ProcessHandle, times: number): number {
  let alive = 0
  for (let time = 0; time < times; time++) {
    if (handle.alive) {
      alive++
    }
  }
  return alive
}

/** The loop of countAlive(), about a property that was seen to change: no constant for V8. */
export function emptyLoop(): (times: number) => number {
  const property = { alive: false }
  property.alive = true
  return (times) => {
    let alive = 0
    for (let time = 0; time < times; time++) {
      if (property.alive) {
        alive++
      }
    }
    return alive
  }
}

function openCases(context: Context, pid: number): Case[] {
  const { openProcess } = context.native
  const { openProcess: fallback } = context.js
  return [
    { name: 'procpilot', role: 'ours', run: () => openProcess(pid).close() },
    { name: 'fallback, which holds nothing', role: 'rival', run: () => fallback(pid).close() },
    floorCase(context, 'C: pidfd, in and out of an epoll set; stat read', (floor) => {
      const file = `/proc/${pid}/stat`
      return () => floor.pidfdWatchClose(pid) && floor.readFile(file)
    }),
  ]
}

async function* many(context: Context): AsyncGenerator<Group> {
  const { openProcess, areProcessesAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  console.log(`  starting ${MANY} children`)
  const children = await startChildren(MANY)
  const { pids } = children
  const held: ProcessHandle[] = []
  let watching: Awaited<ReturnType<typeof watch>>
  try {
    held.push(...pids.map((pid) => openProcess(pid)))
    const ours = (): number => held.filter((handle) => handle.alive).length
    const rival = (): number => pids.filter((pid) => fallback(pid)).length
    if (ours() !== MANY || rival() !== MANY) {
      throw new Error(`${ours()} of ${MANY} children are alive, or ${rival()}`)
    }
    yield {
      title: `checking ${MANY} live children`,
      cases: [
        { name: 'procpilot, handle.alive of each', role: 'ours', run: ours },
        {
          name: `${MANY} calls of the fallback's isProcessAlive`,
          role: 'rival',
          run: rival,
          target: 300,
        },
        {
          name: 'areProcessesAlive of procpilot',
          role: 'rival',
          run: () => areProcessesAlive(pids),
        },
      ],
    }
    console.log('  watching them')
    watching = await watch(pids)
  } finally {
    held.forEach((handle) => handle.close())
    await children.end()
  }
  await watching.end()
  const { values } = watching
  yield { title: `${MANY} processes watched for 10 s`, cases: [], values: () => values }
}

async function* exits({ native: { openProcess } }: Context): AsyncGenerator<Group> {
  const rounds: Promise<Delays>[] = []
  const both = (round: number): Promise<Delays> =>
    (rounds[round] ??= bothDelays(openProcess, EXITS_A_ROUND))
  yield exitGroup('from SIGKILL to being told, both of the same exit', [
    { name: 'procpilot', role: 'ours', elsewhere: async (round) => (await both(round)).exited },
    { name: EVENT, role: 'rival', elsewhere: async (round) => (await both(round)).event },
  ])
  yield exitGroup('from SIGKILL to being told, each by itself', [
    { name: 'procpilot', role: 'ours', elsewhere: () => exitedDelays(openProcess, EXITS_A_ROUND) },
    { name: EVENT, role: 'rival', elsewhere: () => eventDelays(EXITS_A_ROUND) },
    {
      name: 'procpilot, of a process that is no child',
      role: 'other',
      elsewhere: () => strangerDelays(openProcess, EXITS_A_ROUND),
    },
  ])
}

function exitGroup(title: string, cases: Case[]): Group {
  return {
    title,
    cases,
    values: (median) => [
      {
        name: "procpilot's median by Node's",
        value: median('procpilot') / median(EVENT),
        unit: 'times',
        atMost: 2,
      },
      { name: "procpilot's median", value: median('procpilot'), unit: 'ns', atMost: 1e6 },
    ],
  }
}
