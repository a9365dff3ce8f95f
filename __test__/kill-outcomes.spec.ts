import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect } from 'vitest'
import { getDescendants, killProcessTree, type KillReport } from '../index.js'
import { answers } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { firstLine, fixture, linesOf, pidOf, start, stateOf, until } from './helpers/processes.js'
import { carriers, FOREVER, marked, newMark, startTree, startWide } from './helpers/trees.js'

const NOBODY = '65534'

describe('a process of another user', () => {
  /** Of root is a child of `sh`; all others, the parent too, are of nobody. */
  const mixed = `
    const { spawn } = require('node:child_process')
    spawn('sleep', ['600'])
    process.setgroups?.([])
    process.setgid(${NOBODY})
    process.setuid(${NOBODY})
    spawn('sh', ['-c', 'sleep 600; :']).on('spawn', () => console.log('ready'))
    setInterval(() => {}, 1000)`

  testWith('linux', 'root').each([{ force: true }, { gracePeriod: 20_000 }])(
    'is denied and reported, and the rest ends, %j',
    async (options) => {
      const mark = newMark()
      const child = start(process.execPath, ['-e', mixed], { env: marked(mark) })
      await firstLine(child)
      await until(() => carriers(mark).length === 4, 'all four')
      const [report] = (await answers([['killProcessTree', pidOf(child), options]], {
        env: { DROP_TO_UID: NOBODY },
      })) as [KillReport]
      expect(report.ok).toBe(false)
      expect(report.processes[0]?.pid).toBe(child.pid)
      const denied = report.processes.filter(({ outcome }) => outcome === 'denied')
      expect(denied).toMatchObject([{ name: 'sleep' }])
      expect(report.processes).toHaveLength(4)
      expect(carriers(mark)).toEqual(denied.map(({ pid }) => pid))
      expect(stateOf(denied[0]?.pid ?? 0)).toBe('S')
    },
  )
})

describe('aborting', () => {
  testWith('linux')('before the beginning signals nobody', async () => {
    const tree = await startWide(1)
    const abortSignal = AbortSignal.abort(new Error('enough'))
    await expect(killProcessTree(tree.pid, { abortSignal })).rejects.toThrow('enough')
    expect(tree.alive()).toHaveLength(2)
  })

  testWith('linux')('in the grace period ends the waiting, and leaves nobody frozen', async () => {
    const tree = await startTree(
      `(trap '' TERM; exec sleep 600 >&2) & trap : TERM; echo ready; ${FOREVER}`,
    )
    await until(() => getDescendants(tree.pid)[0]?.name === 'sleep', 'sleep')
    const controller = new AbortController()
    const ending = killProcessTree(tree.pid, { abortSignal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 100)
    await expect(ending).rejects.toThrow('enough')
    expect(tree.alive()).toHaveLength(2)
    await until(() => tree.alive().every((pid) => stateOf(pid) === 'S'), 'all to go on')
    expect((await killProcessTree(tree.pid, { force: true })).ok).toBe(true)
  })
})

describe('the caller', () => {
  testWith('linux')('and its ancestors are spared, unless they were asked for', async () => {
    // The shell is the parent of the caller, which asks for the shell to be ended.
    const mark = newMark()
    const script = 'sleep 600 >&2 & "$@" & echo $!; wait'
    const caller = [process.execPath, fixture('kill-parent.mjs')]
    const shell = start('sh', ['-c', script, 'sh', ...caller], { env: marked(mark) })
    const exited = once(shell, 'exit')
    const lines = await linesOf(shell, 2)
    const { self, processes } = JSON.parse(lines[1] ?? '') as KillReport & { self: number }
    expect(self).toBe(Number(lines[0]))
    expect(processes.map(({ pid }) => pid)).not.toContain(self)
    expect(processes).toMatchObject([
      { pid: shell.pid, outcome: 'exited' },
      { name: 'sleep', outcome: 'exited' },
    ])
    expect(await exited).toEqual([null, 'SIGTERM'])
    expect(carriers(mark)).toEqual([self])
  })

  testWith('linux')('as the root of a forced end without waiting ends last', async () => {
    const mark = newMark()
    const program = fixture('kill-own-pid-sync.mjs')
    const child = start(process.execPath, [program], { env: marked(mark) })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    await until(() => carriers(mark).length === 0, 'the end of its child')
  })
})

testWith('linux', 'pid namespaces')(
  'pid 1 survives in its own namespace, and is told',
  async () => {
    // Without a handler the kernel keeps even SIGKILL from it (pid_namespaces(7)).
    const script = 'sleep 600 >&2 & sh -c "sleep 600; :" >&2 & "$@"; exit 0'
    const wrapped = ['--pid', '--fork', '--mount-proc', 'sh', '-c', script, 'sh']
    const output = execFileSync(
      'unshare',
      [...wrapped, process.execPath, fixture('kill-pid-1.mjs')],
      { encoding: 'utf8' },
    )
    const { ok, self, processes } = JSON.parse(output) as KillReport & { self: number }
    expect(ok).toBe(false)
    expect(processes[0]).toEqual({ pid: 1, name: 'sh', outcome: 'survived' })
    expect(processes.map(({ pid }) => pid)).not.toContain(self)
    expect(processes.slice(1).map(({ outcome }) => outcome)).toEqual(['exited', 'exited', 'exited'])
  },
)

describe('nothing of ours is left', () => {
  interface Held {
    descriptors: number
    threads: number
    processes: number
  }

  interface Leftovers {
    ok: boolean
    before: Held
    after: Held
  }

  function expectNothing(before: Held, after: Held): void {
    expect(after).toMatchObject({ threads: 0, processes: 0 })
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  }

  testWith('linux')('descriptors, threads, zombies', async () => {
    const child = start(process.execPath, [fixture('leftovers.mjs')])
    const { ok, before, after } = JSON.parse(await firstLine(child)) as Leftovers
    expect(ok).toBe(true)
    expectNothing(before, after)
  })

  testWith(
    'linux',
    'pid namespaces',
    'native binding',
  )('zombies neither where we are pid 1, to which orphans fall', () => {
    const wrapped = ['--pid', '--fork', '--mount-proc', process.execPath]
    const output = execFileSync('unshare', [...wrapped, fixture('leftovers.mjs')], {
      encoding: 'utf8',
    })
    const { ok, before, after } = JSON.parse(output) as Leftovers
    expect(ok).toBe(true)
    expectNothing(before, after)
  })
})

testWith('linux')('with few descriptors the tree ends all the same', async () => {
  const tree = await startWide(100)
  const wrapper = ['sh', '-c', 'ulimit -n 60; exec "$@"', 'sh']
  const [report] = (await answers([['killProcessTree', tree.pid, { force: true }]], {
    wrapper,
  })) as [KillReport]
  expect(report.ok).toBe(true)
  expect(report.processes).toHaveLength(101)
  expect(tree.alive()).toEqual([])
  expect(getDescendants(tree.pid)).toEqual([])
})
