import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Call, answers } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'

const calls: Call[] = [
  ['getBackendInfo'],
  ['isProcessAlive', process.pid],
  ['isProcessAlive', 2 ** 31 - 1],
  ['areProcessesAlive', [1, process.pid]],
  ['getCpuCount'],
  ['getCpuLimits'],
  ['getParallelThreads', 'kubernetes'],
  ['getFdLimit'],
  ['getMaxWorkersEstimate'],
  ['estimateFdsForDirectory', '/'],
  ['estimateFdsForDirectorySync', '/'],
  ['getMaxWorkersForFileMounts', { '/target': '/' }],
  ['getMaxWorkersForFileMountsSync', { '/target': '/' }],
]

describe('the package starts no program', () => {
  test('with PATH empty nothing changes', async () => {
    expect(await answers(calls, { env: { PATH: '' } })).toEqual(await answers(calls))
  })

  testWith('strace')('and the kernel saw none started', () => {
    const directory = mkdtempSync(join(tmpdir(), 'procpilot-strace-'))
    const log = join(directory, 'log')
    try {
      const traced = ['-f', '-qq', '-e', 'trace=execve,execveat,fork,vfork', '-o', log]
      const program = [process.execPath, fixture('answer.mjs'), JSON.stringify(calls)]
      execFileSync('strace', [...traced, ...program], { stdio: 'ignore' })
      const started = readFileSync(log, 'utf8').match(/exec\w+\(.*/g) ?? []
      // The one is node itself.
      expect(started).toEqual([expect.stringContaining(process.execPath)])
      expect(readFileSync(log, 'utf8')).not.toMatch(/v?fork\(/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
