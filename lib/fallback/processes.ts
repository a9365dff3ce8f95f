import { notPermitted, notSupported } from '../errors.js'
import type { ProcessInfo, ProcessState } from '../types.js'
import { identityOf } from './host.js'
import { exists, judge, processState } from './liveness.js'
import { parseProcessStat, type ProcessStat } from './parse/stat.js'
import { isExhaustion, isProcOurs, listUnlessExhausted, readUnlessExhausted } from './read.js'

/** A process at the moment of looking. */
export interface Process {
  readonly pid: number
  /** 0 where the parent is outside of this pid namespace, or cannot be read. */
  readonly ppid: number
  readonly name: string
  readonly state: ProcessState
  /** Clock ticks since boot, as digits; `null` where /proc does not show the process. */
  readonly start: string | null
  /** What the line of its main thread says. */
  readonly stat: ProcessStat | undefined
}

/** `undefined` when it is gone; throws where descriptors have run out. */
export function see(pid: number): Process | undefined {
  // Twice, since it may have been recycled after the first one.
  for (let attempt = 0; attempt < 2; attempt++) {
    const text = isProcOurs() ? readUnlessExhausted(`/proc/${pid}/stat`) : undefined
    const stat = text === undefined ? undefined : parseProcessStat(text)
    const state = stat && judge(pid, stat)
    if (state === 'gone') {
      return undefined
    }
    if (stat && state) {
      return { pid, ppid: stat.ppid, name: stat.name, state, start: stat.start, stat }
    }
    if (!exists(pid)) {
      return undefined
    }
  }
  const state = processState(pid)
  return state === 'gone'
    ? undefined
    : { pid, ppid: 0, name: '', state, start: null, stat: undefined }
}

/** All that /proc lists; throws where descriptors have run out. */
export function listPids(): number[] {
  return (listUnlessExhausted('/proc') ?? []).filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Whether it is the same incarnation of the pid; what cannot be read is believed to be. */
export function isSame(one: { start: string | null }, other: { start: string | null }): boolean {
  return one.start === null || other.start === null || one.start === other.start
}

/** Whether it started before the other one: ticks have no leading zeros. */
export function isOlder(one: { start: string | null }, other: { start: string | null }): boolean {
  if (one.start === null || other.start === null) {
    return false
  }
  return BigInt(one.start) < BigInt(other.start)
}

export function toInfo({ pid, ppid, name, state, start }: Process, depth: number): ProcessInfo {
  return { pid, ppid, depth, name, state, identity: identityOf(pid, start) }
}

/** Asks what needs the list of all processes, and throws what the contract has of errors. */
export function tell<T>(pid: number, ask: () => T): T {
  if (process.platform !== 'linux') {
    throw notSupported('tree', pid)
  }
  if (!isProcOurs()) {
    throw notPermitted('tree', pid)
  }
  try {
    return ask()
  } catch (error) {
    throw isExhaustion(error) ? Object.assign(error as Error, { syscall: 'tree', pid }) : error
  }
}
