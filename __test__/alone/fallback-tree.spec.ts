// What the fallback's trees are made of, and its two ways to find children, on real processes.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { findChildren } from '../../lib/fallback/children.js'
import { holdTree } from '../../lib/fallback/held-tree.js'
import { parseChildren } from '../../lib/fallback/parse/children.js'
import { hasVariable } from '../../lib/fallback/parse/environ.js'
import { parseProcessStat } from '../../lib/fallback/parse/stat.js'
import { isOlder } from '../../lib/fallback/processes.js'
import { createScope } from '../../lib/fallback/scope.js'
import { descendants, lineage } from '../../lib/fallback/tree.js'
import type { HeldTree } from '../../lib/types.js'
import { testWith } from '../helpers/facilities.js'
import { pidOf, start } from '../helpers/processes.js'

const { SIGSTOP, SIGCONT, SIGKILL } = constants.signals

describe('parseProcessStat', () => {
  const rest =
    'S 6 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 99 100 200 1 1 1 0 0 0 0 0 4096 0 0 0 0 17 1'

  test.each(['node', 'a b', 'x) Z 1 (', ')', '(', '', 'two\nlines', '((('])('%j', (name) => {
    const expected = { name, ppid: 6, isKernelThread: false }
    expect(parseProcessStat(`42 (${name}) ${rest} 0 0\n`)).toMatchObject(expected)
  })

  test('a thread of the kernel', () => {
    const line = `2 (kthreadd) ${rest.replace('4194560', '2129984')}`
    expect(parseProcessStat(line)).toMatchObject({ isKernelThread: true, ppid: 6 })
  })

  test('garbage', () => {
    for (const text of ['', ')', '(', `)( ${rest}`, `42 node) ${rest}`, `1 (a) S -1${rest}`]) {
      expect(parseProcessStat(text), text).toBeUndefined()
    }
  })
})

test('parseChildren', () => {
  expect(parseChildren('')).toEqual([])
  expect(parseChildren('4711 ')).toEqual([4711])
  expect(parseChildren('2 0 4194304 2147483647 ')).toEqual([2, 4194304, 2147483647])
  expect(parseChildren('-1 x 1,2 7 ')).toEqual([7])
})

test('hasVariable', () => {
  for (const environ of ['S=1\0', 'S=', 'A=1\0S=\0', '\0\0S=a=b\0B=', 'SS=1\0S=1', 'A=S=\0S=']) {
    expect(hasVariable(environ, 'S'), environ).toBe(true)
  }
  for (const environ of ['', '\0', 'S', 'S\0=', 'SS=1\0', 'MYS=1\0', 'A=S=1\0', 'A=\nS=1', 's=1']) {
    expect(hasVariable(environ, 'S'), environ).toBe(false)
  }
})

test('starts are compared as numbers', () => {
  expect(isOlder({ start: '99' }, { start: '100' })).toBe(true)
  expect(isOlder({ start: '100' }, { start: '100' })).toBe(false)
  expect(isOlder({ start: '100' }, { start: '99' })).toBe(false)
  expect(isOlder({ start: '9007199254740992' }, { start: '9007199254740993' })).toBe(true)
  expect(isOlder({ start: null }, { start: '1' })).toBe(false)
})

/** A shell that has `count` children, each with one of its own, and names itself when all run. */
async function startTree(count: number, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const script = `for i in $(seq ${count}); do sh -c 'sleep 300 & echo up; wait' & done; wait`
  const child = start('sh', ['-c', script], { env: { ...process.env, ...env } })
  let lines = 0
  if (child.stdout) {
    for await (const _ of createInterface(child.stdout)) {
      if (++lines === count) {
        break
      }
    }
  }
  // What it has said is true of a shell that is about to execute sleep.
  await delay(100)
  return pidOf(child)
}

async function endTree(tree: HeldTree): Promise<number> {
  const indexes: number[] = []
  for (let found = tree.look(); found.length > 0; found = tree.look()) {
    const fresh = found.map(({ index }) => index)
    indexes.push(...fresh)
    tree.signal(fresh, SIGSTOP)
    while (tree.moving() > 0) {
      await delay(1)
    }
  }
  expect(indexes).toEqual(indexes.map((_, at) => at))
  tree.signal(indexes.toReversed(), SIGKILL)
  const exited = new Set<number>()
  while (exited.size < indexes.length) {
    tree.exited().forEach((index) => exited.add(index))
    await delay(1)
  }
  expect(tree.exited()).toEqual([])
  tree.close()
  return exited.size
}

const hasFiles = existsSync(`/proc/${process.pid}/task/${process.pid}/children`)
const ways = [true, ...(hasFiles ? [false] : [])]

describe.each(ways)('by a scan of all processes: %s', (isScanning) => {
  const find = (): ReturnType<typeof findChildren> => findChildren(isScanning)

  testWith('linux')('level by level', async () => {
    const pid = await startTree(5)
    const found = descendants(pid, find())
    expect(found.map(({ depth }) => depth)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    expect(found.slice(0, 5).every(({ ppid }) => ppid === pid)).toBe(true)
    expect(found.slice(5).map(({ ppid }) => ppid)).toEqual(found.slice(0, 5).map((of) => of.pid))
    expect(found.slice(5).every(({ name }) => name === 'sleep')).toBe(true)
    const other = descendants(pid, findChildren(true))
    expect(new Map(found.map((one) => [one.pid, one]))).toEqual(
      new Map(other.map((one) => [one.pid, one])),
    )
    expect(await endTree(begin(pid, find))).toBe(11)
  })

  testWith('linux')('a stopped tree is looked through until all have stopped', async () => {
    const pid = await startTree(2)
    const tree = begin(pid, find)
    const members = tree.look()
    expect(members.map(({ depth, parent }) => [depth, parent])).toEqual([
      [0, -1],
      [1, 0],
      [1, 0],
      [2, 1],
      [2, 2],
    ])
    expect(tree.moving()).toBe(0)
    tree.signal([0], SIGSTOP)
    while (tree.moving() > 0) {
      await delay(1)
    }
    expect(tree.look()).toEqual([])
    expect(tree.signal([0], SIGCONT)).toEqual(['sent'])
    tree.leave(1)
    expect(tree.signal([0, 1, 2, 3], 0)).toEqual(['sent', 'denied', 'sent', 'denied'])
    tree.close()
    expect(await endTree(begin(pid, find))).toBe(5)
  })

  testWith('linux')('a scope finds what has lost its parent', async () => {
    const variable = `PROCPILOT_TEST_${process.pid}_${isScanning}`
    const scope = createScope(variable)
    const script = 'setsid sh -c "sleep 300 & exec env -i sleep 300" & echo up'
    const child = start('sh', ['-c', script], { env: { ...process.env, [variable]: '1' } })
    child.stdout?.resume()
    await once(child, 'exit')
    while (
      scope
        .processes()
        .map(({ name }) => name)
        .join() !== 'sleep'
    ) {
      await delay(5)
    }
    // The other one is its parent, and without the variable.
    const [carrier] = scope.processes()
    expect(carrier).toMatchObject({ depth: 0 })
    process.kill(carrier?.ppid as number, 'SIGKILL')
    expect(await endTree(holdTree(scope, find))).toBe(1)
    expect(scope.processes()).toEqual([])
  })
})

function begin(pid: number, find: () => ReturnType<typeof findChildren>): HeldTree {
  const tree = holdTree(null, find)
  expect(tree.add(pid, null)).toBe(true)
  return tree
}

testWith('linux')('the lineage leads from here to the parent, and on', () => {
  expect(lineage().slice(0, 2)).toEqual([process.pid, process.ppid])
})
