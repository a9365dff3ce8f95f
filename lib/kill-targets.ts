import { constants } from 'node:os'
import type { HeldTree, Member, ProcessInfo } from './types.js'

/** Windows has neither SIGSTOP nor SIGCONT: nothing is frozen there. */
const { SIGSTOP, SIGCONT, SIGKILL }: Partial<Record<NodeJS.Signals, number>> = constants.signals

/** How one process ended, or why it did not. */
export interface KillResult {
  pid: number
  /** As {@link ProcessInfo} has it. */
  name: string
  /**
   * `exited`: of itself or by the graceful signal. `killed`: by force. `denied`: it may not be
   * signalled, and lives. `survived`: it was killed, and has not exited in time.
   */
  outcome: 'exited' | 'killed' | 'denied' | 'survived'
}

/** What {@link killProcessTree} has done. */
export interface KillReport {
  /** Whether all of them have ended. */
  ok: boolean
  /** Whether they were asked to end first; false with `force`, and on Windows. */
  graceful: boolean
  /** Every process that was to end, parents before children. */
  processes: KillResult[]
}

/** A member, and what has been done about it. */
export interface Target {
  member: Member
  /**
   * `end`: to be ended. `last`: the caller, or an ancestor of it, that was asked for by pid: ended
   * when all others are. `pass`: the caller or an ancestor otherwise, and a root that has ended
   * already: never signalled, but what is below it is. `leave`: spared, with what is below it.
   */
  fate: 'end' | 'last' | 'pass' | 'leave'
  /** Has got the graceful signal. */
  asked: boolean
  stopped: boolean
  killed: boolean
  denied: boolean
  exited: boolean
}

/** Which processes are to end. */
export interface Choice {
  /** Pids that the caller asked for. */
  wanted: ReadonlySet<number>
  exclude: ((info: ProcessInfo) => boolean) | undefined
  /** This process, its parent, and so on. */
  lineage: () => number[]
  /** Whether everything found is to end, children that the caller itself starts meanwhile too. */
  isScope: boolean
}

/** The processes of a held tree, and what becomes of them. */
export class KillTargets {
  readonly #tree: HeldTree
  readonly #choice: Choice
  readonly #all: Target[] = []
  #hasLooked = false

  constructor(tree: HeldTree, choice: Choice) {
    this.#tree = tree
    this.#choice = choice
  }

  /** Those that are new, and to end. */
  look(): Target[] {
    const members = this.#tree.look()
    const lineage = members.length === 0 ? [] : this.#choice.lineage()
    const found = members.map((member) => this.#take(member, lineage))
    this.#hasLooked = true
    return found.filter(({ fate }) => fate === 'end')
  }

  #take(member: Member, lineage: number[]): Target {
    const fate = this.#decide(member, lineage)
    if (fate === 'leave') {
      this.#tree.leave(member.index)
    }
    const untouched = { asked: false, stopped: false, killed: false, denied: false }
    return (this.#all[member.index] = { member, fate, ...untouched, exited: false })
  }

  #decide(member: Member, lineage: number[]): Target['fate'] {
    const { wanted, exclude, isScope } = this.#choice
    const parent = this.parentOf(member)
    if (parent?.fate === 'leave') {
      return 'leave'
    }
    if (lineage.includes(member.pid)) {
      return wanted.has(member.pid) ? 'last' : 'pass'
    }
    const isOurChild = parent?.fate === 'pass' && parent.member.pid === process.pid
    // What this process starts while it waits was not meant.
    if (isOurChild && this.#hasLooked && !isScope) {
      return 'leave'
    }
    const isRoot = parent === undefined && !isScope
    if (isRoot && member.state === 'zombie') {
      return 'pass'
    }
    if (!isRoot && exclude) {
      const { index: _, parent: __, ...info } = member
      return exclude(info) ? 'leave' : 'end'
    }
    return 'end'
  }

  parentOf({ parent }: Member): Target | undefined {
    return parent < 0 ? undefined : this.#all[parent]
  }

  /** Those that a signal can still reach, in the order of finding. */
  live(fate: 'end' | 'last' = 'end'): Target[] {
    return this.#all.filter((target) => target.fate === fate && !target.exited && !target.denied)
  }

  ask(targets: Target[], signal: number): void {
    this.#deliver(targets, signal, (target) => (target.asked = true))
  }

  stop(targets: Target[]): void {
    this.#deliver(targets, SIGSTOP, (target) => (target.stopped = true))
  }

  /** Whoever was stopped, by us or before, never acts on a signal until it is continued. */
  resume(targets: Target[]): void {
    this.#deliver(targets, SIGCONT, (target) => (target.stopped = false))
  }

  /**
   * Children first: a parent that dies orphans its process group, and the kernel then continues
   * what was stopped in it (setpgid(2)). This process itself after all others.
   */
  kill(targets: Target[]): void {
    const isLast = ({ fate }: Target): boolean => fate === 'last'
    const others = targets.filter((target) => !isLast(target)).toReversed()
    this.#deliver([...others, ...targets.filter(isLast)], SIGKILL, (target) => {
      target.killed = true
    })
  }

  #deliver(targets: Target[], signal: number | undefined, sent: (target: Target) => void): void {
    if (signal === undefined || targets.length === 0) {
      return
    }
    const indexes = targets.map(({ member }) => member.index)
    this.#tree.signal(indexes, signal).forEach((delivery, at) => {
      const target = targets[at] as Target
      if (delivery === 'sent') {
        sent(target)
      } else if (delivery === 'denied') {
        target.denied = true
      }
    })
  }

  /** Takes note of exits; how many there were. */
  update(): number {
    const exited = this.#tree.exited()
    for (const index of exited) {
      const target = this.#all[index]
      if (target) {
        target.exited = true
      }
    }
    return exited.length
  }

  moving(): number {
    return this.#tree.moving()
  }

  /** Nothing that was frozen and lives may stay so. */
  thaw(): void {
    this.resume(this.#all.filter(({ stopped, killed, exited }) => stopped && !killed && !exited))
  }

  count(): { total: number; left: number } {
    const ours = this.#all.filter(({ fate }) => fate === 'end' || fate === 'last')
    return { total: ours.length, left: ours.filter(({ exited }) => !exited).length }
  }

  /** What became of each; without waiting, whoever was killed counts as ended. */
  results(hasWaited = true): KillResult[] {
    return this.#all
      .filter(({ fate }) => fate === 'end' || fate === 'last')
      .map((target) => ({
        pid: target.member.pid,
        name: target.member.name,
        outcome: outcomeOf(target, hasWaited),
      }))
  }
}

function outcomeOf({ exited, killed, denied }: Target, hasWaited: boolean): KillResult['outcome'] {
  if (killed && (exited || !hasWaited)) {
    return 'killed'
  }
  return exited ? 'exited' : denied ? 'denied' : 'survived'
}

/** The report on these processes, in their order. */
export function toReport(processes: KillResult[], graceful: boolean): KillReport {
  const ended = (result: KillResult): boolean =>
    result.outcome === 'exited' || result.outcome === 'killed'
  return { ok: processes.every(ended), graceful, processes }
}
