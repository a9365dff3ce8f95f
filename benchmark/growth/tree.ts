import { startBareNode } from '../bare-node.js'
import { kill } from '../kill-trees.bench.js'
import { measure } from '../measure.js'
import { printGroup } from '../report.js'
import { startCrowd } from './crowd.js'
import { listingCases } from './listing.js'
import type { Given, Measured, Plan } from './plan.js'
import { renamed } from './renamed.js'
import { pointOf } from './results.js'

const ROUNDS = 5

export const tree: Plan = {
  series: [
    { name: 'tree', title: 'More processes in the tree: getDescendants', x: 'children' },
    {
      name: 'kill',
      title: 'More processes in the tree: killProcessTree, until all are gone',
      x: 'children',
    },
  ],
  sizes: [1, 10, 50, 200, 1000],
  measure: measureTree,
}

async function* measureTree(given: Given): AsyncGenerator<Measured> {
  const bare = startBareNode()
  try {
    for (const size of given.sizes) {
      const crowd = await startCrowd(size)
      try {
        const cases = await listingCases(given.context, bare, { root: crowd.root, children: size })
        const title = `a tree of ${size} is listed`
        const result = await measure({ title, cases, rounds: given.isQuick ? 1 : ROUNDS })
        printGroup(result)
        yield { series: 'tree', point: pointOf(size, result) }
      } finally {
        await crowd.end()
      }
    }
    for (const children of given.sizes) {
      // tree-kill starts a program for each process: half a minute for 1,000.
      const rounds = given.isQuick || children >= 1000 ? 1 : children >= 200 ? 2 : ROUNDS
      const plan = { children, rounds, goes: rounds === 1 ? 9 : 3, targets: { 'tree-kill': 1 } }
      for await (const group of kill(given.context, bare, plan)) {
        const result = await measure({ ...group, cases: renamed(group.cases, NAMES) })
        printGroup(result)
        yield { series: 'kill', point: pointOf(children, result) }
      }
    }
  } finally {
    await bare.end()
  }
}

/** By names that fit into a chart; when the root alone has ended is no answer to the question. */
const NAMES: Record<string, string> = {
  procpilot: 'procpilot',
  fallback: 'fallback',
  'tree-kill, until all are gone': 'tree-kill',
  'fkill of all that pidtree finds, until all are gone': 'fkill of pidtree’s list',
  'C: a pidfd, SIGKILL and poll for each': 'C, which is told the pids',
}
