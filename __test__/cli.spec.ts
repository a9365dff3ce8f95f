import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  getBackendInfo,
  getCpuLimits,
  getFdLimit,
  getMaxWorkersEstimate,
  getParallelThreads,
} from '../index.js'
import { shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { startDead, startLive, startZombie } from './helpers/processes.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
}

const workersOn = (cloud: string | null): object => ({
  parallelThreads: getParallelThreads(cloud),
  maxWorkers: getMaxWorkersEstimate({ cloud }),
})

describe('procpilot doctor', () => {
  test('--json prints what the functions answer', () => {
    const { status, stdout } = run('doctor', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      cpu: getCpuLimits(),
      fd: getFdLimit(),
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
    expect(stdout).toMatch(new RegExp(`open files, soft +│ ${getFdLimit().soft} `))
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
