import { constants } from 'node:os'
import { notPermitted } from '../errors.js'
import type { Delivery, HeldScope, HeldTree, Member } from '../types.js'
import { type ChildrenOf, findChildren } from './children.js'
import { identityOf } from './host.js'
import { identityState } from './identity.js'
import { Kept } from './kept.js'
import { type Process, isOlder, isSame, see, tell } from './processes.js'
import type { Scope } from './scope.js'

const { SIGSTOP, SIGCONT } = constants.signals

/** `scope` is one of the fallback's own. */
export function holdTree(scope: HeldScope | null, find = findChildren): HeldTree {
  return new Tree(scope as Scope | null, find)
}

/**
 * Nothing here can hold a process: each is known by pid and start, which are read again before each
 * signal. A signal can reach another process only if the pid is given away between the two.
 */
class Tree implements HeldTree {
  readonly #scope: Scope | null
  readonly #find: () => ChildrenOf
  readonly #all: Kept[] = []
  /** The last one that had the pid. */
  readonly #byPid = new Map<number, Kept>()
  #told = 0

  constructor(scope: Scope | null, find: () => ChildrenOf) {
    this.#scope = scope
    this.#find = find
  }

  add(pid: number, identity: string | null): boolean {
    const found = see(pid)
    if (!found) {
      return false
    }
    if (identity !== null) {
      const state = identityState(identity)
      if (state === 'unknown') {
        throw notPermitted('open', pid)
      }
      if (state === 'gone' || identity !== identityOf(pid, found.start)) {
        return false
      }
    }
    if (!this.#has(found)) {
      this.#keep(found)
    }
    return true
  }

  look(): Member[] {
    return tell(this.#all[0]?.pid ?? process.pid, () => {
      const childrenOf = this.#find()
      this.#walk(this.#all, childrenOf)
      const carriers = this.#scope?.carriers((pid) => this.#isHeld(pid)) ?? []
      for (const found of carriers) {
        // An older one may have led to it meanwhile.
        if (!this.#has(found)) {
          this.#walk([this.#keep(found, this.#parentOf(found))], childrenOf)
        }
      }
      const found = this.#all.slice(this.#told).map(({ member }) => member)
      this.#told = this.#all.length
      return found
    })
  }

  leave(index: number): void {
    const left = new Set([index])
    for (const kept of this.#all.slice(index)) {
      if (left.has(kept.member.index) || left.has(kept.member.parent)) {
        left.add(kept.member.index)
        kept.isLeft = true
      }
    }
  }

  signal(indexes: readonly number[], signal: number): Delivery[] {
    return indexes.map((index) => {
      const delivery = this.#all[index]?.signal(signal) ?? 'gone'
      if (delivery === 'sent' && (signal === SIGSTOP || signal === SIGCONT)) {
        this.#all[index]?.expectStop(signal === SIGSTOP)
      }
      return delivery
    })
  }

  moving(): number {
    return this.#all.filter((kept) => kept.isMoving && !kept.checkStopped()).length
  }

  exited(): number[] {
    const exited = this.#all
      .slice(0, this.#told)
      .filter((kept) => !kept.isLeft && !kept.isExitTold && kept.checkExited())
    exited.forEach((kept) => (kept.isExitTold = true))
    return exited.map(({ member }) => member.index)
  }

  /** Callers poll as well. */
  watch(): void {}

  close(): void {
    this.#all.length = 0
    this.#byPid.clear()
    this.#told = 0
  }

  /** Whether the pid is that of a member that lives, as far as is known. */
  #isHeld(pid: number): boolean {
    const kept = this.#byPid.get(pid)
    return kept !== undefined && !kept.hasExited && !kept.isLeft
  }

  #has(found: Process): boolean {
    const kept = this.#byPid.get(found.pid)
    return kept !== undefined && isSame(kept, found) && !(kept.hasExited && found.start === null)
  }

  #keep(found: Process, parent?: Kept): Kept {
    const kept = new Kept(found, this.#all.length, parent?.member)
    this.#all.push(kept)
    this.#byPid.set(found.pid, kept)
    return kept
  }

  /** Adds what is below these, level by level. */
  #walk(roots: readonly Kept[], childrenOf: ChildrenOf): void {
    // What has stopped can still get children: orphans that it adopts, as a subreaper
    // (PR_SET_CHILD_SUBREAPER(2const)). It is asked again when nobody can leave any more.
    const isSkipping = this.#all.some(({ isMoving }) => isMoving)
    const levels: Kept[][] = []
    const place = (kept: Kept): unknown => (levels[kept.member.depth] ??= []).push(kept)
    roots.forEach(place)
    for (let depth = 0; depth < levels.length; depth++) {
      for (const kept of levels[depth] ?? []) {
        if (!(isSkipping && kept.isFinal)) {
          const children = this.#newChildren(kept, childrenOf)
          children.forEach((child) => place(this.#keep(child, kept)))
        }
      }
    }
  }

  #newChildren(kept: Kept, childrenOf: ChildrenOf): Process[] {
    const found = kept.isLeft ? undefined : kept.see()
    if (!found?.stat) {
      return []
    }
    const wasStopped = kept.isStopped
    const children = childrenOf(found, (pid) => this.#isHeld(pid)).filter(
      (child) => !this.#has(child),
    )
    // The same one before and after: they are children of no other holder of the pid.
    if (children.length > 0 && !kept.isStill()) {
      return []
    }
    kept.isFinal = wasStopped
    return children
  }

  /** The member that is the parent of a process which the variable led to. */
  #parentOf(found: Process): Kept | undefined {
    const parent = this.#byPid.get(found.ppid)
    return parent?.isStill() && !isOlder(found, parent) ? parent : undefined
  }
}
