import type { NativeProcesses } from './native/binding.js'
import type { Member, ProcessInfo, ProcessState } from './types.js'

const STATES: readonly ProcessState[] = ['running', 'zombie', 'gone', 'unknown']
const COLUMNS = 6

/** What the binding tells in columns. */
export function toInfos(processes: NativeProcesses): ProcessInfo[] {
  return decode(processes, (_index, _parent, pid, ppid, depth, name, state, identity) => ({
    pid,
    ppid,
    depth,
    name,
    state,
    identity,
  }))
}

export function toMembers(processes: NativeProcesses): Member[] {
  return decode(processes, (index, parent, pid, ppid, depth, name, state, identity) => ({
    index,
    parent,
    pid,
    ppid,
    depth,
    name,
    state,
    identity,
  }))
}

function decode<T>(
  { numbers, names, identities }: NativeProcesses,
  create: (
    index: number,
    parent: number,
    pid: number,
    ppid: number,
    depth: number,
    name: string,
    state: ProcessState,
    identity: string | null,
  ) => T,
): T[] {
  const nameOf = names.split('\0')
  const identityOf = identities.split('\0')
  return Array.from({ length: numbers.length / COLUMNS }, (_, at) => {
    const row = at * COLUMNS
    const number = (column: number): number => numbers[row + column] ?? 0
    return create(
      number(0),
      number(1) - 1,
      number(2),
      number(3),
      number(4),
      nameOf[at] ?? '',
      STATES[number(5)] ?? 'unknown',
      identityOf[at] || null,
    )
  })
}
