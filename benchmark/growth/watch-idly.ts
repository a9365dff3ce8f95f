// What it costs to watch processes of which none exits: each way in a Node of its own, all at once.
import {
  awaitEnd,
  awaitReport,
  countSwitches,
  startWatcher,
  THREAD,
  type Used,
} from '../watching.js'
import type { Timing } from './results.js'

export interface Idle {
  cpuTimes: Timing[]
  wakeUps: Timing[]
  /** Once the processes have ended: throws unless every exit was told of. */
  end(): Promise<void>
}

export async function watchIdly(pids: number[]): Promise<Idle> {
  const watchers = [startWatcher(pids), startWatcher(pids, 'js'), startWatcher([])]
  const end = Promise.all(watchers.map(awaitEnd))
  // Whoever fails to report is told of at the end.
  const [ours, fallback, idle] = await Promise.race([
    Promise.all(watchers.map(awaitReport)),
    end.then(() => Promise.reject(new Error('what watches ended before the processes did'))),
  ])
  const ownThread = ours?.threads.filter(({ name }) => name === THREAD) ?? []
  if (!ours || !fallback || !idle || ownThread.length !== 1) {
    throw new Error(`${ownThread.length} threads named ${THREAD}`)
  }
  const compare = (of: (used: Used) => number): Timing[] => [
    timing('procpilot, its thread', 'ours', of({ ...ours, threads: ownThread })),
    timing('procpilot, the whole Node', 'ours', of(ours)),
    timing('fallback, which polls', 'rival', of(fallback)),
    timing('nothing is watched', 'other', of(idle)),
  ]
  return {
    cpuTimes: compare(({ threads }) => threads.reduce((sum, { cpuTime }) => sum + cpuTime, 0)),
    wakeUps: compare(({ threads }) => countSwitches(threads)),
    end: async () => void (await end),
  }
}

function timing(name: string, role: Timing['role'], value: number): Timing {
  return { name, role, samples: 1, median: value, p99: value }
}
