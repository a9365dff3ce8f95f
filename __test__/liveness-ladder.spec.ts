// Every step that liveness falls back to on Linux, brought about for real. Where the two backends
// cannot know the same, the documented answer of each is expected.
import { beforeEach, describe, expect } from 'vitest'
import { answers, type In, shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import {
  program,
  startDead,
  startLeaderExited,
  startLive,
  startWithThread,
  startZombie,
} from './helpers/processes.js'

const isNative = process.env['PROCPILOT_BACKEND'] === 'native'

let pids: number[]

beforeEach(async () => {
  if (process.platform === 'linux') {
    pids = [await startLive(), await startZombie(), await startDead()]
  }
})

async function alive(of: number[], where: In): Promise<unknown> {
  return (await answers([['areProcessesAlive', of]], where))[0]
}

function refusing(...rules: string[]): string[] {
  return [program('seccomp_exec'), ...rules, '--']
}

describe.each([
  ['get_robust_list', ['EPERM', 'ENOSYS'], []],
  ['pidfd_open', ['EPERM', 'ENOSYS', 'EACCES', 'EINVAL', 'EOPNOTSUPP'], []],
  ['pidfd_open', ['EPERM', 'ENOSYS', 'EACCES', 'EINVAL'], ['get_robust_list=EPERM']],
])('%s is refused', (syscall, errnos, also) => {
  for (const errno of errnos) {
    const name = `with ${errno}${also.length > 0 ? ` beside ${also.join()}` : ''}: all is told all the same`
    testWith('rust programs')(name, async () => {
      const { pid } = await startLeaderExited()
      const tid = await startWithThread()
      const where = { wrapper: refusing(`${syscall}=${errno}`, ...also) }
      const expected = [true, false, false, true, false]
      expect(await alive([...pids, pid, tid], where)).toEqual(expected)
    })
  }
})

describe('get_robust_list and pidfd_open are refused', () => {
  testWith(
    'rust programs',
    'mount namespaces',
    'runtime that runs without /proc',
  )('and /proc is not mounted: only existence can be told', async () => {
    const tid = await startWithThread()
    const where = {
      wrapper: [...withoutProc(), ...refusing('pidfd_open=EPERM', 'get_robust_list=EPERM')],
    }
    const threadSeemsAlive = !isNative
    const expected = [true, true, false, threadSeemsAlive]
    expect(await alive([...pids, tid], where)).toEqual(expected)
  })

  testWith('rust programs', 'mount namespaces')(
    'and /proc hides the processes of others: they count as alive while they exist',
    async () => {
      const where = {
        wrapper: [...withHiddenProc(), ...refusing('pidfd_open=EPERM', 'get_robust_list=EPERM')],
        env: { DROP_TO_UID: '65534' },
      }
      expect(await alive(pids, where)).toEqual([true, true, false])
    },
  )
})

describe('no descriptor is free', () => {
  testWith('rust programs')('zombies and ended main threads are told all the same', async () => {
    const { pid } = await startLeaderExited()
    const tid = await startWithThread()
    const where = { wrapper: shell('ulimit -n 64'), env: { EXHAUST: '1' } }
    // JavaScript has no tgkill(2), and without a descriptor threads look like processes.
    const threadSeemsAlive = !isNative
    const expected = [true, false, false, true, threadSeemsAlive]
    expect(await alive([...pids, pid, tid], where)).toEqual(expected)
  })

  testWith('linux')('scanning a directory says so, instead of taking it for a file', async () => {
    const where = { wrapper: shell('ulimit -n 64'), env: { EXHAUST: '1' } }
    const error = { code: 'EMFILE', path: '/', syscall: 'opendir' }
    const calls: [string, string][] = [
      ['estimateFdsForDirectorySync', '/'],
      ['estimateFdsForDirectory', '/'],
    ]
    expect(await answers(calls, where)).toEqual([error, error])
  })
})

describe('/proc', () => {
  const testWithoutProc = testWith('mount namespaces', 'runtime that runs without /proc')

  testWith('mount namespaces')('mounted with hidepid=2 does not hide from pidfds', async () => {
    const where = { wrapper: withHiddenProc(), env: { DROP_TO_UID: '65534' } }
    const zombieSeemsAlive = !isNative
    expect(await alive(pids, where)).toEqual([true, zombieSeemsAlive, false])
  })

  testWithoutProc('not mounted is not needed by pidfds', async () => {
    const zombieSeemsAlive = !isNative
    const expected = [true, zombieSeemsAlive, false]
    expect(await alive(pids, { wrapper: withoutProc() })).toEqual(expected)
  })

  testWithoutProc('not mounted leaves the limits known', async () => {
    const calls: [string][] = [['getFdLimit'], ['getCpuLimits'], ['getMaxWorkersEstimate']]
    const hidden = await answers(calls, { wrapper: withoutProc() })
    expect(hidden).toEqual(await answers(calls))
  })
})

function withHiddenProc(): string[] {
  return ['unshare', '--mount', ...shell('mount -t proc -o hidepid=2 proc /proc')]
}

function withoutProc(): string[] {
  return ['unshare', '--mount', ...shell('mount -t tmpfs none /proc')]
}
