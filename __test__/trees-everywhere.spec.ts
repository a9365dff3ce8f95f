// What the other specs of trees do with shells, as far as every system can: with Node alone.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import {
  createProcessScope,
  getDescendants,
  isProcessAlive,
  killChildrenProcesses,
  killProcessTree,
  killProcessTreeSync,
} from '../index.js'
import { testWith } from './helpers/facilities.js'
import { firstLine, pidOf, start, until } from './helpers/processes.js'

/** Starts a child of its own, which waits as well, and prints its pid. */
const parent = `
  const { spawn } = require('node:child_process')
  const wait = 'console.log(1); setInterval(() => {}, 1000)'
  const child = spawn(process.execPath, ['-e', wait], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.once('data', () => console.log(child.pid))
  setInterval(() => {}, 1000)`

async function startPair(): Promise<{ child: ChildProcess; pids: [number, number] }> {
  const child = start(process.execPath, ['-e', parent])
  const grandchild = Number(await firstLine(child))
  return { child, pids: [pidOf(child), grandchild] }
}

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
  const child = scope.spawn(process.execPath, ['-e', parent], {
    detached: isWindows,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const orphan = Number(await firstLine(child))
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(scope.processes()).toMatchObject([{ pid: orphan, depth: 0 }])
  expect(await scope.kill({ force: true })).toMatchObject({ ok: true, processes: [{}] })
  expect(isProcessAlive(orphan)).toBe(false)
  expect(scope.processes()).toEqual([])
})
