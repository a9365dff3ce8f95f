import type { Delivery, Member } from '../types.js'
import { isAlive } from '../is-alive.js'
import { askStat, exists } from './liveness.js'
import { hasExited, isStopped, parseStat } from './parse/stat.js'
import { isSame, type Process, see, toInfo } from './processes.js'
import { isExhaustion, listUnlessExhausted, readUnlessExhausted } from './read.js'

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
          (isStopped(stat) || hasExited(stat)) &&
          this.#haveThreadsStopped(stat))
    } catch (error) {
      if (!isExhaustion(error)) {
        throw error
      }
    }
    return this.#isStopped
  }

  /** A stop reaches all threads, one after the other. */
  #haveThreadsStopped({ threads }: { threads: number }): boolean {
    if (threads === 1) {
      return true
    }
    const task = `/proc/${this.pid}/task`
    const tids = listUnlessExhausted(task) ?? []
    return tids.every((tid) => {
      const text = readUnlessExhausted(`${task}/${tid}/stat`)
      const stat = text === undefined ? undefined : parseStat(text)
      // What cannot be read any more has exited.
      return !stat || isStopped(stat) || hasExited(stat)
    })
  }
}
