// That npm run bench:check tells a function that has become slower. No time is asserted here, and no
// verdict but that about a function that does its work ten times.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBinding } from '../../scripts/setup.mjs'
import { testsWith } from '../helpers/facilities.js'
import { fixture } from '../helpers/processes.js'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const testWith = testsWith({
  Linux: process.platform === 'linux',
  'native binding': hasBinding(),
  'dist/': existsSync(at('dist/index.js')),
})
const SLOWED = 'getProcessIdentity'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'procpilot-bench-check-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

function check(...args: string[]): { status: number | null; output: string } {
  const command = [at('scripts/bench-check.mjs'), '--only', SLOWED, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('a function', () => {
  testWith(
    'Linux',
    'native binding',
    'dist/',
  )('is compared with the baseline', () => {
    const json = join(directory, 'measured.json')
    const { status, output } = check('--json', json)
    expect([0, 1], output).toContain(status)
    expect(output).toMatch(/^getProcessIdentity +native over fallback +[\d.]+x +[\d.]+x /m)
    const { ratios } = JSON.parse(readFileSync(json, 'utf8'))
    expect(ratios).toEqual({
      [SLOWED]: expect.objectContaining({ 'native over fallback': expect.any(Number) }),
    })
  })

  testWith(
    'Linux',
    'native binding',
    'dist/',
  )('that is slower fails the check, by name', () => {
    const { status, output } = check('--library', fixture('slowed-library.mjs'))
    expect(status, output).toBe(1)
    expect(output).toMatch(/^bench: worse: getProcessIdentity, native over fallback: [\d.]+x, /m)
    expect(output.match(/^bench: getProcessIdentity again/gm)).toHaveLength(2)
  })
})

test('what is not understood ends with 2, and is told', () => {
  const { status, output } = check('--runs', 'x')
  expect({ status, output }).toEqual({ status: 2, output: expect.stringContaining('--runs takes') })
})

describe('a pull request', () => {
  const compared = (...files: string[]) => {
    const recorded = files.map((file) => at(`__test__/recorded/benchmark/${file}.json`))
    const command = [at('scripts/bench-compare.mjs'), ...recorded]
    return spawnSync(process.execPath, command, { encoding: 'utf8' })
  }

  test('is a table of what the base measured and what the head', () => {
    const { stdout } = compared('base-1', 'head-1', 'base-2', 'head-2', 'base-3', 'head-3')
    expect(stdout).toContain('3 and 3 runs. **Worse: 2.**')
    expect(stdout.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
      '| `getProcessIdentity` | native over fallback | 0.774x | 7.74x | +900 % | ±25 % | **worse** |',
      '| `getProcessIdentity` | native over floor | 1.36x | 13.8x | +911 % | ±25 % | **worse** |',
      '| `getFdLimit` | native over fallback | 0.0699x | 0.0717x | +3 % | ±25 % |  |',
      '| `getFdLimit` | native over floor | 1.88x | 1.88x | +0 % | ±25 % |  |',
      '| `timelineEvent` | native over pushing objects |  | 0.305x |  |  | new |',
    ])
  })

  test('of a base without the check says so', () => {
    const { status, stdout } = compared('head-1')
    expect(status).toBe(0)
    expect(stdout).toContain('The base has no `npm run bench:check`')
  })

  test('of nothing, or of something else, is refused', () => {
    expect(compared().status).toBe(2)
    expect(compared('base-1').status).toBe(2)
  })

  test('that was merged is one line of the history', () => {
    const files = [1, 2, 3].map((run) => at(`__test__/recorded/benchmark/base-${run}.json`))
    const { stdout } = spawnSync(process.execPath, [at('scripts/bench-history.mjs'), ...files], {
      encoding: 'utf8',
      env: { ...process.env, GITHUB_SHA: '0123abc' },
    })
    expect(stdout.split('\n')).toHaveLength(2)
    expect(JSON.parse(stdout)).toMatchObject({
      commit: '0123abc',
      runs: 3,
      ratios: { getFdLimit: { 'native over floor': 1.875 } },
    })
  })
})
