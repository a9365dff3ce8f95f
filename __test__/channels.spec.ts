// What diagnostics_channel shows of the package.
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type ChannelListener,
  subscribe,
  tracingChannel,
  unsubscribe,
} from 'node:diagnostics_channel'
import { constants } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createProcessScope,
  type ExitMessage,
  getProcessIdentity,
  killChildrenProcesses,
  type KillMessage,
  killProcessTree,
  killProcessTreeSync,
  openProcess,
  type RunCallMessage,
  runInParallel,
  type RunMessage,
  waitForExit,
  type WaitMessage,
} from '../index.js'
import { testWith } from './helpers/facilities.js'
import { startPair } from './helpers/pairs.js'
import { firstLine, fixture, runtime, start, startLive, until } from './helpers/processes.js'

const cleanUps: (() => void)[] = []
afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()))

const KINDS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

/** What a tracing channel tells until the test ends, each with the message as it was then. */
function trace<M extends object>(name: string): { kind: string; message: M; copy: M }[] {
  const events: { kind: string; message: M; copy: M }[] = []
  const channel = tracingChannel(name)
  for (const kind of KINDS) {
    const listener: ChannelListener = (message) =>
      events.push({ kind, message: message as M, copy: { ...(message as M) } })
    channel[kind].subscribe(listener)
    cleanUps.push(() => channel[kind].unsubscribe(listener))
  }
  return events
}

function listen<M>(name: string): M[] {
  const messages: M[] = []
  const listener: ChannelListener = (message) => messages.push(message as M)
  subscribe(name, listener)
  cleanUps.push(() => unsubscribe(name, listener))
  return messages
}

const kindsOf = (events: { kind: string }[]): string[] => events.map(({ kind }) => kind)

const { SIGTERM, SIGINT }: Partial<Record<NodeJS.Signals, number>> = constants.signals
const graceful = process.platform !== 'win32'
const forced = { graceful: false, signal: SIGTERM, gracePeriod: 10_000 }

describe('procpilot:kill', () => {
  testWith('lists of processes')('a tree, with the report at its end', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    const { pids } = await startPair()
    const ending = killProcessTree(pids[0], { signal: 'SIGINT', gracePeriod: 20_000 })
    const begun = {
      operation: 'killProcessTree',
      pids: [pids[0]],
      options: { graceful, signal: SIGINT, gracePeriod: 20_000 },
    }
    expect(events.map(({ kind, copy }) => [kind, copy])).toEqual([
      ['start', begun],
      ['end', begun],
    ])
    const result = await ending
    expect(result.processes).toHaveLength(2)
    expect(kindsOf(events)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(events[3]?.copy).toEqual({ ...begun, result })
    expect(new Set(events.map(({ message }) => message)).size).toBe(1)
  })

  testWith('lists of processes')('a tree, without waiting', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    const { pids } = await startPair()
    const result = killProcessTreeSync(pids[0])
    expect(kindsOf(events)).toEqual(['start', 'end'])
    const begun = { operation: 'killProcessTreeSync', pids: [pids[0]], options: forced }
    expect(events.map(({ copy }) => copy)).toEqual([begun, { ...begun, result }])
  })

  testWith('lists of processes')('several trees, and all that is below this process', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    const { pids } = await startPair()
    const first = await killChildrenProcesses(pids, { force: true })
    await startLive()
    const second = await killChildrenProcesses(null, { force: true })
    expect(first.processes).toHaveLength(2)
    expect(second.processes.length).toBeGreaterThanOrEqual(1)
    const operation = 'killChildrenProcesses'
    expect(events.filter(({ kind }) => kind === 'asyncEnd').map(({ copy }) => copy)).toEqual([
      { operation, pids, options: forced, result: first },
      { operation, pids: [process.pid], options: forced, result: second },
    ])
  })

  testWith('lists of processes')('a scope, both ways', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    const scope = createProcessScope()
    const script = 'console.log(1); setInterval(() => {}, 1000)'
    const spawned = scope.spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await firstLine(spawned)
    const result = await scope.kill({ force: true })
    const nothing = scope.killSync()
    expect(result.processes).toMatchObject([{ pid: spawned.pid, outcome: 'killed' }])
    expect(kindsOf(events)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd', 'start', 'end'])
    expect([events[3]?.copy, events[5]?.copy]).toEqual([
      { operation: 'scope.kill', pids: [], options: forced, result },
      { operation: 'scope.killSync', pids: [], options: forced, result: nothing },
    ])
  })

  testWith('lists of processes')('what it rejects with', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    const reason = new Error('enough')
    const abortSignal = AbortSignal.abort(reason)
    await expect(killProcessTree(process.pid, { abortSignal })).rejects.toBe(reason)
    expect(kindsOf(events)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(events[2]?.copy).toMatchObject({ pids: [process.pid], error: reason })
  })

  test('nothing of bad arguments', async () => {
    const events = trace<KillMessage>('procpilot:kill')
    await expect(killProcessTree(0)).rejects.toThrow(RangeError)
    expect(() => killProcessTreeSync(0)).toThrow(RangeError)
    expect(() => killProcessTreeSync(1, null as never)).toThrow(TypeError)
    expect(events).toEqual([])
  })
})

describe('procpilot:exit', () => {
  testWith('identities')('by a handle whose end was asked for', async () => {
    const messages = listen<ExitMessage>('procpilot:exit')
    const pid = await startLive()
    const identity = getProcessIdentity(pid)
    using handle = openProcess(pid)
    using silent = openProcess(pid)
    const { exited } = handle
    process.kill(pid, 'SIGKILL')
    await exited
    await until(() => !silent.alive, 'the exit')
    expect(messages).toEqual([{ pid, identity }])
  })

  testWith('identities')('by waitForExit, for each process', async () => {
    const messages = listen<ExitMessage>('procpilot:exit')
    const pids = [await startLive(), await startLive()]
    const expected = pids.map((pid) => ({ pid, identity: getProcessIdentity(pid) }))
    const waiting = waitForExit(pids)
    pids.forEach((pid) => process.kill(pid, 'SIGKILL'))
    await waiting
    expect(messages.toSorted((a, b) => a.pid - b.pid)).toEqual(
      expected.toSorted((a, b) => a.pid - b.pid),
    )
  })
})

describe('procpilot:wait', () => {
  test('that ends by exits, by time, and by an abort', async () => {
    const events = trace<WaitMessage>('procpilot:wait')
    const pid = await startLive()
    await waitForExit([pid], { timeout: 0 })
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(waitForExit(pid, { signal })).rejects.toBe(reason)
    process.kill(pid, 'SIGKILL')
    await waitForExit(pid)
    expect(events.filter(({ kind }) => kind === 'asyncEnd').map(({ copy }) => copy)).toEqual([
      { pids: [pid], timeout: 0, result: false },
      { pids: [pid], timeout: Infinity, error: reason },
      { pids: [pid], timeout: Infinity, result: true },
    ])
  })
})

describe('procpilot:run-in-parallel', () => {
  test('a run, and its calls', async () => {
    const runs = trace<RunMessage>('procpilot:run-in-parallel')
    const calls = trace<RunCallMessage>('procpilot:run-in-parallel:call')
    const result = await runInParallel((n) => n * 2, [1, 2, 3], 2)
    expect(kindsOf(runs)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    const run = runs[0]?.message.run
    expect(run).toEqual(expect.any(Number))
    expect(runs[0]?.copy).toEqual({ run, concurrency: 2, total: 3 })
    expect(runs[3]?.copy).toEqual({ run, concurrency: 2, total: 3, result })
    const ended = calls.filter(({ kind }) => kind === 'asyncEnd').map(({ copy }) => copy)
    expect(ended).toEqual(result.map((value, index) => ({ run, index, result: value })))
    await runInParallel((n) => n, [1].values())
    expect(runs[4]?.copy).toMatchObject({ total: undefined })
    expect(runs[4]?.copy.run).not.toBe(run)
  })

  test('a call that fails, and its run', async () => {
    const runs = trace<RunMessage>('procpilot:run-in-parallel')
    const calls = trace<RunCallMessage>('procpilot:run-in-parallel:call')
    const error = new Error('broken')
    const fail = (): never => {
      throw error
    }
    await expect(runInParallel(fail, [1], 1)).rejects.toBe(error)
    for (const events of [calls, runs]) {
      expect(kindsOf(events)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
      expect(events[2]?.copy).toMatchObject({ error })
    }
  })

  test('a call runs in the stores that are bound to its start', async () => {
    const store = new AsyncLocalStorage<unknown>()
    const { start: begin } = tracingChannel<unknown, RunCallMessage>(
      'procpilot:run-in-parallel:call',
    )
    begin.bindStore(store, ({ index }) => index)
    cleanUps.push(() => begin.unbindStore(store))
    const seen = await runInParallel(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return store.getStore()
    }, ['a', 'b', 'c'])
    expect(seen).toEqual([0, 1, 2])
  })
})

testWith('lists of processes')(
  'a subscriber that throws is an uncaught exception, and the operation goes on',
  async () => {
    const pid = await startLive()
    const [program = '', ...args] = runtime
    const child = start(program, [...args, fixture('throwing-subscriber.mjs'), String(pid)])
    const answer = JSON.parse(await firstLine(child)) as object
    const uncaught = ['asyncEnd', 'asyncStart', 'end', 'exit', 'start']
    expect(answer).toEqual({ ok: true, uncaught })
  },
)

test('nobody is told any more after unsubscribing', async () => {
  const events = trace<RunMessage>('procpilot:run-in-parallel')
  cleanUps.splice(0).forEach((cleanUp) => cleanUp())
  await runInParallel((n) => n, [1])
  expect(events).toEqual([])
})
