// What the other specs of trees do with shells, as far as every system can: with Node alone.
import { once } from 'node:events'
import { expect } from 'vitest'
import {
  createProcessScope,
  getDescendants,
  getProcessIdentity,
  isProcessAlive,
  killChildrenProcesses,
  killProcessTree,
  killProcessTreeSync,
} from '../index.js'
import { testWith } from './helpers/facilities.js'
import { startPair } from './helpers/pairs.js'
import { firstLine, fixture, pidOf, start, until } from './helpers/processes.js'

const isWindows = process.platform === 'win32'

testWith('lists of processes')('descendants are told', async () => {
  const { pids } = await startPair()
  const [first, second] = pids
  expect(getDescendants(first)).toMatchObject([
    { pid: second, ppid: first, depth: 1, state: 'running', identity: expect.any(String) },
  ])
  expect(getDescendants()).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ pid: first, depth: 1 }),
      expect.objectContaining({ pid: second, depth: 2 }),
    ]),
  )
  await killProcessTree(first, { force: true })
})

testWith('lists of processes')('a tree is asked to end, where that can be', async () => {
  const { child, pids } = await startPair()
  const exited = once(child, 'exit')
  const report = await killProcessTree(pids[0])
  expect(report.ok).toBe(true)
  expect(report.graceful).toBe(!isWindows)
  const outcome = isWindows ? 'killed' : 'exited'
  expect(report.processes).toMatchObject(pids.map((pid) => ({ pid, outcome })))
  expect(pids.filter((pid) => isProcessAlive(pid))).toEqual([])
  await exited
})

testWith('lists of processes')('a tree is killed', async () => {
  const { pids } = await startPair()
  const report = await killChildrenProcesses([...pids], { force: true })
  expect(report).toMatchObject({
    ok: true,
    graceful: false,
    processes: pids.map((pid) => ({ pid, outcome: 'killed' })),
  })
  expect(pids.filter((pid) => isProcessAlive(pid))).toEqual([])
})

testWith('lists of processes')('a tree is killed without waiting', async () => {
  const { pids } = await startPair()
  expect(killProcessTreeSync(pids[0])).toMatchObject({ ok: true, processes: [{}, {}] })
  await until(() => !pids.some((pid) => isProcessAlive(pid)), 'the end of both')
})

testWith('lists of processes')('the orphans of a scope are found, and ended', async () => {
  const scope = createProcessScope()
  const { child, pids } = await startPair((...args) => scope.spawn(...args))
  const [, orphan] = pids
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(scope.processes()).toMatchObject([{ pid: orphan, depth: 0 }])
  expect(await scope.kill({ force: true })).toMatchObject({ ok: true, processes: [{}] })
  expect(isProcessAlive(orphan)).toBe(false)
  expect(scope.processes()).toEqual([])
})

async function startFamily(): Promise<number> {
  const child = start(process.execPath, [fixture('family.mjs'), '4'])
  await firstLine(child)
  return pidOf(child)
}

testWith('lists of processes')('a tree of sixteen is told, parents first, and ended', async () => {
  const root = await startFamily()
  const family = getDescendants(root)
  expect(family).toHaveLength(15)
  expect(family.map(({ depth }) => depth).toSorted()).toEqual(
    [1, 4, 6, 4, 1].flatMap((count, depth) => Array(count).fill(depth)).slice(1),
  )
  const pids = [root, ...family.map(({ pid }) => pid)]
  for (const { pid, ppid } of family) {
    expect(pids.indexOf(ppid)).toBeLessThan(pids.indexOf(pid))
    expect(pids).toContain(ppid)
  }
  const report = await killProcessTree(root, { gracePeriod: 60_000 })
  expect(report.ok).toBe(true)
  expect(report.processes.map(({ pid }) => pid).toSorted()).toEqual(pids.toSorted())
  expect(pids.filter((pid) => isProcessAlive(pid))).toEqual([])
})

testWith('lists of processes')('what is excluded is spared, with what is below it', async () => {
  const root = await startFamily()
  const family = getDescendants(root)
  const spared = family.find(({ depth, pid }) => depth === 1 && getDescendants(pid).length === 3)
  const exclude = ({ pid }: { pid: number }): boolean => pid === spared?.pid
  const left = getDescendants(spared?.pid).map(({ pid }) => pid)
  const report = await killProcessTree(root, { force: true, exclude })
  expect(report).toMatchObject({ ok: true })
  expect(report.processes).toHaveLength(12)
  expect([spared?.pid ?? 0, ...left].filter((pid) => isProcessAlive(pid))).toHaveLength(4)
  expect(await killProcessTree(spared?.pid ?? 0, { force: true })).toMatchObject({ ok: true })
  expect(left.filter((pid) => isProcessAlive(pid))).toEqual([])
})

testWith('lists of processes')(
  'an identity names the root, and what is gone is no tree',
  async () => {
    const { pids } = await startPair()
    const identity = getProcessIdentity(pids[0]) ?? ''
    const report = await killProcessTree(identity, { force: true })
    expect(report.processes.map(({ pid }) => pid)).toEqual(pids)
    expect(await killProcessTree(identity)).toMatchObject({ ok: true, processes: [] })
    expect(getDescendants(pids[0])).toEqual([])
  },
)
