import { type Context, floorCase } from '../context.js'
import { type Case, measure } from '../measure.js'
import { printGroup } from '../report.js'
import { startCrowd } from './crowd.js'
import type { Given, Measured, Plan } from './plan.js'
import { pointOf } from './results.js'
import { amount } from './units.js'
import { watchIdly } from './watch-idly.js'

type Handle = ReturnType<Context['native']['openProcess']>

const ROUNDS = 7

/** A handle is a descriptor; the rest of the process needs some as well. */
const OTHER_DESCRIPTORS = 200

const x = 'processes'

export const handles: Plan = {
  series: [
    { name: 'handles', title: 'More processes checked: is each of them alive?', x },
    {
      name: 'watching',
      title: 'More processes watched, none exits: CPU time',
      x,
      y: 'in 10 seconds, of a Node that does nothing else',
    },
    {
      name: 'wake-ups',
      title: 'More processes watched, none exits: wake-ups',
      x,
      y: 'in 10 seconds, of a Node that does nothing else',
      unit: 'count',
    },
  ],
  sizes: [1, 10, 100, 1000, 5000],
  measure: measureHandles,
}

async function* measureHandles({ context, sizes, isQuick }: Given): AsyncGenerator<Measured> {
  const { soft } = context.native.getFdLimit()
  for (const size of sizes.filter((handlesHeld) => handlesHeld + OTHER_DESCRIPTORS <= soft)) {
    const crowd = await startCrowd(size)
    const held: Handle[] = []
    let watching: Awaited<ReturnType<typeof watchIdly>> | undefined
    try {
      held.push(...crowd.pids.map((pid) => context.native.openProcess(pid)))
      const cases = checkingCases(context, held, crowd.pids)
      const title = `checking ${size} live processes`
      const result = await measure({ title, cases, rounds: isQuick ? 1 : ROUNDS })
      printGroup(result)
      yield { series: 'handles', point: pointOf(size, result) }
      held.splice(0).forEach((handle) => handle.close())
      console.log(`  watching ${size} processes`)
      watching = await watchIdly(crowd.pids)
      watching.cpuTimes.forEach(({ name, median }, index) => {
        console.log(`  ${name}: ${amount(median)}, ${watching?.wakeUps[index]?.median} wake-ups`)
      })
      yield { series: 'watching', point: { x: size, timings: watching.cpuTimes } }
      yield { series: 'wake-ups', point: { x: size, timings: watching.wakeUps } }
    } finally {
      held.forEach((handle) => handle.close())
      await crowd.end()
    }
    await watching.end()
  }
}

function checkingCases(context: Context, held: Handle[], pids: number[]): Case[] {
  const { areProcessesAlive } = context.native
  const { isProcessAlive: fallback } = context.js
  const many = Uint32Array.from(pids)
  const count = (): number => pids.filter((pid) => fallback(pid)).length
  const alive = [countAlive(held, 1), areProcessesAlive(pids).filter(Boolean).length, count()]
  if (alive.some((found) => found !== pids.length)) {
    throw new Error(`of ${pids.length} processes are alive: ${alive.join(', ')}`)
  }
  return [
    { name: 'procpilot handle.alive', role: 'ours', loop: (times) => countAlive(held, times) },
    { name: 'procpilot areProcessesAlive', role: 'ours', run: () => areProcessesAlive(pids) },
    { name: 'fallback isProcessAlive', role: 'rival', run: count },
    {
      name: 'process.kill(pid, 0)',
      role: 'rival',
      run: () => pids.every((pid) => process.kill(pid, 0)),
    },
    floorCase(context, 'get_robust_list, tgkill in C', (floor) => () => floor.robustListMany(many)),
  ]
}

function countAlive(held: Handle[], times: number): number {
  let alive = 0
  for (let time = 0; time < times; time++) {
    for (const handle of held) {
      if (handle.alive) {
        alive++
      }
    }
  }
  return alive
}
