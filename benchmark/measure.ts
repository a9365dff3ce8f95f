// How everything here is measured.
//
// - The cases of a group take turns: ROUNDS rounds, in each of which tinybench runs every case for
//   a moment, in an order that rotates. So a machine that changes speed changes it for all of them,
//   and the ratios are of runs side by side.
// - A call of 100 ns is too short for a timer: one sample is a batch of calls, about 0.1 ms long,
//   divided by their number. The 99th percentile of a batched case is that of batch means.
// - Each case gets a loop function of its own. Shared, its call would become megamorphic, and a
//   case would pay for the others that were measured before it.
// - Every call leaves the process (into C++ or the kernel), so none can be optimised away. What stays
//   in JavaScript, and the empty loop beside it, comes as a loop that counts the answers.
import { setImmediate } from 'node:timers/promises'
import { Bench, type FnReturnedObject } from 'tinybench'

export interface Case {
  name: string
  /**
   * `empty` is a native call that does nothing; `floor` the bare system calls in C; `other` is
   * compared with nothing.
   */
  role: 'ours' | 'rival' | 'floor' | 'empty' | 'other'
  run?: () => unknown
  /** Does it so many times, for what a compiler could remove from the common loop. */
  loop?: (times: number) => unknown
  /** Measures it by itself, once a round: nanoseconds a call, several samples. */
  elsewhere?: (round: number) => number[] | Promise<number[]>
  /** Why it cannot be measured, and then there is none of these. */
  missing?: string
  /** How many times faster than this rival we want to be. */
  target?: number
  /** What its answers are wrong about, in words; empty if they are right. */
  wrong?: string
}

/** What is no ratio to a rival; NaN if it could not be measured. */
export interface Value {
  name: string
  value: number
  unit: 'ns' | 'times' | 'count'
  /** What we want it not to exceed. */
  atMost?: number
}

export interface Group {
  title: string
  cases: Case[]
  /** What follows from the medians of the cases, in nanoseconds, or was measured otherwise. */
  values?: (median: (name: string) => number) => Value[]
  /** Milliseconds to wait before each call, outside of the measured time; one call is a sample. */
  pause?: number
  /** ROUNDS by default. */
  rounds?: number
}

export interface Timing {
  name: string
  role: Case['role']
  missing?: string
  target?: number
  wrong?: string
  /** Calls a sample. */
  batch: number
  samples: number
  opsPerSecond: number
  /** Nanoseconds a call, as all that follow. */
  median: number
  p99: number
  /** The median of each round. */
  rounds: number[]
}

export interface GroupResult {
  title: string
  node: string
  timings: Timing[]
  values: Value[]
}

const ROUNDS = 9
const ROUND_TIME = 120
const SAMPLE_TIME = 0.1
const CALIBRATION_TIME = 20
const MAX_BATCH = 5000
const NS_PER_MS = 1e6

export async function measure(group: Group): Promise<GroupResult> {
  const { title, cases, values, pause, rounds = ROUNDS } = group
  const prepared = cases.map((entry) => prepare(entry, pause))
  const running = prepared.filter(({ entry }) => entry.missing === undefined)
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({
      time: ROUND_TIME,
      iterations: 3,
      warmup: round === 0,
      warmupTime: ROUND_TIME / 2,
      warmupIterations: 1,
      retainSamples: true,
      throws: true,
    })
    const first = round % Math.max(1, running.length)
    const inTurn = [...running.slice(first), ...running.slice(0, first)]
    for (const { entry, task } of inTurn) {
      if (task) {
        bench.add(entry.name, task)
      }
    }
    bench.runSync()
    for (const { entry, samples, batch } of inTurn) {
      if (entry.elsewhere) {
        samples.push(await entry.elsewhere(round))
        continue
      }
      const result = bench.getTask(entry.name)?.result
      if (result?.state !== 'completed' || !result.latency.samples) {
        throw new Error(`${title}: ${entry.name} was not measured`)
      }
      samples.push(result.latency.samples.map((latency) => (latency * NS_PER_MS) / batch))
    }
    // Lets signals in.
    await setImmediate()
  }
  const timings = prepared.map(summarise)
  const median = (name: string): number =>
    timings.find((timing) => timing.name === name)?.median ?? NaN
  return { title, node: process.version, timings, values: values?.(median) ?? [] }
}

interface Prepared {
  entry: Case
  task: (() => unknown) | undefined
  batch: number
  samples: number[][]
}

function prepare(entry: Case, pause: number | undefined): Prepared {
  const { run } = entry
  if (run && pause !== undefined) {
    return { entry, task: spaced(run, pause), batch: 1, samples: [] }
  }
  const loop = entry.loop ?? (run && createLoop(run))
  if (!loop) {
    return { entry, task: undefined, batch: 1, samples: [] }
  }
  const batch = chooseBatch(loop)
  return { entry, task: () => loop(batch), batch, samples: [] }
}

type Loop = (times: number) => unknown

let loops = 0

function createLoop(call: () => unknown): Loop {
  // V8 shares type feedback between functions of equal source: the number makes it differ.
  const body = `let last; for (let i = 0; i < times; i++) last = call(); return [last, ${loops++}]`
  const loop = new Function('call', 'times', body)
  return (times) => loop(call, times)
}

/** So many calls that the batch takes SAMPLE_TIME at least; what interrupts a try can't shrink it. */
function chooseBatch(loop: Loop): number {
  const end = performance.now() + CALIBRATION_TIME
  let perCall = Infinity
  let batch = 1
  do {
    const start = performance.now()
    loop(batch)
    perCall = Math.min(perCall, (performance.now() - start) / batch)
    batch = Math.min(MAX_BATCH, Math.max(1, Math.ceil(SAMPLE_TIME / perCall)))
  } while (performance.now() < end)
  return batch
}

/** The timer is read once in each measured time, some 40 ns: the empty call's row shows it. */
function spaced(run: () => unknown, pause: number): () => FnReturnedObject {
  return () => {
    const before = performance.now()
    let start = before
    while (start - before < pause) {
      start = performance.now()
    }
    run()
    const end = performance.now()
    return { overriddenDuration: end - start, overriddenIterationCost: end - before }
  }
}

function summarise({ entry, batch, samples }: Prepared): Timing {
  const { name, role, missing, target, wrong } = entry
  const all = samples.flat().toSorted((a, b) => a - b)
  const median = quantile(all, 0.5)
  return {
    name,
    role,
    ...(missing !== undefined && { missing }),
    ...(target !== undefined && { target }),
    ...(wrong !== undefined && { wrong }),
    batch,
    samples: all.length,
    opsPerSecond: 1e9 / median,
    median,
    p99: quantile(all, 0.99),
    rounds: samples.map((round) =>
      quantile(
        round.toSorted((a, b) => a - b),
        0.5,
      ),
    ),
  }
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}
