import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  getBackendInfo,
  getProcessIdentity,
  getProcessState,
  isProcessAlive,
  openProcess,
  type ProcessHandle,
} from '../index.js'
import { answers } from './helpers/answers.js'
import { facilities, testWith } from './helpers/facilities.js'
import {
  firstLine,
  fixture,
  pidOf,
  program,
  start,
  startDead,
  startLeaderExited,
  startLive,
  startWithThread,
  startZombie,
  stateOf,
  until,
} from './helpers/processes.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

/** A live process that is no child of ours: its parent is a shell that has become `sleep`. */
async function startStranger(): Promise<number> {
  return Number(await firstLine(start('sh', ['-c', 'sleep 600 >&2 & echo $!; exec sleep 600 >&2'])))
}

test('exits are learned of as the features say', () => {
  const { backend, features } = getBackendInfo()
  const kernel = backend === 'native' && process.platform === 'linux'
  expect(features.exitEvents).toBe(kernel ? 'kernel' : backend === 'js' ? 'poll' : 'kernel')
})

describe('openProcess', () => {
  test('holds a child until it exits', async () => {
    const pid = await startLive()
    const handle = openProcess(pid)
    const identity = facilities.identities ? getProcessIdentity(pid) : null
    expect(handle).toMatchObject({ pid, identity, alive: true })
    const { exited } = handle
    expect(handle.exited).toBe(exited)
    expect(handle.kill('SIGKILL')).toBe(true)
    await exited
    expect(handle.alive).toBe(false)
    expect(handle.kill()).toBe(false)
    handle.close()
    handle.close()
    expect(handle.alive).toBe(false)
    await handle.exited
  })

  testWith('linux')('holds a stranger, by its identity', async () => {
    const pid = await startStranger()
    const handle = openProcess(getProcessIdentity(pid) ?? '')
    expect(handle.alive).toBe(true)
    expect(handle.kill('SIGTERM')).toBe(true)
    await handle.exited
    expect(handle.alive).toBe(false)
  })

  testWith('linux')('holds a zombie, which is not alive and cannot be signalled', async () => {
    const handle = openProcess(await startZombie())
    expect(handle.alive).toBe(false)
    await handle.exited
    expect(handle.kill('SIGKILL')).toBe(false)
    handle.close()
  })

  testWith('rust programs')(
    'holds a process of which only the main thread has exited',
    async () => {
      const { pid, end } = await startLeaderExited()
      const handle = openProcess(pid)
      expect(handle.alive).toBe(true)
      await end()
      await handle.exited
      expect(handle.alive).toBe(false)
    },
  )

  testWith('linux')('a stopped process is alive, and one that continues', async () => {
    const pid = await startLive()
    const handle = openProcess(pid)
    expect(handle.kill('SIGSTOP')).toBe(true)
    await until(() => stateOf(pid) === 'T', 'the stop')
    expect(handle.alive).toBe(true)
    expect(handle.kill('SIGCONT')).toBe(true)
    await until(() => stateOf(pid) !== 'T', 'its end')
    expect(handle.alive).toBe(true)
    handle.close()
  })

  testWith('linux')('a process that execs stays the same, and alive', async () => {
    const child = start('sh', ['-c', 'read line; exec sleep 600'])
    const handle = openProcess(pidOf(child))
    const { identity } = handle
    child.stdin?.write('go\n')
    await until(() => commandOf(handle.pid) === 'sleep', 'exec')
    expect(handle.alive).toBe(true)
    expect(getProcessIdentity(handle.pid)).toBe(identity)
    handle.close()
  })

  testWith('strace')('a traced process is alive, and its exit is told', async () => {
    const traced = start('strace', [
      '-qq',
      '-o',
      '/dev/null',
      'sh',
      '-c',
      'echo $$; exec sleep 600',
    ])
    const pid = Number(await firstLine(traced))
    const tracer = /^TracerPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    expect(Number(tracer)).toBeGreaterThan(0)
    const handle = openProcess(pid)
    expect([handle.alive, isProcessAlive(pid), getProcessState(pid)]).toEqual([
      true,
      true,
      'running',
    ])
    handle.kill('SIGKILL')
    await handle.exited
    expect(handle.alive).toBe(false)
  })

  testWith('linux')('throws ESRCH for what is gone', async () => {
    const pid = await startLive()
    const identity = getProcessIdentity(pid) ?? ''
    const other = identity.replace(/\d+$/, (ticks) => String(BigInt(ticks) + 1n))
    expect(() => openProcess(other)).toThrow(withCode('ESRCH'))
    const dead = await startDead()
    expect(() => openProcess(dead)).toThrow(expect.objectContaining({ code: 'ESRCH', pid: dead }))
    expect(() => openProcess(2 ** 31 - 1)).toThrow(withCode('ESRCH'))
    process.kill(pid, 'SIGKILL')
    await until(() => !isProcessAlive(pid), 'its exit')
    await until(() => stateOf(pid) === undefined, 'its end')
    expect(() => openProcess(identity)).toThrow(withCode('ESRCH'))
  })

  testWith('rust programs')('throws ESRCH for a thread id', async () => {
    const tid = await startWithThread()
    expect(() => openProcess(tid)).toThrow(withCode('ESRCH'))
  })

  testWith('linux')('throws EPERM for an identity that cannot be verified', () => {
    const own = getProcessIdentity(process.pid) ?? ''
    const elsewhere = own.replace(/\d+\.\d+/, '1.1')
    expect(() => openProcess(elsewhere)).toThrow(withCode('EPERM'))
  })

  test('bad arguments are refused', () => {
    expect(() => openProcess(0)).toThrow(withCode('ERR_OUT_OF_RANGE'))
    expect(() => openProcess('1')).toThrow(withCode('ERR_INVALID_ARG_TYPE'))
    const handle = openProcess(process.pid)
    expect(() => handle.kill('SIGNONE' as never)).toThrow(withCode('ERR_UNKNOWN_SIGNAL'))
    expect(() => handle.kill(65)).toThrow(withCode('ERR_OUT_OF_RANGE'))
    expect(() => handle.kill(-1)).toThrow(withCode('ERR_OUT_OF_RANGE'))
    expect(() => handle.kill({} as never)).toThrow(withCode('ERR_INVALID_ARG_TYPE'))
    expect(handle.kill(0)).toBe(true)
    handle.close()
    expect(() => handle.kill(0)).toThrow(withCode('ERR_INVALID_STATE'))
    expect(handle.alive).toBe(true)
  })
})

describe('alive', () => {
  testWith('linux')('is right in a loop that never returns to the event loop', async () => {
    const handles: ProcessHandle[] = []
    for (let round = 0; round < 20; round++) {
      handles.push(openProcess(await startStranger()))
    }
    for (const handle of handles) {
      expect(handle.alive).toBe(true)
      handle.kill('SIGKILL')
      const deadline = performance.now() + 10_000
      while (handle.alive && performance.now() < deadline);
      expect(handle.alive).toBe(false)
    }
    await Promise.all(handles.map(({ exited }) => exited))
    handles.forEach((handle) => handle.close())
  })
})

describe('closing', () => {
  test('while waiting rejects what waits, and ends nobody', async () => {
    const pid = await startLive()
    const handle = openProcess(pid)
    const { exited } = handle
    handle.close()
    await expect(exited).rejects.toThrow(withCode('ERR_INVALID_STATE'))
    expect(isProcessAlive(pid)).toBe(true)
  })

  test('is done at the end of a block by using', async () => {
    const pid = await startLive()
    const handle = openProcess(pid)
    handle[Symbol.dispose]()
    expect(() => handle.kill(0)).toThrow(withCode('ERR_INVALID_STATE'))
  })
})

describe('the event loop', () => {
  const run = promisify(execFile)

  test.each([
    ['nobody waits', 'idle', 'ended'],
    ['somebody waits', 'wait', 'exited ended'],
    ['somebody waits, after unref()', 'unref', 'ended'],
    ['somebody waits, after unref() and ref()', 'ref', 'exited ended'],
    ['a waiting handle is closed', 'close', 'ended'],
    ['the program exits in the middle', 'exit', 'ended'],
  ])('%s', async (_, mode, expected) => {
    const { stdout } = await run(process.execPath, [fixture('event-loop.mjs'), mode], {
      timeout: 50_000,
    })
    expect(stdout.trim().replaceAll('\n', ' ')).toBe(expected)
  })
})

testWith('rust programs')(
  'where pidfds are refused, a poll serves, and the features say so',
  async () => {
    const wrapper = [program('seccomp_exec'), 'pidfd_open=EPERM', '--']
    const [info] = await answers([['getBackendInfo']], { wrapper })
    expect(info).toMatchObject({ features: { identity: true, exitEvents: 'poll' } })
    const [command = '', ...args] = [
      ...wrapper,
      process.execPath,
      fixture('event-loop.mjs'),
      'wait',
    ]
    const { stdout } = await promisify(execFile)(command, args)
    expect(stdout).toBe('exited\nended\n')
  },
)

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
}
