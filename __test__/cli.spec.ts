import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  getBackendInfo,
  getCpuLimits,
  getDescendants,
  getFdLimit,
  getMaxWorkersEstimate,
  getParallelThreads,
  getProcessIdentity,
} from '../index.js'
import { shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import {
  runtime,
  startDead,
  startLive,
  startNamed,
  startZombie,
  until,
} from './helpers/processes.js'
import { FOREVER, startTree, startWide } from './helpers/trees.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
}

const workersOn = (cloud: string | null): object => ({
  parallelThreads: getParallelThreads(cloud),
  maxWorkers: getMaxWorkersEstimate({ cloud }),
})

/** JSON has no infinity, and Windows no limit. */
const shown = (limit: number): number | string => (limit === Infinity ? 'unlimited' : limit)

describe('procpilot doctor', () => {
  test('--json prints what the functions answer', () => {
    const { status, stdout } = run('doctor', '--json')
    expect(status).toBe(0)
    const { soft, hard } = getFdLimit()
    expect(JSON.parse(stdout)).toEqual({
      cpu: getCpuLimits(),
      fd: { soft: shown(soft), hard: shown(hard) },
      workers: { plain: workersOn(null), kubernetes: workersOn('kubernetes') },
      backend: getBackendInfo(),
    })
  })

  test('prints a table of the same', () => {
    const { status, stdout } = run('doctor')
    const { count, source } = getCpuLimits()
    const { backend, target } = getBackendInfo()
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`CPUs usable +│ ${count} +│ decided by: ${source} `))
    expect(stdout).toMatch(new RegExp(`open files, soft +│ ${shown(getFdLimit().soft)} `))
    expect(stdout).toMatch(new RegExp(`on kubernetes +│ ${getParallelThreads('kubernetes')} `))
    expect(stdout).toMatch(new RegExp(`backend +│ ${backend} +│ procpilot \\S+, ${target} `))
    expect(stdout.includes('why the fallback')).toBe(backend === 'js')
  })

  testWith('posix')('warns of a low limit on descriptors, beside the table', () => {
    const [program = '', ...args] = shell('ulimit -n 300')
    const { status, stdout, stderr } = spawnSync(
      program,
      [...args, process.execPath, cli, 'doctor'],
      { encoding: 'utf8' },
    )
    expect(status).toBe(0)
    expect(stdout).toMatch(/open files, soft +│ 300 /)
    expect(stderr).toContain('PROCPILOT_LOW_FD_LIMIT')
  })
})

describe('procpilot alive', () => {
  test('exits with 0 if all are alive', async () => {
    const pids = [process.pid, await startLive()]
    const { status, stdout } = run('alive', ...pids.map(String))
    expect(stdout).toBe(pids.map((pid) => `${pid} alive\n`).join(''))
    expect(status).toBe(0)
  })

  test('exits with 1 if one is not', async () => {
    const dead = await startDead()
    const { status, stdout } = run('alive', String(process.pid), String(dead))
    expect(stdout).toBe(`${process.pid} alive\n${dead} not alive\n`)
    expect(status).toBe(1)
  })

  testWith('linux')('a zombie is not', async () => {
    const zombie = await startZombie()
    expect(run('alive', String(zombie))).toMatchObject({
      status: 1,
      stdout: `${zombie} not alive\n`,
    })
  })

  test.each([[], ['0'], ['-1'], ['1.5'], ['x'], ['1', ''], ['0x1'], ['99999999999999999999']])(
    'exits with 2 for a call that makes no sense: %s %s',
    (...pids) => {
      const { status, stdout, stderr } = run('alive', ...pids)
      expect(status).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^error: /)
    },
  )
})

describe('procpilot tree', () => {
  testWith('linux')('draws the descendants', async () => {
    const { pid } = await startTree('sleep 600 >&2 & sh -c "sleep 600; :" >&2 & echo ready; wait')
    await until(() => getDescendants(pid).length === 3, 'all four')
    const [first, second, third] = getDescendants(pid).map((one) => one.pid)
    const { status, stdout } = run('tree', String(pid))
    expect(status).toBe(0)
    expect(stdout).toBe(`${pid}\n├─ ${first} sleep\n└─ ${second} sh\n   └─ ${third} sleep\n`)
  })

  testWith('linux')(
    'draws that of the caller by default, and control characters never',
    async () => {
      const child = await startNamed('a\x1b[2J')
      const { stdout } = run('tree')
      expect(stdout).toMatch(new RegExp(`^${process.pid}\n`))
      expect(stdout).toContain(`${child.pid} a?[2J\n`)
    },
  )

  testWith('linux')('calls a zombie one, and exits with 1 for what is gone', async () => {
    const zombie = await startZombie()
    expect(run('tree').stdout).toMatch(new RegExp(` ${zombie} \\w+ \\(zombie\\)\n`))
    const dead = await startDead()
    expect(run('tree', String(dead))).toMatchObject({ status: 1, stderr: `${dead} not alive\n` })
    expect(run('tree', '0').status).toBe(2)
  })
})

describe('procpilot kill-tree', () => {
  testWith('linux')('ends the tree and says how', async () => {
    const tree = await startWide(1)
    const [child] = getDescendants(tree.pid)
    expect(run('kill-tree', String(tree.pid))).toEqual(
      expect.objectContaining({
        status: 0,
        stdout: `${tree.pid} sh exited\n${child?.pid} sleep exited\n`,
        stderr: '',
      }),
    )
    expect(tree.alive()).toEqual([])
  })

  testWith('linux').each([
    [['--grace', '50'], 'killed'],
    [['--force'], 'killed'],
    [['--signal', 'usr1'], 'exited'],
    [['--signal', 'SIGUSR1'], 'exited'],
  ] as const)('%j', async ([flags, outcome]) => {
    const tree = await startTree(
      `trap '' TERM; trap 'exit' USR1; sleep 600 >&2 & echo ready; ${FOREVER}`,
    )
    await until(() => getDescendants(tree.pid)[0]?.name === 'sleep', 'sleep')
    const [child] = getDescendants(tree.pid)
    const { status, stdout } = run('kill-tree', String(tree.pid), ...flags)
    expect(status).toBe(0)
    expect(stdout).toBe(`${tree.pid} sh ${outcome}\n${child?.pid} sleep ${outcome}\n`)
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')('takes an identity, and exits with 1 for what is gone', async () => {
    const tree = await startWide(1)
    const identity = getProcessIdentity(tree.pid) ?? ''
    expect(run('kill-tree', identity).status).toBe(0)
    expect(run('kill-tree', identity)).toMatchObject({
      status: 1,
      stderr: `${identity} not alive\n`,
    })
  })

  testWith('linux', 'script')('shows a live line of progress on a terminal', async () => {
    const tree = await startTree(`trap '' TERM; sleep 600 >&2 & echo ready; ${FOREVER}`)
    const command = [...runtime, cli, 'kill-tree', String(tree.pid), '--grace', '500'].join(' ')
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm', CI: undefined },
    })
    expect(stdout).toMatch(/2 of 2 processes left, 0\.\d s/)
    expect(stdout).toContain(`${tree.pid} sh killed`)
  })

  test.each([['0'], ['1', '2'], ['x'], ['1', '--signal', 'SIGNONE'], ['1', '--grace', '-1']])(
    'exits with 2 for a call that makes no sense: %s %s %s',
    (...args) => {
      const { status, stdout, stderr } = run('kill-tree', ...args)
      expect(status).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^error: /)
    },
  )
})

test('the version is the package’s, an unknown command is an error, and there is help', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` })
  expect(run('nonsense').status).toBe(2)
  expect(run('--help').stdout).toMatch(/doctor[\s\S]*alive/)
})

test('an unknown backend is reported in one line, without a stack', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'doctor'], {
    encoding: 'utf8',
    env: { ...process.env, PROCPILOT_BACKEND: 'nonsense' },
  })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^error: .*PROCPILOT_BACKEND.*\n$/)
})
