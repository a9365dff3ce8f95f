import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isProcessAlive, killChildrenProcesses } from '../index.js'
import { testWith } from './helpers/facilities.js'
import { firstLine, fixture, linesOf, pidOf, start, startDead } from './helpers/processes.js'
import { carriers, FOREVER, marked, newMark, startTree, startWide } from './helpers/trees.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

describe('killChildrenProcesses', () => {
  testWith('linux').each([{ force: true }, { gracePeriod: 20_000 }])(
    'without pids ends all descendants of this process, not itself, %j',
    async (options) => {
      const mark = newMark()
      const child = start(
        process.execPath,
        [fixture('kill-own-children.mjs'), JSON.stringify(options)],
        { env: marked(mark) },
      )
      const report = JSON.parse(await firstLine(child)) as { ok: boolean; processes: unknown[] }
      expect(report.ok).toBe(true)
      // Two children, one of which has a child in a session of its own.
      expect(report.processes).toHaveLength(3)
      expect(carriers(mark)).toEqual([child.pid])
      child.stdin?.end()
      expect(await once(child, 'exit')).toEqual([0, null])
    },
  )

  testWith('linux')('ends each given process and its descendants, in the given order', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'procpilot-order-'))
    try {
      const log = join(directory, 'log')
      const script = `trap 'echo "$1" >> "$2"; exit' TERM; sleep 600 >&2 & echo ready; ${FOREVER}`
      const trees = await Promise.all(['a', 'b', 'c'].map((name) => startTree(script, name, log)))
      const pids = [2, 0, 1].map((index) => trees[index]?.pid ?? 0)
      const report = await killChildrenProcesses(pids, { gracePeriod: 60_000 })
      expect(report.ok).toBe(true)
      expect(readFileSync(log, 'utf8')).toBe('c\na\nb\n')
      const roots = report.processes.map(({ pid }) => pid).filter((pid) => pids.includes(pid))
      expect(roots).toEqual(pids)
      expect(report.processes).toHaveLength(6)
      expect(trees.flatMap(({ alive }) => alive())).toEqual([])
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  testWith('linux')('skips pids that are gone', async () => {
    const tree = await startWide(1)
    const dead = await startDead()
    const report = await killChildrenProcesses([dead, tree.pid, 2 ** 31 - 1], { force: true })
    expect(report).toMatchObject({ ok: true, processes: [{ pid: tree.pid }, {}] })
    expect(await killChildrenProcesses(dead)).toEqual({ ok: true, graceful: true, processes: [] })
    expect(await killChildrenProcesses([])).toEqual({ ok: true, graceful: true, processes: [] })
  })

  testWith('linux')('a tree within a tree, and one given twice, are told of once', async () => {
    const tree = await startTree('sh -c "sleep 600; :" >&2 & echo $!; wait')
    const inner = tree.alive().find((pid) => pid !== tree.pid) ?? 0
    const { ok, processes } = await killChildrenProcesses([tree.pid, inner, tree.pid])
    expect(ok).toBe(true)
    expect(new Set(processes.map(({ pid }) => pid)).size).toBe(processes.length)
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')('a single pid', async () => {
    const tree = await startWide(1)
    expect((await killChildrenProcesses(tree.pid, { force: true })).processes).toHaveLength(2)
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')('does not take what is started meanwhile', async () => {
    const child = start(process.execPath, [fixture('kill-own-children.mjs'), '{}', 'and start'])
    const [, later] = (await linesOf(child, 2)).map(Number)
    expect(later && isProcessAlive(later)).toBe(true)
    process.kill(Number(later), 'SIGKILL')
    child.stdin?.end()
    await once(child, 'exit')
  })

  test.each([
    [[0], 'ERR_OUT_OF_RANGE'],
    [[[1, -1]], 'ERR_OUT_OF_RANGE'],
    [['1'], 'ERR_INVALID_ARG_TYPE'],
    [[[process.pid, null]], 'ERR_INVALID_ARG_TYPE'],
    [[null, { gracePeriod: -1 }], 'ERR_OUT_OF_RANGE'],
    [[null, { force: 'yes' }], 'ERR_INVALID_ARG_TYPE'],
  ])('%j is refused before anything is signalled', async (args, code) => {
    await expect(killChildrenProcesses(...(args as [number]))).rejects.toThrow(withCode(code))
  })

  testWith('linux')('the own pid is asked to end after everything else', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'procpilot-own-'))
    try {
      const log = join(directory, 'log')
      const mark = newMark()
      const child = start(process.execPath, [fixture('kill-own-pid.mjs'), log], {
        env: marked(mark),
      })
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(readFileSync(log, 'utf8')).toBe('child\nself\n')
      expect(carriers(mark)).toEqual([])
      expect(pidOf(child)).toBeGreaterThan(0)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
