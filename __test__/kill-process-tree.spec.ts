import { describe, expect, test } from 'vitest'
import {
  getDescendants,
  getProcessIdentity,
  isProcessAlive,
  killProcessTree,
  killProcessTreeSync,
  type ProcessInfo,
} from '../index.js'
import { testWith } from './helpers/facilities.js'
import { startDead, startZombie, stateOf, until } from './helpers/processes.js'
import {
  allGone,
  FOREVER,
  groupsOf,
  startDeep,
  startTree,
  startWide,
  type Tree,
} from './helpers/trees.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

/** Ends the tree and checks that the report tells of all of it, and that all is gone. */
async function expectEnd(
  tree: Tree,
  outcome: 'exited' | 'killed',
  options?: Parameters<typeof killProcessTree>[1],
): Promise<void> {
  const before = tree.alive()
  const report = await killProcessTree(tree.pid, options)
  expect(tree.alive()).toEqual([])
  expect(report.ok).toBe(true)
  expect(report.processes[0]?.pid).toBe(tree.pid)
  expect(report.processes.map(({ pid }) => pid).toSorted()).toEqual(before.toSorted())
  expect(new Set(report.processes.map((one) => one.outcome))).toEqual(new Set([outcome]))
}

describe.each([
  ['by SIGTERM', 'exited', { gracePeriod: 60_000 }],
  ['by force', 'killed', { force: true }],
] as const)('killProcessTree %s', (_, outcome, options) => {
  testWith('linux').each([1, 50, 1000])('%i children', async (children) => {
    const tree = await startWide(children)
    await expectEnd(tree, outcome, options)
  })

  testWith('linux')('a chain of 100', async () => {
    await expectEnd(await startDeep(100), outcome, options)
  })

  testWith('linux')('children in sessions and process groups of their own', async () => {
    const tree = await startTree(
      // timeout(1) makes a process group of its own.
      'setsid sleep 600 >&2 & timeout 600 sleep 600 >&2 & echo ready; wait',
    )
    await until(() => tree.alive().length === 4, 'all four')
    await until(() => groupsOf(tree.alive()).size === 3, 'three process groups')
    await expectEnd(tree, outcome, options)
  })

  testWith('linux')('a stopped child', async () => {
    const tree = await startTree('sleep 600 >&2 & kill -STOP $!; echo ready; wait')
    const [child] = getDescendants(tree.pid)
    await until(() => stateOf(child?.pid ?? 0) === 'T', 'the stop')
    await expectEnd(tree, outcome, options)
  })

  testWith('linux')('a zombie inside', async () => {
    const zombie = await startZombie()
    const { ppid = 0 } = getDescendants().find(({ pid }) => pid === zombie) ?? {}
    const report = await killProcessTree(ppid, options)
    expect(report.processes).toMatchObject([
      { pid: ppid, outcome },
      { pid: zombie, outcome: 'exited' },
    ])
    expect(report.ok).toBe(true)
    expect(isProcessAlive(ppid)).toBe(false)
  })
})

describe('the grace period', () => {
  testWith('linux')('lets a process take its time', async () => {
    const tree = await startTree(
      `trap 'sleep 1 >&2; exit' TERM; sleep 600 >&2 & echo ready; ${FOREVER}`,
    )
    await until(() => getDescendants(tree.pid)[0]?.name === 'sleep', 'sleep')
    const start = performance.now()
    const { ok, graceful, processes } = await killProcessTree(tree.pid, { gracePeriod: 60_000 })
    expect(performance.now() - start).toBeGreaterThan(900)
    expect({ ok, graceful }).toEqual({ ok: true, graceful: true })
    expect(processes.filter(({ outcome }) => outcome !== 'exited')).toEqual([])
    // The second sleep belongs to the trap: it was seen, and left to it.
    expect(processes).toMatchObject([{ name: 'sh' }, { name: 'sleep' }, {}])
    await allGone(tree)
  })

  testWith('linux')('ends with a kill of those that ignore the signal', async () => {
    const tree = await startTree(
      `(trap "" TERM; exec sleep 600 >&2) & sleep 600 >&2 & echo ready; wait`,
    )
    await until(
      () => getDescendants(tree.pid).every(({ name }) => name === 'sleep'),
      'both children',
    )
    const { ok, processes } = await killProcessTree(tree.pid, { gracePeriod: 100 })
    expect(ok).toBe(true)
    expect(processes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'exited',
      'exited',
      'killed',
    ])
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')(
    'a descendant in a session of its own is not lost with its parent',
    async () => {
      const tree = await startTree(
        `sh -c 'setsid sh -c "trap : TERM; echo ready; ${FOREVER}" & wait' & wait`,
      )
      expect(tree.alive()).toHaveLength(3)
      const { ok, processes } = await killProcessTree(tree.pid, { gracePeriod: 100 })
      expect(ok).toBe(true)
      expect(processes.map(({ outcome }) => outcome)).toEqual(['exited', 'exited', 'killed'])
      expect(tree.alive()).toEqual([])
    },
  )

  testWith('linux')('what a process starts when it is asked to end, ends with it', async () => {
    const script = `trap 'setsid sleep 600 >&2 & sleep 0.3; exit' TERM; sleep 600 >&2 & echo ready; ${FOREVER}`
    const tree = await startTree(script)
    const { ok } = await killProcessTree(tree.pid, { gracePeriod: 20_000 })
    expect(ok).toBe(true)
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')('another signal is another signal', async () => {
    const tree = await startTree(
      `trap 'exit' USR1; trap '' TERM; sleep 600 >&2 & echo ready; ${FOREVER}`,
    )
    await expectEnd(tree, 'exited', { signal: 'SIGUSR1', gracePeriod: 60_000 })
  })

  testWith('linux')('SIGKILL is the same as force', async () => {
    const tree = await startWide(2)
    const { graceful } = await killProcessTree(tree.pid, { signal: 'SIGKILL' })
    expect(graceful).toBe(false)
    expect(tree.alive()).toEqual([])
  })
})

describe('by identity', () => {
  testWith('linux')('exactly that process', async () => {
    const tree = await startWide(1)
    const identity = getProcessIdentity(tree.pid) ?? ''
    const another = identity.replace(/\d+$/, (ticks) => String(BigInt(ticks) + 1n))
    expect(await killProcessTree(another)).toEqual({ ok: true, graceful: true, processes: [] })
    expect(tree.alive()).toHaveLength(2)
    const elsewhere = identity.replace(/\d+\.\d+/, '1.1')
    await expect(killProcessTree(elsewhere)).rejects.toThrow(withCode('EPERM'))
    expect(tree.alive()).toHaveLength(2)
    expect((await killProcessTree(identity)).processes).toHaveLength(2)
    expect(tree.alive()).toEqual([])
  })

  testWith('linux')('nobody, if it is gone', async () => {
    const report = await killProcessTree(await startDead(), { force: true })
    expect(report).toEqual({ ok: true, graceful: false, processes: [] })
  })
})

describe('exclude', () => {
  testWith('linux').each(['async', 'sync'])('spares what is below as well, %s', async (mode) => {
    const tree = await startTree(
      'sh -c "sleep 601; :" >&2 & sh -c "sleep 602; :" >&2 & echo ready; wait',
    )
    await until(() => tree.alive().length === 5, 'all five')
    const [spared] = getDescendants(tree.pid)
    const asked: ProcessInfo[] = []
    const exclude = (info: ProcessInfo): boolean => {
      asked.push(info)
      return info.pid === spared?.pid
    }
    const { processes } =
      mode === 'sync'
        ? killProcessTreeSync(tree.pid, { exclude })
        : await killProcessTree(tree.pid, { exclude })
    expect(processes).toHaveLength(3)
    await until(() => tree.alive().length === 2, 'the end of three')
    expect(tree.alive()).toContain(spared?.pid)
    expect(tree.alive().map(stateOf)).toEqual(['S', 'S'])
    // The root is no descendant, and what is below the spared one is not asked about.
    expect(asked.map(({ depth }) => depth)).toEqual([1, 1, 2])
    expect(asked[0]).toEqual(spared)
  })

  testWith('linux')('that throws ends nobody, and leaves nobody frozen', async () => {
    const tree = await startTree('sh -c "sleep 600; :" >&2 & echo ready; wait')
    await until(() => tree.alive().length === 3, 'all three')
    const exclude = (): never => {
      throw new Error('no')
    }
    await expect(killProcessTree(tree.pid, { exclude, force: true })).rejects.toThrow('no')
    expect(() => killProcessTreeSync(tree.pid, { exclude })).toThrow('no')
    expect(tree.alive()).toHaveLength(3)
    await until(() => tree.alive().every((pid) => stateOf(pid) === 'S'), 'all to go on')
  })
})

describe('killProcessTreeSync', () => {
  testWith('linux')('kills without waiting', async () => {
    const tree = await startTree(
      `(trap "" TERM; exec sleep 600 >&2) & setsid sleep 600 >&2 & echo ready; ${FOREVER}`,
    )
    await until(() => getDescendants(tree.pid).every(({ name }) => name === 'sleep'), 'sleep')
    const { ok, graceful, processes } = killProcessTreeSync(tree.pid)
    expect({ ok, graceful }).toEqual({ ok: true, graceful: false })
    expect(processes.map(({ outcome }) => outcome)).toEqual(['killed', 'killed', 'killed'])
    await allGone(tree)
  })
})

testWith('linux')('progress is told', async () => {
  const tree = await startWide(3)
  const steps: { total: number; left: number }[] = []
  await killProcessTree(tree.pid, { onProgress: (progress) => steps.push(progress) })
  expect(steps[0]).toEqual({ total: 4, left: 4 })
  expect(steps.at(-1)).toEqual({ total: 4, left: 0 })
})

describe('bad arguments are refused before anything is signalled', () => {
  test.each([
    [[0], 'ERR_OUT_OF_RANGE'],
    [[-1], 'ERR_OUT_OF_RANGE'],
    [['1'], 'ERR_INVALID_ARG_TYPE'],
    [[null], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, { gracePeriod: -1 }], 'ERR_OUT_OF_RANGE'],
    [[process.pid, { gracePeriod: Number.NaN }], 'ERR_OUT_OF_RANGE'],
    [[process.pid, { gracePeriod: '1' }], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, { signal: 0 }], 'ERR_OUT_OF_RANGE'],
    [[process.pid, { signal: 65 }], 'ERR_OUT_OF_RANGE'],
    [[process.pid, { signal: 'SIGNONE' }], 'ERR_UNKNOWN_SIGNAL'],
    [[process.pid, { force: 1 }], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, { exclude: true }], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, { onProgress: {} }], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, { abortSignal: {} }], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, null], 'ERR_INVALID_ARG_TYPE'],
    [[process.pid, 'SIGTERM'], 'ERR_INVALID_ARG_TYPE'],
  ])('%j', async (args, code) => {
    await expect(killProcessTree(...(args as [number]))).rejects.toThrow(withCode(code))
    expect(() => killProcessTreeSync(...(args as [number]))).toThrow(withCode(code))
  })
})
