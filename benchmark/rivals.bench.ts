// What people use today, beside each other: packages, built-in modules, Python.
import { createRequire } from 'node:module'
import { availableParallelism, cpus } from 'node:os'
import { type BareNode, startBareNode } from './bare-node.js'
import type { Context } from './context.js'
import { faults, type Verdict } from './correctness.js'
import { examineCpuCounts } from './cpu-correctness.js'
import type { Case, Group } from './measure.js'
import { type Python, pythonCase, startPython } from './python.js'
import { getDeadPid, startChildren } from './resources.js'

/** Calls a sample. The first take microseconds, the others start programs or read all of /proc. */
const PACKAGES = {
  'process.kill(pid, 0)': 1000,
  'is-running': 1000,
  pidusage: 20,
  'find-process': 1,
  'process-exists': 1,
  systeminformation: 1,
}
const PYTHON = [
  'Python, os.kill(pid, 0)',
  'psutil, pid_exists',
  'psutil, Process(pid).is_running()',
  'psutil, is_running() and no zombie',
]
const ROUNDS = 5

export interface Others {
  bare: BareNode
  python: Python | string
  verdicts: Verdict[]
}

export async function* rivals(context: Context, verdicts: Verdict[]): AsyncGenerator<Group> {
  if (process.platform !== 'linux') {
    const missing = 'needs Linux'
    yield { title: 'rivals', cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  const bare = startBareNode()
  const python = await startPython()
  const others: Others = { bare, python, verdicts }
  const children = await startChildren(1)
  const [live = 0] = children.pids
  try {
    yield* liveness(context, others, 'a live process', live)
    yield* liveness(context, others, 'a dead pid', await getDeadPid())
    yield* identity(context, others, live)
    yield* limits(context, others)
  } finally {
    await children.end()
    await bare.end()
    if (typeof python === 'object') {
      await python.end()
    }
  }
}

async function* liveness(
  context: Context,
  { bare, python, verdicts }: Others,
  what: string,
  pid: number,
): AsyncGenerator<Group> {
  const { isProcessAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  const wrong = (name: string): Pick<Case, 'wrong'> => {
    const verdict = verdicts.find((one) => one.name === name)
    return verdict ? { wrong: faults(verdict) } : {}
  }
  const packages = Object.entries(PACKAGES).map(([by, batch]): Case => {
    const elsewhere = (): Promise<number[]> =>
      bare.ask('timeAlive', { by, pid, samples: batch > 1 ? 30 : 2, batch })
    return { name: by, role: 'rival', elsewhere, ...wrong(by) }
  })
  const inPython: Case[] = []
  for (const by of PYTHON) {
    inPython.push({ ...(await pythonCase(python, by, pid)), ...wrong(by) })
  }
  yield {
    title: `is it alive? ${what}, and who is asked`,
    rounds: ROUNDS,
    cases: [
      {
        name: 'procpilot',
        role: 'ours',
        run: () => isProcessAlive(pid),
        ...wrong('procpilot, isProcessAlive(pid)'),
      },
      {
        name: 'fallback',
        role: 'rival',
        run: () => fallback(pid),
        ...wrong('fallback, isProcessAlive(pid)'),
      },
      ...packages,
      ...inPython,
    ],
  }
}

async function* identity(
  context: Context,
  { bare, python }: Others,
  pid: number,
): AsyncGenerator<Group> {
  const { getProcessIdentity } = context.native
  const { getProcessIdentity: fallback } = context.js
  yield {
    title: 'when did it start? Of a live process',
    rounds: ROUNDS,
    cases: [
      { name: 'procpilot, getProcessIdentity', role: 'ours', run: () => getProcessIdentity(pid) },
      { name: 'fallback', role: 'rival', run: () => fallback(pid) },
      {
        name: 'pidusage, elapsed',
        role: 'rival',
        elsewhere: () =>
          bare.ask('timeAlive', { by: 'pidusage', pid, samples: 30, batch: PACKAGES.pidusage }),
      },
      await pythonCase(python, 'psutil, create_time()', pid),
    ],
  }
}

async function* limits(context: Context, { python }: Others): AsyncGenerator<Group> {
  const { getCpuCount, getFdLimit } = context.native
  const { cpu } = createRequire(import.meta.url)('systeminformation') as {
    cpu(): Promise<unknown>
  }
  const faultsOf = examineCpuCounts()
  const wrong = (name: string): Pick<Case, 'wrong'> => {
    const known = faultsOf.get(name)
    return known === undefined ? {} : { wrong: known }
  }
  const affinity = 'Python, len(os.sched_getaffinity(0))'
  yield {
    title: 'how many CPUs? Built-in modules and others',
    rounds: ROUNDS,
    cases: [
      { name: 'procpilot', role: 'ours', run: () => getCpuCount(), ...wrong('procpilot') },
      {
        name: 'fallback',
        role: 'rival',
        run: () => context.js.getCpuCount(),
        ...wrong('fallback'),
      },
      {
        name: 'os.cpus().length',
        role: 'rival',
        run: () => cpus().length,
        ...wrong('os.cpus().length'),
      },
      {
        name: `os.availableParallelism() of Node ${process.versions.node.split('.')[0]}`,
        role: 'rival',
        run: () => availableParallelism(),
        ...wrong('os.availableParallelism()'),
      },
      {
        name: 'systeminformation',
        role: 'rival',
        elsewhere: () => timed(cpu),
        ...wrong('systeminformation'),
      },
      await pythonCase(python, 'Python, os.cpu_count()', 0, wrong('Python, os.cpu_count()')),
      await pythonCase(python, affinity, 0, wrong(affinity)),
    ],
  }
  yield {
    title: 'how many descriptors? Also in Python',
    rounds: ROUNDS,
    cases: [
      { name: 'procpilot', role: 'ours', run: () => getFdLimit() },
      { name: 'fallback', role: 'rival', run: () => context.js.getFdLimit() },
      await pythonCase(python, 'Python, resource.getrlimit', 0, { batch: 1000 }),
    ],
  }
}

async function timed(run: () => Promise<unknown>): Promise<number[]> {
  const start = performance.now()
  await run()
  return [(performance.now() - start) * 1e6]
}
