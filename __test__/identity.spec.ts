import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { getBackendInfo, getProcessIdentity, getProcessState, isProcessAlive } from '../index.js'
import { answers, shell } from './helpers/answers.js'
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

const typeError = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
const parts = ['version', 'system', 'machine', 'boot', 'namespace', 'pid', 'start'] as const

/** The identity with one part exchanged. */
function changed(
  identity: string,
  part: (typeof parts)[number],
  to: (old: string) => string,
): string {
  const values = identity.split('-')
  const index = parts.indexOf(part)
  return values.with(index, to(values[index] ?? '')).join('-')
}

function identityOf(pid: number): string {
  const identity = getProcessIdentity(pid)
  if (identity === null) {
    throw new Error(`${pid} has no identity`)
  }
  return identity
}

describe('getProcessIdentity', () => {
  testWith('linux')('is the same from this process, another one, and both backends', async () => {
    const pid = await startLive()
    const identity = identityOf(pid)
    expect(identityOf(pid)).toBe(identity)
    const backends = getBackendInfo().backend === 'native' ? ['native', 'js'] : ['js']
    for (const PROCPILOT_BACKEND of backends) {
      const env = { PROCPILOT_BACKEND }
      expect(await answers([['getProcessIdentity', pid]], { env })).toEqual([identity])
    }
  })

  testWith('linux')('is the same from a worker thread', async () => {
    const worker = new Worker(fixture('identity-worker.mjs'), { workerData: process.pid })
    expect(await once(worker, 'message')).toEqual([identityOf(process.pid)])
  })

  testWith('root', '/proc in full')('is the same for an ordinary user', async () => {
    const pid = await startLive()
    const env = { DROP_TO_UID: '65534' }
    expect(await answers([['getProcessIdentity', pid]], { env })).toEqual([identityOf(pid)])
  })

  testWith('linux')('does not depend on the time zone or the locale', async () => {
    const pid = await startLive()
    const env = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'ar_EG.UTF-8' }
    expect(await answers([['getProcessIdentity', pid]], { env })).toEqual([identityOf(pid)])
  })

  testWith('clock')('is not moved by a step of the clock', async () => {
    const pid = await startLive()
    const before = identityOf(pid)
    // A step of three hundred seconds, taken back at once.
    const script = `date -s @$(($(date +%s) + 300)) >/dev/null; "$@"; date -s @$(($(date +%s) - 300)) >/dev/null`
    const call = JSON.stringify([['getProcessIdentity', pid]])
    const args = ['-c', script, 'sh', process.execPath, fixture('answer.mjs'), call]
    const output = execFileSync('sh', args, { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual([before])
    expect(identityOf(pid)).toBe(before)
  })

  testWith('fallback beside Linux')('is not supported where nothing tells', () => {
    const error = expect.objectContaining({ code: 'ENOTSUP', pid: process.pid })
    expect(() => getProcessIdentity(process.pid)).toThrow(error)
  })

  testWith('identities')('is null where there is no live process', async () => {
    const none = [await startDead(), 2 ** 31 - 1, 2 ** 32 + process.pid]
    if (process.platform === 'linux') {
      none.push(await startZombie())
    }
    expect(none.map(getProcessIdentity)).toEqual(none.map(() => null))
  })

  testWith('rust programs')('is null for a thread id', async () => {
    expect(getProcessIdentity(await startWithThread())).toBeNull()
  })

  testWith('mount namespaces')('throws EPERM where /proc hides the process', async () => {
    const pid = await startLive()
    const where = {
      wrapper: ['unshare', '--mount', ...shell('mount -t proc -o hidepid=2 proc /proc')],
      env: { DROP_TO_UID: '65534' },
    }
    const identity = identityOf(pid)
    const calls: [string, number | string][] = [
      ['getProcessIdentity', pid],
      ['getProcessState', identity],
      ['isProcessAlive', identity],
      ['getProcessIdentity', '$PID'],
    ]
    const expected = [{ code: 'EPERM', syscall: 'identity' }, 'unknown', true]
    const [own, ...others] = (await answers(calls, where)).toReversed()
    expect(others.toReversed()).toEqual(expected)
    expect(own, 'what it may see is known').toMatch(/^v1-linux-/)
  })

  testWith('mount namespaces', 'runtime that runs without /proc')(
    'throws EPERM where /proc is not mounted',
    async () => {
      const wrapper = ['unshare', '--mount', ...shell('mount -t tmpfs none /proc')]
      const expected = [{ code: 'EPERM', syscall: 'identity' }]
      expect(await answers([['getProcessIdentity', await startLive()]], { wrapper })).toEqual(
        expected,
      )
    },
  )

  testWith('pid namespaces')('throws EPERM where /proc is of another namespace', async () => {
    const calls: [string, string | number][] = [
      ['getProcessIdentity', '$PID'],
      ['isProcessAlive', '$PID'],
      // Taken there, and free here.
      ['isProcessAlive', process.pid],
    ]
    const expected = [{ code: 'EPERM', syscall: 'identity' }, true, false]
    expect(await answers(calls, { wrapper: ['unshare', '--pid', '--fork'] })).toEqual(expected)
  })

  test.each([0, -1, 1.5, Number.NaN])('%s is out of range', (pid) => {
    const rangeError = expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' })
    expect(() => getProcessIdentity(pid)).toThrow(rangeError)
    expect(() => getProcessState(pid)).toThrow(rangeError)
  })

  test.each([null, undefined, '1', {}, 1n])('%s is of another type', (pid) => {
    expect(() => getProcessIdentity(pid as number)).toThrow(typeError)
    expect(() => getProcessState(pid as number)).toThrow(typeError)
  })
})

describe('getProcessState', () => {
  testWith('linux')('of a pid and of its identity', async () => {
    const child = start(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'])
    await firstLine(child)
    const pid = Number(child.pid)
    const identity = identityOf(pid)
    const states = (): string[] => [getProcessState(pid), getProcessState(identity)]
    expect(states()).toEqual(['running', 'running'])
    process.kill(pid, 'SIGSTOP')
    await until(() => stateOf(pid) === 'T', 'the stop')
    expect(states()).toEqual(['running', 'running'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(states()).toEqual(['gone', 'gone'])
    expect(isProcessAlive(identity)).toBe(false)
  })

  testWith('linux')('of a zombie', async () => {
    expect(getProcessState(await startZombie())).toBe('zombie')
  })

  testWith('rust programs')('of a process without its main thread, and of a thread', async () => {
    const { pid, end } = await startLeaderExited()
    const identity = identityOf(pid)
    expect([getProcessState(pid), getProcessState(identity)]).toEqual(['running', 'running'])
    await end()
    expect([getProcessState(pid), getProcessState(identity)]).toEqual(['gone', 'gone'])
    expect(getProcessState(await startWithThread())).toBe('gone')
  })

  testWith('linux')('an identity with another start is another process', () => {
    const own = identityOf(process.pid)
    for (const step of [-1n, 1n]) {
      const other = changed(own, 'start', (ticks) => String(BigInt(ticks) + step))
      expect(getProcessState(other)).toBe('gone')
      expect(isProcessAlive(other)).toBe(false)
    }
    expect(getProcessState(own)).toBe('running')
  })

  testWith('linux')('another boot of this machine is gone, another machine is unknown', () => {
    const own = identityOf(process.pid)
    const rebooted = changed(own, 'boot', () => '0123456789abcdef0123456789abcdef')
    const knowsMachine = !own.includes('-linux-0-')
    expect(getProcessState(rebooted)).toBe(knowsMachine ? 'gone' : 'unknown')
    const elsewhere = changed(rebooted, 'machine', () => '0123456789abcdef')
    const nowhere = changed(rebooted, 'machine', () => '0')
    for (const identity of [elsewhere, nowhere]) {
      expect(getProcessState(identity)).toBe('unknown')
      expect(isProcessAlive(identity)).toBe(true)
    }
  })

  testWith('linux')('another namespace and another system are unknown', () => {
    const own = identityOf(process.pid)
    const others = [
      changed(own, 'namespace', (namespace) => namespace.replace(/^\d+/, '1')),
      changed(own, 'namespace', (namespace) => namespace.replace(/\d+$/, '1')),
      'v1-win32-0123456789abcdef-0-0.0-4-133500000000000000',
      'v1-darwin-0-0123456789abcdef0123456789abcdef-0.0-1-1700000000000000',
    ]
    expect(others.map(getProcessState)).toEqual(others.map(() => 'unknown'))
    expect(others.map(isProcessAlive)).toEqual(others.map(() => true))
  })

  testWith('pid namespaces')('seen from another pid namespace it is unknown', async () => {
    const wrapper = ['unshare', '--pid', '--fork', '--mount-proc']
    const identity = identityOf(await startLive())
    expect(await answers([['getProcessState', identity]], { wrapper })).toEqual(['unknown'])
  })

  const boot = '0123456789abcdef0123456789abcdef'

  test.each([
    '',
    'v1',
    `v2-linux-0-${boot}-1.1-1-1`,
    `v1-linux-0-${boot}-1.1-0-1`,
    `v1-linux-0-${boot}-1.1-01-1`,
    `v1-linux-0-${boot}-1.1-1-`,
    `v1-linux-0-${boot}-1.1-1-1 `,
    `v1-linux-0-${boot}-1.1-1-1\n`,
    `v1-linux-0-${boot}-1-1-1`,
    `v1-linux-0-${boot}-1.1-2147483648-1`,
    `v1-linux-0-${boot}-1.1-1-18446744073709551616`,
    `v1-linux-XYZ-${boot}-1.1-1-1`,
    'v1-linux-0-0-1.1-1-1',
    `v1-darwin-0-${boot}-1.1-1-1`,
    `v1-win32-0-${boot}-0.0-4-1`,
    `v1-beos-0-${boot}-1.1-1-1`,
  ])('%j is no identity', (text) => {
    expect(() => getProcessState(text)).toThrow(typeError)
    expect(() => isProcessAlive(text)).toThrow(typeError)
  })
})

const ROUNDS = Number(process.env['PROCPILOT_ROUNDS'] ?? 0) || 1000

testWith('pid namespaces')(
  `recycled pids are never taken for the old process, in ${ROUNDS} rounds`,
  async () => {
    const program = [process.execPath, fixture('recycle-identity.mjs'), String(ROUNDS)]
    const child = start('unshare', ['--pid', '--fork', '--mount-proc', ...program])
    expect(JSON.parse(await firstLine(child))).toEqual({
      rounds: ROUNDS,
      recycled: ROUNDS,
      mistakes: [],
    })
  },
)
