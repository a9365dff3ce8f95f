import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { getProcessIdentity, isProcessAlive, waitForExit } from '../index.js'
import { answers, shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import {
  firstLine,
  fixture,
  start,
  startDead,
  startLeaderExited,
  startLive,
  startZombie,
} from './helpers/processes.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const kill = (pid: number): boolean => process.kill(pid, 'SIGKILL')

describe('waitForExit', () => {
  test('a child', async () => {
    const pid = await startLive()
    const waiting = waitForExit(pid)
    kill(pid)
    expect(await waiting).toBe(true)
    expect(isProcessAlive(pid)).toBe(false)
  })

  testWith('posix')('a stranger', async () => {
    const shellCommand = 'sleep 600 >&2 & echo $!; exec sleep 600 >&2'
    const pid = Number(await firstLine(start('sh', ['-c', shellCommand])))
    const waiting = waitForExit(pid)
    kill(pid)
    expect(await waiting).toBe(true)
  })

  testWith('linux')('a zombie that nobody collects, and what is gone, have exited', async () => {
    const zombie = await startZombie()
    const dead = await startDead()
    const own = getProcessIdentity(process.pid) ?? ''
    const former = own.replace(/\d+$/, (ticks) => String(BigInt(ticks) - 1n))
    expect(await waitForExit([zombie, dead, 2 ** 31 - 1, former])).toBe(true)
    expect(await waitForExit([], { timeout: 0 })).toBe(true)
  })

  testWith('rust programs')('a process without its main thread has not', async () => {
    const { pid, end } = await startLeaderExited()
    expect(await waitForExit(pid, { timeout: 50 })).toBe(false)
    const waiting = waitForExit(pid)
    await end()
    expect(await waiting).toBe(true)
  })

  testWith('root')('a process of another user', async () => {
    const pid = Number(
      await firstLine(start('sh', ['-c', 'echo $$; exec sleep 600'], { uid: 65_534, gid: 65_534 })),
    )
    const waiting = waitForExit(pid)
    kill(pid)
    expect(await waiting).toBe(true)
  })

  testWith('root')('a process that an ordinary user may not signal', async () => {
    const pid = await startLive()
    const env = { DROP_TO_UID: '65534' }
    const [timedOut] = await answers([['waitForExit', pid, { timeout: 20 }]], { env })
    expect(timedOut).toBe(false)
    const waiting = answers([['waitForExit', pid, { timeout: 20_000 }]], { env })
    kill(pid)
    expect(await waiting).toEqual([true])
  })

  test('many: only when the last one has', async () => {
    const pids = [await startLive(), await startLive(), await startLive()]
    let isDone = false
    const waiting = waitForExit(pids).finally(() => (isDone = true))
    for (const pid of pids) {
      expect(isDone).toBe(false)
      kill(pid)
      await waitForExit(pid)
    }
    expect(await waiting).toBe(true)
  })

  test('is false on timeout, and true if it has exited by then', async () => {
    const pid = await startLive()
    expect(await waitForExit(pid, { timeout: 0 })).toBe(false)
    expect(await waitForExit(pid, { timeout: 30 })).toBe(false)
    expect(await waitForExit([pid, await startDead()], { timeout: 30 })).toBe(false)
    kill(pid)
    expect(await waitForExit(pid, { timeout: 20_000 })).toBe(true)
    expect(await waitForExit(pid, { timeout: 0 })).toBe(true)
  })

  test('rejects with the reason of an abort, before and in the middle', async () => {
    const pid = await startLive()
    const reason = new Error('enough')
    await expect(waitForExit(pid, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const waiting = waitForExit(pid, { signal: controller.signal, timeout: 20_000 })
    setImmediate(() => controller.abort(reason))
    await expect(waiting).rejects.toBe(reason)
    expect(isProcessAlive(pid)).toBe(true)
  })

  test('settles once, whatever of abort, timeout and exit comes first', async () => {
    for (let round = 0; round < 30; round++) {
      const pid = await startDeadSoon()
      const controller = new AbortController()
      const { signal } = controller
      const waiting = waitForExit(pid, { timeout: round % 3, signal }).catch(() => 'aborted')
      if (round % 2 === 0) {
        setImmediate(() => controller.abort())
      }
      expect([true, false, 'aborted']).toContain(await waiting)
      expect(await waitForExit(pid, { timeout: 20_000 })).toBe(true)
    }
  })

  testWith('linux')('rejects for an identity that cannot be verified', async () => {
    const elsewhere = (getProcessIdentity(process.pid) ?? '').replace(/\d+\.\d+/, '1.1')
    await expect(waitForExit(elsewhere)).rejects.toThrow(expect.objectContaining({ code: 'EPERM' }))
  })

  test.each([
    ['ERR_OUT_OF_RANGE', [0]],
    ['ERR_INVALID_ARG_TYPE', ['1']],
    ['ERR_INVALID_ARG_TYPE', [[1, null]]],
    ['ERR_INVALID_ARG_TYPE', [1, null]],
    ['ERR_INVALID_ARG_TYPE', [1, { timeout: '1' }]],
    ['ERR_OUT_OF_RANGE', [1, { timeout: -1 }]],
    ['ERR_OUT_OF_RANGE', [1, { timeout: Number.NaN }]],
    ['ERR_OUT_OF_RANGE', [1, { timeout: 2 ** 31 }]],
    ['ERR_INVALID_ARG_TYPE', [1, { signal: {} }]],
  ])('refuses with %s: %j', async (code, args) => {
    const wait = waitForExit as (...args: unknown[]) => Promise<boolean>
    await expect(wait(...args)).rejects.toThrow(expect.objectContaining({ code }))
  })
})

describe('with few descriptors', () => {
  testWith('posix')('1,000 pids under a limit of 256 are all waited for', async () => {
    const [program = '', ...args] = shell('ulimit -n 256')
    const run = promisify(execFile)
    const { stdout } = await run(program, [...args, process.execPath, fixture('wait-many.mjs')])
    expect(JSON.parse(stdout)).toEqual({ outcome: true, alive: 0, free: true })
  })
})

describe('on the command line', () => {
  const run = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })

  testWith('linux')('id prints the identity, which alive and wait take', async () => {
    const pid = await startLive()
    const identity = getProcessIdentity(pid) ?? ''
    expect(run('id', String(pid))).toMatchObject({ status: 0, stdout: `${identity}\n` })
    expect(run('alive', identity)).toMatchObject({ status: 0, stdout: `${identity} alive\n` })
    expect(run('wait', identity, '--timeout', '10').status).toBe(1)
    kill(pid)
    expect(run('wait', identity, String(pid)).status).toBe(0)
    expect(run('id', String(await startDead())).status).toBe(1)
  })

  test.each([
    ['id'],
    ['id', '0'],
    ['wait'],
    ['wait', 'v1-nonsense'],
    ['wait', '1', '--timeout', '-1'],
    ['wait', '1', '--timeout', '2147483648'],
  ])('%s %s exits with 2', (...args) => {
    expect(run(...args).status).toBe(2)
  })
})

/** A child that is about to exit. */
async function startDeadSoon(): Promise<number> {
  const child = start(process.execPath, ['-e', 'console.log(1)'])
  await firstLine(child)
  return Number(child.pid)
}
