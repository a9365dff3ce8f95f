import { freeze, freezeNow } from './freeze.js'
import type { KillPlan } from './kill-options.js'
import { type Choice, type KillResult, KillTargets, type Target } from './kill-targets.js'
import type { HeldTree } from './types.js'

/** Milliseconds without any exit after which what was killed counts as survivor. */
const STALLED = 5000
/** Processes that we may not end can start new ones for ever. */
const ROUNDS = 20
const SHORTEST_PAUSE = 1
const LONGEST_PAUSE = 100

/** Kills all that the tree holds without waiting; closes the tree. */
export function endTreeNow(tree: HeldTree, choice: Choice): KillResult[] {
  const targets = new KillTargets(tree, choice)
  try {
    targets.look()
    targets.update()
    freezeNow({ targets, looks: looksNeeded(choice) })
    targets.kill(targets.live())
    targets.update()
    targets.kill(targets.live('last'))
    return targets.results(false)
  } finally {
    targets.thaw()
    tree.close()
  }
}

function looksNeeded({ isScope }: Choice): 1 | 2 {
  return isScope ? 2 : 1
}

/** Ends all that a tree holds, or will hold, and waits until that is confirmed. */
export class Ending {
  readonly #tree: HeldTree
  readonly #targets: KillTargets
  readonly #choice: Choice
  readonly #plan: KillPlan
  readonly #abort: AbortSignal | undefined
  #isWatching = false
  #wake: (() => void) | undefined
  /** How many have exited so far. */
  #exits = 0
  #reported = ''

  constructor(tree: HeldTree, choice: Choice, plan: KillPlan) {
    this.#tree = tree
    this.#targets = new KillTargets(tree, choice)
    this.#choice = choice
    this.#plan = plan
    this.#abort = plan.abortSignal
  }

  /** Holds what is there now, so that it is not lost while something else ends first. */
  prepare(): void {
    this.#targets.look()
  }

  async run(): Promise<KillResult[]> {
    const targets = this.#targets
    targets.look()
    this.#update()
    if (this.#plan.graceful) {
      // A scope finds its processes whoever their parents are.
      if (!this.#choice.isScope) {
        await this.#freezeGently()
      }
      await this.#ask(() => targets.live())
    }
    await this.#kill(() => targets.live())
    if (targets.live('last').length > 0) {
      if (this.#plan.graceful) {
        await this.#ask(() => targets.live('last'))
      }
      await this.#kill(() => [...targets.live('last'), ...targets.live()])
    }
    return targets.results()
  }

  /** Exactly once, whatever becomes of the rest. */
  close(): void {
    this.#targets.thaw()
    this.#tree.close()
  }

  /**
   * So that no child is started between the last look and the signal, to be lost when its parent
   * has died of it. A root whose parent is a stranger is stopped only if it is seen to start
   * processes: a shell or sudo(8) would take the stop for the user's wish.
   */
  async #freezeGently(): Promise<void> {
    const targets = this.#targets
    const before = new Set(targets.live())
    const isForking = (root: Target): boolean =>
      targets.live().some((one) => !before.has(one) && targets.parentOf(one.member) === root)
    const mayStop = (target: Target): boolean => {
      const isRoot = targets.parentOf(target.member) === undefined
      return !isRoot || target.member.ppid === process.pid || isForking(target)
    }
    await freeze({ targets, looks: 1, mayStop }, this.#abort)
  }

  /** Sends the graceful signal and waits, until all are gone or the grace period is over. */
  async #ask(select: () => Target[]): Promise<void> {
    const targets = this.#targets
    const asked = select()
    targets.ask(asked, this.#plan.signal)
    targets.resume(asked)
    const end = performance.now() + this.#plan.gracePeriod
    await this.#wait(select, () => {
      // What appears now was started by somebody that is about to end, and may be what it needs
      // for that. Once its parent has gone, it is left over.
      targets.look()
      const leftOver = select().filter((target) => {
        const parent = targets.parentOf(target.member)
        return !target.asked && (parent === undefined || parent.exited)
      })
      targets.ask(leftOver, this.#plan.signal)
      targets.resume(leftOver)
      return end
    })
  }

  async #kill(select: () => Target[]): Promise<void> {
    const targets = this.#targets
    const looks = looksNeeded(this.#choice)
    for (let round = 0; round < ROUNDS; round++) {
      await freeze({ targets, looks }, this.#abort)
      this.#update()
      const left = select()
      targets.kill(left)
      let exits = this.#exits
      let end = performance.now() + STALLED
      const isDone = await this.#wait(select, (now) => {
        if (exits !== this.#exits) {
          exits = this.#exits
          end = now + STALLED
        }
        return end
      })
      if (!isDone || left.length === 0) {
        return
      }
    }
  }

  #update(): void {
    this.#exits += this.#targets.update()
    const { onProgress } = this.#plan
    if (onProgress) {
      const progress = this.#targets.count()
      const text = `${progress.total} ${progress.left}`
      if (text !== this.#reported) {
        this.#reported = text
        onProgress(progress)
      }
    }
  }

  /** Until none is left; false when `step`, which is called each time, says that time is over. */
  async #wait(select: () => Target[], step: (now: number) => number): Promise<boolean> {
    this.#abort?.throwIfAborted()
    const onAbort = (): void => this.#wake?.()
    if (!this.#isWatching) {
      this.#isWatching = true
      this.#tree.watch(() => this.#wake?.())
    }
    this.#abort?.addEventListener('abort', onAbort, { once: true })
    try {
      for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
        this.#update()
        const now = performance.now()
        if (select().length === 0) {
          return true
        }
        const end = step(now)
        if (now >= end) {
          return false
        }
        await this.#sleep(Math.min(pause, end - now))
        this.#abort?.throwIfAborted()
      }
    } finally {
      this.#abort?.removeEventListener('abort', onAbort)
    }
  }

  /** Ends early when an exit is told of. */
  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        // Exits come in crowds.
        setImmediate(resolve)
      }
    })
    this.#wake = undefined
  }
}
