// Who lists the descendants of a process, and that each finds all of them.
import type { BareNode } from '../bare-node.js'
import { type Context, floorCase } from '../context.js'
import type { Case } from '../measure.js'

const LISTS_A_ROUND = 3

export interface Tree {
  root: number
  children: number
}

export async function listingCases(
  context: Context,
  bare: BareNode,
  tree: Tree,
  names = { ours: 'procpilot', fallback: 'fallback' },
): Promise<Case[]> {
  const { getDescendants } = context.native
  const { getDescendants: fallback } = context.js
  const { root } = tree
  const cases: Case[] = [
    { name: names.ours, role: 'ours', run: () => getDescendants(root) },
    { name: names.fallback, role: 'rival', run: () => fallback(root) },
    await rivalCase(bare, 'pidtree', tree),
    await rivalCase(bare, 'ps-list', tree),
    floorCase(context, 'the same reads in C', (floor) => () => floor.walkChildren(root)),
  ]
  for (const { name, run } of cases) {
    const found = run?.()
    if (found !== undefined) {
      expectAll(name, tree, Array.isArray(found) ? found.length : Number(found))
    }
  }
  return cases
}

async function rivalCase(bare: BareNode, by: string, tree: Tree): Promise<Case> {
  const common = { name: by, role: 'rival' } as const
  const missing = await bare.whyMissing(by)
  if (missing !== '') {
    return { ...common, missing }
  }
  return {
    ...common,
    elsewhere: async () => {
      const request = { by, root: tree.root, times: LISTS_A_ROUND }
      type Listed = { samples: number[]; found: number }
      const { samples, found } = await bare.ask<Listed>('list', request)
      expectAll(by, tree, found)
      return samples
    },
  }
}

function expectAll(name: string, { children }: Tree, found: number): void {
  if (found !== children) {
    throw new Error(`${name} finds ${found} of ${children} children`)
  }
}
