import type { BareNode } from './bare-node.js'
import type { Context } from './context.js'
import type { Case, Group, Value } from './measure.js'

/** What a killer told, and when: that it is `done`, its root's `exit` event, that all are `gone`. */
type Moment = 'done' | 'exit' | 'gone'
type Told = Record<Moment, { ns: number; alive: number }>

interface Plan {
  children: number
  /** Kept low where a rival takes long. */
  rounds: number
  /** Samples of what is fast, a round. */
  goes: number
  targets: { 'tree-kill': number; fkill?: number }
}

export async function* killTrees(context: Context, bare: BareNode): AsyncGenerator<Group> {
  // A tree is killed by everyone before it counts: what comes first loads and compiles.
  yield* kill(context, bare, { children: 50, rounds: 9, goes: 3, targets: { 'tree-kill': 30 } })
  const targets = { 'tree-kill': 30, fkill: 30 }
  yield* kill(context, bare, { children: 1000, rounds: 1, goes: 9, targets })
}

export async function* kill(context: Context, bare: BareNode, plan: Plan): AsyncGenerator<Group> {
  const { children, targets } = plan
  const killer = new Killer(bare, plan)
  const cases = [
    killer.many('procpilot', { name: 'procpilot', role: 'ours' }),
    await killer.rival('tree-kill', 'exit', {
      name: "tree-kill, until the root's exit event",
      target: targets['tree-kill'],
    }),
    await killer.rival('tree-kill', 'gone', { name: 'tree-kill, until all are gone' }),
    await killer.rival('fkill', 'gone', {
      name: 'fkill of all that pidtree finds, until all are gone',
      ...(targets.fkill !== undefined && { target: targets.fkill }),
    }),
    await killer.rival('psutil', 'gone', {
      name: 'psutil as the original does it, until all are gone',
    }),
    killer.many('fallback', { name: 'fallback', role: 'rival' }),
    typeof context.floor === 'object'
      ? killer.many('floor', { name: 'C: a pidfd, SIGKILL and poll for each', role: 'floor' })
      : { name: 'C: pidfds', role: 'floor' as const, missing: context.floor },
  ]
  if (children < 1000) {
    await killer.warmUp()
  }
  const title = `SIGKILL of a process with ${children} children, confirmed`
  yield { title, cases, rounds: plan.rounds, values: () => killer.values() }
}

class Killer {
  readonly #bare: BareNode
  readonly #plan: Plan
  readonly #used = new Set<string>()
  readonly #told = new Map<string, Told[]>()
  readonly #once = new Map<string, Promise<Told>>()

  constructor(bare: BareNode, plan: Plan) {
    this.#bare = bare
    this.#plan = plan
  }

  many(by: string, entry: Pick<Case, 'name' | 'role'>): Case {
    this.#used.add(by)
    const elsewhere = async (): Promise<number[]> => {
      const samples: number[] = []
      for (let go = 0; go < this.#plan.goes; go++) {
        samples.push((await this.#kill(by)).done.ns)
      }
      return samples
    }
    return { ...entry, elsewhere }
  }

  /** One go a round, whichever of its moments is asked for. */
  async rival(by: string, moment: Moment, entry: { name: string; target?: number }): Promise<Case> {
    const role = 'rival'
    for (const name of by === 'fkill' ? ['pidtree', 'fkill'] : [by]) {
      const missing = await this.#bare.whyMissing(name)
      if (missing !== '') {
        return { ...entry, role, missing }
      }
    }
    this.#used.add(by)
    const elsewhere = async (round: number): Promise<number[]> => {
      const key = `${by} ${round}`
      const go = this.#once.get(key) ?? this.#kill(by)
      this.#once.set(key, go)
      return [(await go)[moment].ns]
    }
    return { ...entry, role, elsewhere }
  }

  async warmUp(): Promise<void> {
    for (const by of this.#used) {
      await this.#kill(by)
    }
    this.#told.clear()
  }

  values(): Value[] {
    return [
      ...this.#left('procpilot', 'done', 'procpilot resolved', 0),
      ...this.#left('tree-kill', 'done', 'tree-kill called back'),
      ...this.#left('tree-kill', 'exit', "tree-kill's root had its exit event"),
      ...this.#left('fkill', 'done', 'fkill resolved'),
      ...this.#left('fallback', 'done', 'the fallback resolved', 0),
    ]
  }

  #left(by: string, moment: Moment, when: string, atMost?: number): Value[] {
    const told = this.#told.get(by) ?? []
    const value = Math.max(...told.map((each) => each[moment].alive))
    const name = `alive of ${this.#plan.children + 1} when ${when}, at worst`
    const limit = atMost === undefined ? {} : { atMost }
    return told.length === 0 ? [] : [{ name, value, unit: 'count', ...limit }]
  }

  async #kill(by: string): Promise<Told> {
    const told = await this.#bare.ask<Told>('killTree', { by, children: this.#plan.children })
    this.#told.set(by, [...(this.#told.get(by) ?? []), told])
    return told
  }
}
