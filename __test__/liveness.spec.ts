import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { areProcessesAlive, getBackendInfo, isProcessAlive } from '../index.js'
import { answers } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import {
  firstLine,
  fixture,
  start,
  startDead,
  startLeaderExited,
  startLive,
  startWithThread,
  startZombie,
  stateOf,
  until,
} from './helpers/processes.js'

test('the backend under test is the one asked for', () => {
  expect(getBackendInfo().backend).toBe(process.env['PROCPILOT_BACKEND'])
})

describe('isProcessAlive', () => {
  test('this process, its parent and a child are alive', async () => {
    expect(isProcessAlive(process.pid)).toBe(true)
    expect(isProcessAlive(process.ppid)).toBe(true)
    expect(isProcessAlive(await startLive())).toBe(true)
  })

  test('a process that has exited is not', async () => {
    expect(isProcessAlive(await startDead())).toBe(false)
  })

  testWith('linux')('a zombie is not, though process.kill says so', async () => {
    const zombie = await startZombie()
    expect(process.kill(zombie, 0)).toBe(true)
    expect(isProcessAlive(zombie)).toBe(false)
  })

  testWith('linux')('a stopped process is', async () => {
    const pid = await startLive()
    process.kill(pid, 'SIGSTOP')
    await until(() => stateOf(pid) === 'T', 'the stop')
    expect(isProcessAlive(pid)).toBe(true)
  })

  testWith('rust programs')('a process is, of which only the main thread has exited', async () => {
    const { pid, end } = await startLeaderExited()
    expect(stateOf(pid)).toBe('Z')
    expect(isProcessAlive(pid)).toBe(true)
    await end()
    expect(isProcessAlive(pid)).toBe(false)
  })

  testWith('rust programs')('a thread id is no process, though process.kill says so', async () => {
    const tid = await startWithThread()
    expect(process.kill(tid, 0)).toBe(true)
    expect(isProcessAlive(tid)).toBe(false)
  })

  testWith('root')('a process that an ordinary user may not signal is', async () => {
    expect(await answers([['isProcessAlive', 1]], { env: { DROP_TO_UID: '65534' } })).toEqual([
      true,
    ])
  })

  testWith('pid namespaces')('a recycled pid is as alive as its holder', async () => {
    const wrapper = ['--pid', '--fork', '--mount-proc', process.execPath, fixture('recycle.mjs')]
    const child = start('unshare', wrapper)
    expect(JSON.parse(await firstLine(child))).toEqual({
      samePid: true,
      first: true,
      between: false,
      second: true,
      asZombie: false,
    })
  })

  test('a pid beyond what the system can have is not, and never wraps', async () => {
    const live = await startLive()
    const beyond = [2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + live, 2 ** 33 + live, 2 ** 53 - 1]
    if (process.platform === 'linux') {
      beyond.push(Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) + 1)
    }
    expect(beyond.map(isProcessAlive)).toEqual(beyond.map(() => false))
    expect(areProcessesAlive(beyond)).toEqual(beyond.map(() => false))
    expect(isProcessAlive(live)).toBe(true)
  })

  test.each([0, -1, -process.pid, Number.NaN, Infinity, 1.5, 2 ** 53])(
    'the number %s is out of range',
    (pid) => {
      const expected = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }
      expect(() => isProcessAlive(pid)).toThrow(expect.objectContaining(expected))
      expect(() => areProcessesAlive([process.pid, pid])).toThrow(expect.objectContaining(expected))
    },
  )

  test.each(['1', null, undefined, 1n, {}, [1], true])('%s is of another type', (pid) => {
    const expected = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }
    expect(() => isProcessAlive(pid as number)).toThrow(expect.objectContaining(expected))
    expect(() => areProcessesAlive([pid as number])).toThrow(expect.objectContaining(expected))
  })
})

describe('areProcessesAlive', () => {
  let pids: number[]

  beforeEach(async () => {
    const linux = process.platform === 'linux'
    const known = [
      process.pid,
      await startLive(),
      await startDead(),
      ...(linux ? [await startZombie()] : []),
    ]
    // Ids that nobody has, so that the two ways to ask see the same.
    const free = Array.from({ length: 10_000 - known.length }, (_, index) => 2 ** 22 + 1 + index)
    pids = [...free.slice(0, 5000), ...known, ...free.slice(5000)]
  })

  test('equals the single calls for 10,000 pids', () => {
    const alive = areProcessesAlive(pids)
    expect(alive).toHaveLength(10_000)
    expect(alive).toEqual(pids.map(isProcessAlive))
    expect(alive.filter(Boolean)).toHaveLength(2)
    expect(areProcessesAlive(Int32Array.from(pids))).toEqual(alive)
  })

  test('takes an empty list, and part of a buffer', () => {
    expect(areProcessesAlive([])).toEqual([])
    expect(areProcessesAlive(new Int32Array([0, process.pid]).subarray(1))).toEqual([true])
  })

  test('names the place of a bad pid', () => {
    expect(() => areProcessesAlive([1, 2, 0])).toThrow(/pids\[2\]/)
    expect(() => areProcessesAlive(new Int32Array([1, -1]))).toThrow(/pids\[1\]/)
    expect(() => areProcessesAlive(Array(3) as number[])).toThrow(/pids\[0\]/)
  })

  test.each([null, undefined, 1, '1', {}, new Float64Array(1), new Set([1])])(
    '%s is no list of pids',
    (list) => {
      expect(() => areProcessesAlive(list as number[])).toThrow(
        expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
      )
    },
  )
})
