// What the other specs ask with shells and /proc, as far as every system can: with Node alone.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import {
  areProcessesAlive,
  getProcessIdentity,
  getProcessState,
  isProcessAlive,
  openProcess,
  waitForExit,
} from '../index.js'
import { answers } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture, pidOf, start, startDead, startLive, until } from './helpers/processes.js'
import { startPair } from './helpers/pairs.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

function identityOf(pid: number): string {
  const identity = getProcessIdentity(pid)
  if (identity === null) {
    throw new Error(`${pid} has no identity`)
  }
  return identity
}

/** The identity of another process that had the pid. */
const former = (identity: string): string =>
  identity.replace(/\d+$/, (ticks) => String(BigInt(ticks) - 1n))

testWith('identities')('an identity is the same in every process and thread', async () => {
  const pid = await startLive()
  const identity = identityOf(pid)
  expect(identityOf(pid)).toBe(identity)
  expect(await answers([['getProcessIdentity', pid]])).toEqual([identity])
  expect(await answers([['getProcessIdentity', process.pid]])).toEqual([identityOf(process.pid)])
  const worker = new Worker(fixture('identity-worker.mjs'), { workerData: pid })
  expect(await once(worker, 'message')).toEqual([identity])
})

testWith('identities')('an identity tells its process from all others', async () => {
  const pid = await startLive()
  const identity = identityOf(pid)
  const elsewhere = identity.replace(
    /^(v1-[a-z\d]+)-[\da-f]+-([\da-f]+)/,
    // Windows tells no boot.
    (_, before, boot) =>
      `${before}-0123456789abcdef-${boot === '0' ? boot : boot.replaceAll(/./g, 'a')}`,
  )
  const all = [identity, former(identity), elsewhere]
  expect(all.map(getProcessState)).toEqual(['running', 'gone', 'unknown'])
  expect(all.map(isProcessAlive)).toEqual([true, false, true])
  expect(() => openProcess(former(identity))).toThrow(withCode('ESRCH'))
  expect(() => openProcess(elsewhere)).toThrow(withCode('EPERM'))
  expect(await waitForExit(former(identity))).toBe(true)
  await expect(waitForExit(elsewhere)).rejects.toThrow(withCode('EPERM'))

  const waiting = waitForExit(identity)
  process.kill(pid, 'SIGKILL')
  expect(await waiting).toBe(true)
  await until(() => getProcessState(identity) === 'gone', 'its end')
  expect(isProcessAlive(identity)).toBe(false)
  expect(() => openProcess(identity)).toThrow(withCode('ESRCH'))
})

test('a pid that is free has no state and no handle', async () => {
  const dead = await startDead()
  expect(getProcessState(dead)).toBe('gone')
  expect(() => openProcess(dead)).toThrow(expect.objectContaining({ code: 'ESRCH', pid: dead }))
})

test('numbers beside a pid are not that process', async () => {
  const live = await startLive()
  const beside = process.platform === 'win32' ? [live + 1, live + 2, live + 3] : []
  const pids = [live, ...beside, 2 ** 32 + live]
  expect(areProcessesAlive(pids)).toEqual(pids.map((pid) => pid === live))
})

test('an exit code that means "still active" on Windows makes nothing alive', async () => {
  const child = start(process.execPath, [
    '-e',
    'process.stdin.on("end", () => process.exit(259)).resume()',
  ])
  const handle = openProcess(pidOf(child))
  expect(handle.alive).toBe(true)
  const exited = once(child, 'exit')
  child.stdin?.end()
  await handle.exited
  await exited
  // As long as the handle is open the process object is there.
  expect([handle.alive, isProcessAlive(handle.pid), handle.kill()]).toEqual([false, false, false])
  expect(getProcessState(handle.pid)).toBe('gone')
  handle.close()
})

test('a stranger is held, waited for, and ended', async () => {
  const { pids } = await startPair()
  const [, stranger] = pids
  const handle = openProcess(stranger)
  const waiting = waitForExit(stranger)
  expect([handle.alive, isProcessAlive(stranger)]).toEqual([true, true])
  expect(await waitForExit(stranger, { timeout: 20 })).toBe(false)
  expect(handle.kill('SIGKILL')).toBe(true)
  await handle.exited
  expect(await waiting).toBe(true)
  expect([handle.alive, isProcessAlive(stranger)]).toEqual([false, false])
  handle.close()
})

test('the end of a process is seen in a loop that never returns to the event loop', async () => {
  for (let round = 0; round < 5; round++) {
    const handle = openProcess(await startLive())
    expect(handle.alive).toBe(true)
    handle.kill('SIGKILL')
    const deadline = performance.now() + 20_000
    while (handle.alive && performance.now() < deadline);
    expect(handle.alive).toBe(false)
    await handle.exited
    handle.close()
  }
})

test('more processes are waited for than one thread of Windows can wait for', async () => {
  const children = Array.from({ length: 70 }, () =>
    start(process.execPath, ['-e', 'process.stdin.resume()']),
  )
  const pids = children.map(pidOf)
  const waiting = waitForExit(pids)
  expect(areProcessesAlive(pids)).toEqual(pids.map(() => true))
  children.forEach((child) => child.kill('SIGKILL'))
  expect(await waiting).toBe(true)
  expect(areProcessesAlive(pids)).toEqual(pids.map(() => false))
})
