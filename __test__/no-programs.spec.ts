import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createProcessScope } from '../index.js'
import { type Call, answers } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'
import { startWide } from './helpers/trees.js'

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

  testWith('linux')('with PATH empty trees are seen and ended', async () => {
    const tree = await startWide(3)
    const scope = createProcessScope()
    const { pid } = scope.spawn('sleep', ['600'])
    const ends: Call[] = [
      ['getDescendants', tree.pid],
      ['killProcessTree', tree.pid],
      ['killChildrenProcesses', [pid], { force: true }],
    ]
    const [descendants, killed, children] = await answers(ends, { env: { PATH: '' } })
    expect(descendants).toHaveLength(3)
    expect(killed).toMatchObject({ ok: true, graceful: true, processes: [{}, {}, {}, {}] })
    expect(children).toMatchObject({ ok: true, processes: [{ pid, outcome: 'killed' }] })
    expect(tree.alive()).toEqual([])
  })

  testWith('strace', 'own processor')('and the kernel saw none started', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'procpilot-strace-'))
    const log = join(directory, 'log')
    const tree = await startWide(3)
    const all: Call[] = [...calls, ['getDescendants', tree.pid], ['killProcessTree', tree.pid]]
    try {
      const traced = ['-f', '-qq', '-e', 'trace=execve,execveat,fork,vfork', '-o', log]
      const program = [process.execPath, fixture('answer.mjs'), JSON.stringify(all)]
      await promisify(execFile)('strace', [...traced, ...program])
      expect(tree.alive()).toEqual([])
      const started = readFileSync(log, 'utf8').match(/exec\w+\(.*/g) ?? []
      // The one is node itself.
      expect(started).toEqual([expect.stringContaining(process.execPath)])
      expect(readFileSync(log, 'utf8')).not.toMatch(/v?fork\(/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
