import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BareNode, startBareNode } from './bare-node.js'
import { type Context, floorCase } from './context.js'
import { killTrees } from './kill-trees.bench.js'
import type { Case, Group } from './measure.js'
import { type Python, pythonCase, startPython } from './python.js'
import { storms } from './storms.bench.js'

const CHILDREN = 50
const LISTS_A_ROUND = 5
const TREE = fileURLToPath(new URL('floor/build/tree', import.meta.url))

export async function* trees(context: Context): AsyncGenerator<Group> {
  if (process.platform !== 'linux' || !existsSync(TREE)) {
    const missing = process.platform === 'linux' ? 'no C compiler' : 'needs Linux'
    yield { title: 'getDescendants', cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  const bare = startBareNode()
  const python = await startPython()
  try {
    yield* listing(context, bare, python)
    yield* killTrees(context, bare)
    yield* storms(bare)
  } finally {
    await bare.end()
    if (typeof python === 'object') {
      await python.end()
    }
  }
}

async function* listing(
  context: Context,
  bare: BareNode,
  python: Python | string,
): AsyncGenerator<Group> {
  const { getDescendants } = context.native
  const { getDescendants: fallback } = context.js
  const pids: number[] = []
  const tree = spawn(TREE, [String(CHILDREN)], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(tree.stdout, 'data')
    pids.push(...String(line).trim().split(' ').map(Number))
    const root = tree.pid ?? 0
    const cases: Case[] = [
      { name: 'procpilot', role: 'ours', run: () => getDescendants(root) },
      await rivalCase(bare, 'pidtree', root, 15),
      await rivalCase(bare, 'ps-list', root),
      await rivalCase(bare, 'systeminformation', root),
      await pythonCase(python, 'psutil, children(recursive=True)', root, {
        samples: LISTS_A_ROUND,
        batch: 1,
        expect: CHILDREN,
      }),
      { name: 'fallback', role: 'rival', run: () => fallback(root) },
      floorCase(context, 'C: /proc/PID/task/PID/children and stat of each', (floor) => {
        return () => floor.walkChildren(root)
      }),
    ]
    cases.forEach(checkAnswer)
    yield { title: `getDescendants, ${CHILDREN} children`, cases }
  } finally {
    await end(tree, pids)
  }
}

async function rivalCase(bare: BareNode, by: string, root: number, target?: number): Promise<Case> {
  const common = { name: by, role: 'rival', ...(target !== undefined && { target }) } as const
  const missing = await bare.whyMissing(by)
  if (missing !== '') {
    return { ...common, missing }
  }
  return {
    ...common,
    elsewhere: async () => {
      const request = { by, root, times: LISTS_A_ROUND }
      const { samples, found } = await bare.ask<{ samples: number[]; found: number }>(
        'list',
        request,
      )
      expectAll(by, found)
      return samples
    },
  }
}

/** Of those that are asked elsewhere each answer is checked. */
function checkAnswer({ name, run }: Case): void {
  const found = run?.()
  if (found !== undefined) {
    expectAll(name, Array.isArray(found) ? found.length : Number(found))
  }
}

function expectAll(name: string, found: number): void {
  if (found !== CHILDREN) {
    throw new Error(`${name} finds ${found} of ${CHILDREN} children`)
  }
}

/** Its children first: while it lives and waits for none of them, no other process has their pids. */
async function end(tree: ChildProcess, pids: number[]): Promise<void> {
  const exit = once(tree, 'exit')
  pids.forEach((pid) => process.kill(pid, 'SIGKILL'))
  tree.kill('SIGKILL')
  await exit
}
