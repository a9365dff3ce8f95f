// What it costs to watch: a Node that holds processes, beside the same Node that holds none.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Value } from './measure.js'

export const THREAD = 'procpilot-watch'
const TIME = 10_000

/** 8 s after its last collection of garbage V8 collects again if it may free memory by that. */
const FLAGS = ['--no-memory-reducer']

/** What watching-child.mjs tells. */
export interface Used {
  /** Nanoseconds, as those of the threads. */
  cpuTime: number
  threads: { name: string; cpuTime: number; switches: number }[]
}

export interface Watching {
  values: Value[]
  /** Once the processes have ended: throws unless every exit was told of. */
  end(): Promise<void>
}

export async function watch(pids: number[]): Promise<Watching> {
  const watcher = startWatcher(pids)
  const idler = startWatcher([])
  const end = Promise.all([awaitEnd(watcher), awaitEnd(idler)])
  // Whoever fails to report is told of at the end.
  const [watching, idle] = await Promise.race([
    Promise.all([awaitReport(watcher), awaitReport(idler)]),
    end.then(() => Promise.reject(new Error('what watches ended before the processes did'))),
  ])
  const ours = watching.threads.filter(({ name }) => name === THREAD)
  if (ours.length !== 1) {
    throw new Error(`${ours.length} threads named ${THREAD}`)
  }
  const values: Value[] = [
    {
      name: `CPU time of the thread ${THREAD}`,
      unit: 'ns',
      value: ours[0]?.cpuTime ?? NaN,
      atMost: 0,
    },
    {
      name: `wake-ups of the thread ${THREAD}`,
      unit: 'count',
      value: countSwitches(ours),
      atMost: 0,
    },
    { name: 'CPU time of all threads', unit: 'ns', value: watching.cpuTime },
    { name: 'CPU time of all threads, nothing watched', unit: 'ns', value: idle.cpuTime },
    { name: 'wake-ups of all threads', unit: 'count', value: countSwitches(watching.threads) },
    {
      name: 'wake-ups of all threads, nothing watched',
      unit: 'count',
      value: countSwitches(idle.threads),
    },
  ]
  return { values, end: async () => void (await end) }
}

export function startWatcher(pids: number[], backend: 'native' | 'js' = 'native'): ChildProcess {
  const program = fileURLToPath(new URL('watching-child.mjs', import.meta.url))
  const library = new URL('../dist/index.js', import.meta.url).href
  return spawn(process.execPath, [...FLAGS, program, library, String(TIME), ...pids.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PROCPILOT_BACKEND: backend },
  })
}

export async function awaitReport({ stdout }: ChildProcess): Promise<Used> {
  const [line] = stdout ? await once(stdout, 'data') : []
  return JSON.parse(String(line))
}

export async function awaitEnd(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit')
  // Node's code for an event loop that ran empty while a promise was awaited is 13.
  if (code !== 0) {
    throw new Error(`a process that watches ended with ${code}`)
  }
}

export function countSwitches(threads: Used['threads']): number {
  return threads.reduce((sum, thread) => sum + thread.switches, 0)
}
