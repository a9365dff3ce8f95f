import { startBareNode } from '../bare-node.js'
import { type Case, measure } from '../measure.js'
import { printGroup } from '../report.js'
import { countProcesses, startCrowd } from './crowd.js'
import { listingCases } from './listing.js'
import type { Given, Measured, Plan } from './plan.js'
import { pointOf } from './results.js'

const CHILDREN = 50
const ROUNDS = 7
const NAMES = { ours: 'procpilot getDescendants', fallback: 'fallback getDescendants' }

export const machine: Plan = {
  series: [
    {
      name: 'machine',
      title: `More processes on the machine: a tree of ${CHILDREN} is listed and checked`,
      x: 'processes on the machine',
    },
  ],
  sizes: [100, 1000, 5000],
  measure: measureMachine,
}

async function* measureMachine(given: Given): AsyncGenerator<Measured> {
  const bare = startBareNode()
  const tree = await startCrowd(CHILDREN)
  try {
    for (const size of given.sizes) {
      const others = await startCrowd(Math.max(0, size - countProcesses() - 1))
      try {
        const cases = [
          ...(await listingCases(
            given.context,
            bare,
            { root: tree.root, children: CHILDREN },
            NAMES,
          )),
          ...livenessCases(given, tree.pids),
        ]
        const processes = countProcesses()
        const title = `a tree of ${CHILDREN} among ${processes} processes`
        const result = await measure({ title, cases, rounds: given.isQuick ? 1 : ROUNDS })
        printGroup(result)
        // More than a few too many were there before.
        const x = processes > size * 1.1 ? processes : size
        yield { series: 'machine', point: pointOf(x, result) }
      } finally {
        await others.end()
      }
    }
  } finally {
    await tree.end()
    await bare.end()
  }
}

function livenessCases({ context: { native, js } }: Given, pids: number[]): Case[] {
  const [pid = 0] = pids
  return [
    {
      name: 'procpilot areProcessesAlive',
      role: 'ours',
      run: () => native.areProcessesAlive(pids),
    },
    { name: 'procpilot isProcessAlive', role: 'ours', run: () => native.isProcessAlive(pid) },
    { name: 'fallback isProcessAlive', role: 'rival', run: () => js.isProcessAlive(pid) },
  ]
}
