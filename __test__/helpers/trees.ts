import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach } from 'vitest'
import { firstLine, pidOf, start, stateOf, until } from './processes.js'

/** Marks what a test starts, found whoever its parent is by now. Not by the package: it is tested. */
const marks = new Set<string>()

afterEach(() => {
  for (const mark of marks) {
    // What forks meanwhile is found by the next look.
    for (let left = carriers(mark); left.length > 0; left = carriers(mark)) {
      left.forEach(endNow)
    }
  }
  marks.clear()
})

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has exited by itself.
  }
}

export interface Tree {
  pid: number
  /** All processes of it that have not exited, the root included. */
  alive(): number[]
}

/**
 * Runs a shell script that prints a line when everything has been started, and marks all that it
 * starts. Ended after the test.
 */
export async function startTree(script: string, ...args: string[]): Promise<Tree> {
  const mark = newMark()
  const child = start('sh', ['-c', script, 'tree', ...args], { env: marked(mark) })
  await firstLine(child)
  return { pid: pidOf(child), alive: () => carriers(mark) }
}

/** Ends a script that waits for signals, and has a child: `wait` returns after each trap. */
export const FOREVER = 'while :; do wait; done'

/** A root with so many children. */
export async function startWide(children: number): Promise<Tree> {
  const tree = await startTree(
    'i=0; while [ $i -lt $1 ]; do sleep 600 >&2 & i=$((i + 1)); done; echo ready; wait',
    String(children),
  )
  // A process that is calling exec has no environment for a moment.
  await until(() => tree.alive().length === children + 1, 'all children')
  return tree
}

/** So many generations below the root, one process each. */
export async function startDeep(generations: number): Promise<Tree> {
  const script =
    '[ $1 = 0 ] && { echo ready; sleep 600 >&2; exit; }; sh -c "$0" "$0" $(($1 - 1)); :'
  const tree = await startTree('sh -c "$1" "$1" "$2"; :', script, String(generations - 2))
  await until(() => tree.alive().length === generations + 1, 'all generations')
  return tree
}

/** A mark that is looked for after the test. */
export function newMark(): string {
  const mark = randomUUID()
  marks.add(mark)
  return mark
}

export function marked(mark: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PROCPILOT_TEST_MARK: mark }
}

/** The processes with the mark in their environment that have not exited. */
export function carriers(mark: string): number[] {
  const entry = `PROCPILOT_TEST_MARK=${mark}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(entry))
    .map(Number)
    .filter((pid) => !['Z', 'X', undefined].includes(stateOf(pid)))
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}

/** Fails unless nothing of the tree is left. */
export async function allGone({ alive }: Tree): Promise<void> {
  await until(() => alive().length === 0, `the end of ${alive().join(' ')}`)
}

/** Field 5 of proc_pid_stat(5). */
export function groupsOf(pids: number[]): Set<string | undefined> {
  const text = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8')
  return new Set(pids.map((pid) => /\) \w \d+ (\d+)/.exec(text(pid))?.[1]))
}
