import { Budget } from './budget.js'
import { Recorder } from './recorder.js'
import { createTrack } from './track.js'
import { Tracks } from './tracks.js'

const VARIABLE = 'PROCPILOT_TIMELINE_FILE_PATH'
/** How Node calls a worker that was given no name. */
const NO_NAME = 'WorkerThread'
const BUDGET = 'procpilot:timeline:budget'

/** What this thread needs to record, and to save. */
export interface Recording {
  recorder: Recorder
  tracks: Tracks
  budget: Budget
  /** Where the variable says, absolute. */
  path: string
  /** Whether this thread knows the events of the others; a thread whose starter records does not. */
  collects: boolean
}

/** Decided once, when the package is loaded: off, a call asks for nothing but this. */
export const recording: Recording | undefined = start()

function start(): Recording | undefined {
  const variable = process.env[VARIABLE]
  if (!variable) {
    return undefined
  }
  const { resolve } = process.getBuiltinModule('node:path')
  const workerThreads = process.getBuiltinModule('node:worker_threads')
  const { getEnvironmentData, isMainThread, setEnvironmentData, threadId } = workerThreads
  const inherited = getEnvironmentData(BUDGET) as Int32Array | undefined
  const budget = new Budget(inherited)
  setEnvironmentData(BUDGET, budget.shared)
  // A second copy of the package in the main thread finds the data of the first.
  const collects = isMainThread || inherited === undefined
  // Newer than the types.
  const { threadName } = workerThreads as { threadName?: string }
  const given = threadName && threadName !== NO_NAME ? ` (${threadName})` : ''
  const name = isMainThread ? 'main' : `worker ${threadId}${given}`
  const track = createTrack(threadId, name)
  const tracks = new Tracks(track, collects)
  return {
    recorder: new Recorder(track, budget, !collects, tracks.tell),
    tracks,
    budget,
    path: resolve(variable.replaceAll('${pid}', String(process.pid))),
    collects,
  }
}
