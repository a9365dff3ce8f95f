import { type BareNode, startNewerBareNode } from './bare-node.js'
import type { Case, Group, Value } from './measure.js'

const ROUNDS = 20

type Shape = 'single' | 'double'

interface Contestant {
  by: string
  name: string
  role: Case['role']
  /** For ours, what it promises. */
  atMost?: number
  /** Without which it cannot run. */
  packages?: string[]
  bare: BareNode | string
}

export async function* storms(bare: BareNode): AsyncGenerator<Group> {
  const newer = startNewerBareNode()
  const tree = { by: 'tree', name: 'procpilot, killProcessTree', bare }
  const scope = { by: 'scope', name: 'procpilot, a scope', atMost: 0, bare }
  const packages = ['pidtree', 'fkill']
  const rivals: Contestant[] = [
    { by: 'tree-kill', name: 'tree-kill', role: 'rival', packages: ['tree-kill'], bare },
    { by: 'fkill', name: 'fkill of all that pidtree finds', role: 'rival', packages, bare },
    {
      by: 'execa',
      name: 'execa, killDescendants',
      role: 'rival',
      packages: ['execa'],
      bare: newer,
    },
  ]
  try {
    yield storm('single', 'a tree that keeps forking', [
      { ...tree, role: 'ours', atMost: 0 },
      { ...scope, role: 'other' },
      ...(await installed(rivals)),
    ])
    yield storm('double', 'a tree that keeps forking, also daemons', [
      { ...scope, role: 'ours' },
      { ...tree, role: 'other' },
      ...(await installed(rivals)),
    ])
  } finally {
    if (typeof newer === 'object') {
      await newer.end()
    }
  }
}

/** Who cannot run gets the reason instead of a Node. */
async function installed(contestants: Contestant[]): Promise<Contestant[]> {
  const checked: Contestant[] = []
  for (const contestant of contestants) {
    let { bare } = contestant
    for (const name of contestant.packages ?? []) {
      const missing = typeof bare === 'object' ? await bare.whyMissing(name) : ''
      bare = missing === '' ? bare : missing
    }
    checked.push({ ...contestant, bare })
  }
  return checked
}

function storm(shape: Shape, title: string, contestants: Contestant[]): Group {
  const survivors = new Map<string, number>()
  const cases = contestants.map(({ by, name, role, bare }): Case => {
    if (typeof bare === 'string') {
      return { name, role, missing: bare }
    }
    const elsewhere = async (): Promise<number[]> => {
      const { ns, left } = await bare.ask<{ ns: number; left: number }>('killStorm', { by, shape })
      survivors.set(name, (survivors.get(name) ?? 0) + left)
      return [ns]
    }
    return { name, role, elsewhere }
  })
  const values = (): Value[] =>
    contestants.map(({ name, atMost }) => ({
      name: `survivors of ${ROUNDS} kills by ${name}`,
      value: survivors.get(name) ?? NaN,
      unit: 'count',
      ...(atMost !== undefined && { atMost }),
    }))
  return { title: `SIGKILL of ${title}, until told to be done`, cases, rounds: ROUNDS, values }
}
