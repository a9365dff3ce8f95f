import type { Delivery, Member } from '../types.js'
import { isAlive } from '../is-alive.js'
import { askStat, exists } from './liveness.js'
import { hasExited, isStopped, parseStat, type Stat } from './parse/stat.js'
import { isSame, type Process, see, toInfo } from './processes.js'
import { isExhaustion, listUnlessExhausted, readUnlessExhausted } from './read.js'

/** Where a thread sleeps that called vfork(2), by the names that the function has had. */
const VFORK = new Set(['kernel_clone', '_do_fork', 'do_fork', 'wait_for_vfork_done'])

/** A member of a held tree, and what is known of it. */
export class Kept {
  readonly member: Member
  readonly pid: number
  readonly start: string | null
  hasExited: boolean
  isExitTold = false
  isLeft = false
  /** Since it was stopped its children have been read: no new ones but orphans can come. */
  isFinal = false
  #wasSentStop = false
  #isStopped = false

  constructor(found: Process, index: number, parent?: Member) {
    const depth = parent ? parent.depth + 1 : 0
    this.member = { ...toInfo(found, depth), index, parent: parent?.index ?? -1 }
    this.pid = found.pid
    this.start = found.start
    this.hasExited = !isAlive(found.state)
  }

  /** `undefined` when it has exited; throws where descriptors have run out. */
  see(): Process | undefined {
    const found = this.hasExited ? undefined : see(this.pid)
    this.hasExited = !found || !isAlive(found.state) || !isSame(found, this)
    return this.hasExited ? undefined : found
  }

  /** Whether the pid is proved to be still its own: a zombie keeps it. */
  isStill(): boolean {
    return this.start !== null && see(this.pid)?.start === this.start
  }

  /** Tells even where descriptors have run out. */
  checkExited(): boolean {
    if (!this.hasExited) {
      const seen = askStat(this.pid)
      this.hasExited = seen
        ? seen.state !== 'running' || !isSame({ start: seen.start ?? null }, this)
        : !exists(this.pid)
    }
    return this.hasExited
  }

  signal(signal: number): Delivery {
    try {
      const found = this.see()
      if (!found) {
        return 'gone'
      }
      if (this.isLeft || this.start === null || found.start === null) {
        return 'denied'
      }
      return process.kill(this.pid, signal) ? 'sent' : 'gone'
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPERM' || code === 'ESRCH') {
        return code === 'EPERM' ? 'denied' : 'gone'
      }
      if (isExhaustion(error)) {
        return 'failed'
      }
      throw error
    }
  }

  /** After SIGSTOP (true) or SIGCONT. */
  expectStop(isStopping: boolean): void {
    this.#wasSentStop = isStopping
    if (!isStopping) {
      this.#isStopped = false
      this.isFinal = false
    }
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Was sent SIGSTOP, and has not been seen to stop. */
  get isMoving(): boolean {
    return this.#wasSentStop && !this.#isStopped && !this.hasExited && !this.isLeft
  }

  checkStopped(): boolean {
    try {
      const stat = this.see()?.stat
      this.#isStopped =
        this.hasExited ||
        (stat !== undefined &&
          (stat.threads === 1 ? this.#rests(stat, this.pid) : this.#allThreadsRest()))
    } catch (error) {
      if (!isExhaustion(error)) {
        throw error
      }
    }
    return this.#isStopped
  }

  /** A stop reaches all threads, one after the other. */
  #allThreadsRest(): boolean {
    const task = `/proc/${this.pid}/task`
    const tids = listUnlessExhausted(task) ?? []
    return tids.every((tid) => {
      const text = readUnlessExhausted(`${task}/${tid}/stat`)
      const stat = text === undefined ? undefined : parseStat(text)
      // What cannot be read any more has exited.
      return !stat || this.#rests(stat, tid)
    })
  }

  /**
   * vfork(2) sleeps until the child calls exec or exits, and no signal but SIGKILL ends that: a child
   * that was stopped before would keep its parent from stopping. It can do nothing meanwhile.
   */
  #rests(stat: Stat, tid: number | string): boolean {
    if (stat.state === 'D') {
      const where = readUnlessExhausted(`/proc/${this.pid}/task/${tid}/wchan`) ?? ''
      return VFORK.has(where)
    }
    return isStopped(stat) || hasExited(stat)
  }
}
