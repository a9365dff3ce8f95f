// Every public function, on both backends. Those with rivals have features of their own as well.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pMap from 'p-map'
import type { Context } from './context.js'
import type { Case, Group } from './measure.js'
import { createDirectory, getDeadPid, startChildren } from './resources.js'

type Api = Context['native']
type Call = (api: Api) => unknown

const CHILDREN = 50
const ENTRIES = 10
const CALLS = 100
const ROUNDS = 5
const SAMPLES = 10

/** Where else a function is measured; with this the compiler knows that none is forgotten. */
const ELSEWHERE = {
  TimelineEvent: 'timeline',
  timelineEvent: 'timeline',
  saveTimeline: 'timeline',
  saveTimelineSync: 'timeline',
  createProcessScope: 'trees',
} as const

type Here = Exclude<keyof Api, keyof typeof ELSEWHERE>

interface Subjects {
  live: number
  dead: number
  pids: number[]
  directory: string
}

function calls({ live, dead, pids, directory }: Subjects): Record<Here, Call> {
  const mounts = { '/data': directory }
  return {
    areProcessesAlive: (api) => api.areProcessesAlive(pids),
    estimateFdsForDirectory: (api) => api.estimateFdsForDirectory(directory),
    estimateFdsForDirectorySync: (api) => api.estimateFdsForDirectorySync(directory),
    getBackendInfo: (api) => api.getBackendInfo(),
    getCpuCount: (api) => api.getCpuCount(),
    getCpuLimits: (api) => api.getCpuLimits(),
    getDescendants: (api) => api.getDescendants(),
    getFdLimit: (api) => api.getFdLimit(),
    getLoopLagThreshold: (api) => api.getLoopLagThreshold(),
    getMaxWorkersEstimate: (api) => api.getMaxWorkersEstimate(),
    getMaxWorkersForFileMounts: (api) => api.getMaxWorkersForFileMounts(mounts),
    getMaxWorkersForFileMountsSync: (api) => api.getMaxWorkersForFileMountsSync(mounts),
    getParallelThreads: (api) => api.getParallelThreads(),
    getProcessIdentity: (api) => api.getProcessIdentity(live),
    getProcessState: (api) => api.getProcessState(live),
    isProcessAlive: (api) => api.isProcessAlive(live),
    killChildrenProcesses: killed((api, pid) => api.killChildrenProcesses(pid, { force: true })),
    killProcessTree: killed((api, pid) => api.killProcessTree(pid, { force: true })),
    killProcessTreeSync: killed((api, pid) => api.killProcessTreeSync(pid)),
    openProcess: (api) => api.openProcess(live).close(),
    runInParallel: (api) => api.runInParallel((one: number) => one, numbers, { concurrency: 10 }),
    waitForExit: (api) => api.waitForExit(dead),
    watchLoopLag: (api) => api.watchLoopLag({ threshold: 1, onLag: () => {} }).stop(),
  }
}

/** Measured call by call; a kill needs somebody to be killed. */
const ASYNC = new Set<string>([
  'estimateFdsForDirectory',
  'getMaxWorkersForFileMounts',
  'killChildrenProcesses',
  'killProcessTree',
  'killProcessTreeSync',
  'runInParallel',
  'waitForExit',
] satisfies Here[])

const numbers = Array.from({ length: CALLS }, (_, index) => index)

const others: Partial<Record<Here, [name: string, run: () => unknown][]>> = {
  runInParallel: [
    ['p-map', () => pMap(numbers, async (one) => one, { concurrency: 10 })],
    ['Promise.all, all at once', () => Promise.all(numbers.map(async (one) => one))],
  ],
  watchLoopLag: [
    [
      'perf_hooks.monitorEventLoopDelay, enabled and disabled',
      () => {
        const histogram = monitorEventLoopDelay({ resolution: 10 })
        histogram.enable()
        histogram.disable()
      },
    ],
  ],
}

export async function* functions(context: Context): AsyncGenerator<Group> {
  if (process.platform === 'win32') {
    const missing = 'needs the program sleep'
    yield { title: 'every function', cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  const children = await startChildren(CHILDREN)
  const directory = createDirectory(ENTRIES)
  try {
    const [live = 0] = children.pids
    const subjects = { live, dead: await getDeadPid(), pids: children.pids }
    for (const [name, call] of Object.entries(calls({ ...subjects, directory: directory.path }))) {
      const entry = ASYNC.has(name) ? timed : inBatches
      const rivals = (others[name as Here] ?? []).map(([label, run]) => entry(label, 'rival', run))
      const cases = [
        entry('procpilot', 'ours', () => call(context.native)),
        entry('fallback', 'rival', () => call(context.js)),
        ...rivals,
      ]
      yield { title: `every function: ${name}`, cases, rounds: ROUNDS }
    }
  } finally {
    directory.remove()
    await children.end()
  }
}

function inBatches(name: string, role: Case['role'], run: () => unknown): Case {
  return { name, role, run }
}

/** Asynchronous ones one after the other; of a kill only the kill counts. */
function timed(name: string, role: Case['role'], run: () => unknown): Case {
  const elsewhere = async (): Promise<number[]> => {
    const samples: number[] = []
    while (samples.length < SAMPLES) {
      const start = process.hrtime.bigint()
      const answer = run()
      const result = answer instanceof Promise ? await answer : answer
      const took = Number(process.hrtime.bigint() - start)
      samples.push(isKill(result) ? await result.took() : took)
    }
    return samples
  }
  return { name, role, elsewhere }
}

interface Kill {
  took(): Promise<number>
}

function isKill(value: unknown): value is Kill {
  return typeof value === 'object' && value !== null && 'took' in value
}

/** A victim is started first; what is returned tells how long its kill takes. */
function killed(kill: (api: Api, pid: number) => unknown): Call {
  return (api): Kill => ({
    took: async () => {
      const child = spawn('sh', ['-c', 'sleep 900 & echo; wait'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const exit = once(child, 'exit')
      await once(child.stdout, 'data')
      const start = process.hrtime.bigint()
      await kill(api, child.pid ?? 0)
      const took = Number(process.hrtime.bigint() - start)
      child.kill('SIGKILL')
      await exit
      return took
    },
  })
}
