import { once } from 'node:events'
import { describe, expect } from 'vitest'
import { createProcessScope, isProcessAlive, type ProcessScope } from '../index.js'
import { testWith } from './helpers/facilities.js'
import { firstLine, pidOf, start, stateOf, until } from './helpers/processes.js'
import { carriers, FOREVER, marked, newMark } from './helpers/trees.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

/** Starts the script in the scope, and tells of the processes that the test's own mark finds. */
async function startIn(
  { env }: ProcessScope,
  script: string,
): Promise<{ pid: number; alive: () => number[] }> {
  const mark = newMark()
  const child = start('sh', ['-c', script], { env: marked(mark, env) })
  await firstLine(child)
  return { pid: pidOf(child), alive: () => carriers(mark) }
}

const pidsOf = (scope: ProcessScope): number[] =>
  scope
    .processes()
    .map(({ pid }) => pid)
    .toSorted()

/** A daemon: forks twice, in a session of its own, and its starter is gone. */
const DAEMON = '(setsid sh -c "sleep 600 >&2; :" &)'

describe('the environment', () => {
  testWith('linux')('is this process’s own, and a variable that no other scope has', () => {
    const [first, second] = [createProcessScope(), createProcessScope()]
    const added = (scope: ProcessScope): string[] =>
      Object.keys(scope.env).filter((name) => !(name in process.env))
    expect(added(first)).toEqual([expect.stringMatching(/^PROCPILOT_SCOPE_[\da-f]{32}$/)])
    expect(added(first)).not.toEqual(added(second))
    process.env['PROCPILOT_TEST_LATER'] = '1'
    expect(first.env['PROCPILOT_TEST_LATER']).toBe('1')
    delete process.env['PROCPILOT_TEST_LATER']
  })
})

describe('processes()', () => {
  testWith('linux')('finds all, whoever their parents are', async () => {
    const scope = createProcessScope()
    expect(scope.processes()).toEqual([])
    const { pid, alive } = await startIn(scope, `${DAEMON}; sleep 600 >&2 & echo ready; wait`)
    await until(() => alive().length === 4, 'all four')
    expect(pidsOf(scope)).toEqual(alive().toSorted())
    const found = scope.processes()
    expect(found.find((one) => one.pid === pid)).toMatchObject({ ppid: process.pid, depth: 0 })
    expect(found.find(({ ppid }) => ppid === pid)).toMatchObject({ name: 'sleep', depth: 1 })
    const daemon = found.find(({ name, depth }) => name === 'sh' && depth === 0 && true)
    expect(daemon?.identity).toMatch(/^v1-/)
    const places = new Map(found.map((one, index) => [one.pid, index]))
    for (const { pid: child, ppid, depth } of found) {
      const above = found[places.get(ppid) ?? -1]
      expect(depth).toBe(above ? above.depth + 1 : 0)
      expect(places.get(ppid) ?? -1).toBeLessThan(places.get(child) ?? -1)
    }
    await scope.kill({ force: true })
  })

  testWith('linux')('of another scope are not found, those of one within it are', async () => {
    const outer = createProcessScope()
    const inner = createProcessScope()
    const { pid, alive } = await startIn(
      { ...inner, env: { ...outer.env, ...inner.env } } as ProcessScope,
      'echo ready; sleep 600 >&2; :',
    )
    await until(() => alive().length === 2, 'both')
    expect(pidsOf(outer)).toEqual(pidsOf(inner))
    expect(pidsOf(outer)).toContain(pid)
    expect(createProcessScope().processes()).toEqual([])
  })

  testWith('rust programs')('includes one of which only the main thread has exited', async () => {
    const { program } = await import('./helpers/processes.js')
    const scope = createProcessScope()
    const child = start(program('leader_exits'), [], { env: scope.env })
    await firstLine(child)
    await until(() => stateOf(pidOf(child)) === 'Z', 'the exit of the main thread')
    expect(pidsOf(scope)).toEqual([child.pid])
    const exited = once(child, 'exit')
    expect(await scope.kill({ force: true })).toMatchObject({ ok: true })
    await exited
  })
})

describe('spawn()', () => {
  testWith('linux')('starts in the scope, with the environment given', async () => {
    const scope = createProcessScope()
    const child = scope.spawn('sh', ['-c', 'echo "$A"; exec sleep 600 >&2'], {
      env: { A: 'given', PATH: process.env['PATH'] },
    })
    expect(await firstLine(child)).toBe('given')
    expect(pidsOf(scope)).toEqual([child.pid])
    const exited = once(child, 'exit')
    await scope.kill()
    expect(await exited).toEqual([null, 'SIGTERM'])
  })

  testWith('linux')('tells of a program that is missing as Node does', async () => {
    const child = createProcessScope().spawn('/no/such/program')
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ENOENT')
  })
})

describe('kill()', () => {
  testWith('linux').each([{ force: true }, { gracePeriod: 20_000 }])(
    'ends all, %j',
    async (options) => {
      const scope = createProcessScope()
      const { alive } = await startIn(
        scope,
        `${DAEMON}; ${DAEMON}; setsid sleep 600 >&2 & echo ready; wait`,
      )
      await until(() => alive().length === 6, 'all six')
      const report = await scope.kill(options)
      expect(report.ok).toBe(true)
      expect(report.processes).toHaveLength(6)
      expect(alive()).toEqual([])
      expect(scope.processes()).toEqual([])
    },
  )

  testWith('linux')('ends daemons that ignore the signal, after the grace period', async () => {
    const scope = createProcessScope()
    const { alive } = await startIn(
      scope,
      `(setsid sh -c 'trap "" TERM; sleep 600 >&2 & echo ready; ${FOREVER}' &); wait`,
    )
    const report = await scope.kill({ gracePeriod: 100 })
    expect(report.processes.at(-1)).toMatchObject({ outcome: 'killed' })
    expect(alive()).toEqual([])
  })

  testWith('linux')('ends children that have lost the variable, with their parent', async () => {
    const scope = createProcessScope()
    const child = start('sh', ['-c', 'env -i sleep 600 >&2 & echo ready; wait'], {
      env: scope.env,
    })
    await firstLine(child)
    const report = await scope.kill({ force: true })
    expect(report.processes).toHaveLength(2)
    expect(report.processes.filter(({ pid }) => isProcessAlive(pid))).toEqual([])
  })

  testWith('linux')('spares what is excluded, and what is below it', async () => {
    const scope = createProcessScope()
    const { alive } = await startIn(scope, `${DAEMON}; sleep 600 >&2 & echo ready; wait`)
    await until(() => alive().length === 4, 'all four')
    const [daemon] = scope
      .processes()
      .filter(({ depth, ppid }) => depth === 0 && ppid !== process.pid)
    const report = await scope.kill({ exclude: ({ pid }) => pid === daemon?.pid, force: true })
    expect(report.processes).toHaveLength(2)
    expect(alive()).toHaveLength(2)
    expect(alive()).toContain(daemon?.pid)
    expect((await scope.kill({ force: true })).processes).toHaveLength(2)
  })

  testWith('linux')('of an empty scope does nothing', async () => {
    const scope = createProcessScope()
    expect(await scope.kill()).toEqual({ ok: true, graceful: true, processes: [] })
    expect(scope.killSync()).toEqual({ ok: true, graceful: false, processes: [] })
  })

  testWith('linux')('at once, for exit handlers', async () => {
    const scope = createProcessScope()
    const { alive } = await startIn(scope, `${DAEMON}; sleep 600 >&2 & echo ready; wait`)
    await until(() => alive().length === 4, 'all four')
    expect(scope.killSync()).toMatchObject({ ok: true, graceful: false })
    await until(() => alive().length === 0, 'their end')
  })
})

testWith('fallback beside Linux')('is not supported where nothing tells', () => {
  expect(() => createProcessScope()).toThrow(withCode('ENOTSUP'))
})

testWith('lists of processes')('bad options are refused', async () => {
  const scope = createProcessScope()
  await expect(scope.kill({ gracePeriod: -1 })).rejects.toThrow(withCode('ERR_OUT_OF_RANGE'))
  expect(() => scope.killSync({ exclude: 1 as never })).toThrow(withCode('ERR_INVALID_ARG_TYPE'))
})
