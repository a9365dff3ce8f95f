import { execFile } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import {
  getLoopLagThreshold,
  type LoopLagOptions,
  type LoopLagReport,
  type LoopLagWatch,
  watchLoopLag,
} from '../../index.js'
import { fixture, runtime, until } from '../helpers/processes.js'

const VARIABLE = 'PROCPILOT_LOOP_LAG_THRESHOLD_MS'
const run = promisify(execFile)
const [program = '', ...programArgs] = runtime

const watching: LoopLagWatch[] = []
afterEach(() => {
  watching.splice(0).forEach((one) => one.stop())
  delete process.env[VARIABLE]
})

/** Watches until the test ends. */
function watch(options: Omit<LoopLagOptions, 'onLag'> & Partial<LoopLagOptions>): LoopLagReport[] {
  const reports: LoopLagReport[] = []
  const onLag = (report: LoopLagReport): unknown => reports.push(report)
  watching.push(watchLoopLag({ interval: 0.1, onLag, ...options }))
  return reports
}

/** Keeps the loop busy; tells for how many seconds it really was. */
function block(seconds: number): number {
  const start = performance.now()
  while (performance.now() - start < seconds * 1000);
  return (performance.now() - start) / 1000
}

/** A lag is told within the 10 ms between two samples, and 1 for rounding. */
const atLeast = (blocked: number): number => blocked - 0.011

describe('getLoopLagThreshold', () => {
  test.each([
    ['0', 0],
    ['50', 0.05],
    [' 2.5\t', 0.0025],
    ['.5', 0.0005],
    ['20.', 0.02],
    ['1e3', 1],
    ['86400000', 86_400],
  ])('%j', (text, seconds) => {
    process.env[VARIABLE] = text
    expect(getLoopLagThreshold()).toBe(seconds)
  })

  const none = Array.from({ length: 4 }, () => 'undefined')

  /** In a process of its own, for each of the texts. */
  const ask = async (...texts: string[]): Promise<unknown> => {
    const args = [...programArgs, fixture('loop-lag-threshold.mjs'), ...texts]
    return JSON.parse((await run(program, args)).stdout)
  }

  test('nothing is said by no variable, an empty one, and blanks', async () => {
    const nothing = { thresholds: none, codes: [], published: [] }
    expect(await ask()).toEqual(nothing)
    expect(await ask('', ' \t')).toEqual({ ...nothing, thresholds: [...none, ...none] })
  })

  test('what is no number of milliseconds warns once a process', async () => {
    const texts = [
      '-1',
      '50ms',
      '1s',
      'soon',
      'NaN',
      'Infinity',
      '1e999',
      '0x10',
      '1,5',
      '1 0',
      '+5',
    ]
    const codes = ['PROCPILOT_INVALID_LOOP_LAG_THRESHOLD']
    const message = expect.stringContaining(`${VARIABLE} is ignored: `)
    expect(await ask(...texts)).toEqual({
      thresholds: texts.flatMap(() => none),
      codes,
      published: codes.map((code) => ({ code, message })),
    })
  })
})

describe('watchLoopLag', () => {
  test('tells how long the loop was blocked', async () => {
    const reports = watch({ threshold: 0.1 })
    const blocked = block(0.3)
    await until(() => reports.length > 0, 'the report')
    const [{ lag, threshold, elapsed, cpu } = expect.fail()] = reports
    expect(lag).toBeGreaterThanOrEqual(atLeast(blocked))
    expect(threshold).toBe(0.1)
    expect(elapsed).toBeGreaterThanOrEqual(lag)
    expect(cpu).toBeGreaterThan(0)
  })

  test('takes the threshold from the variable', async () => {
    process.env[VARIABLE] = '50'
    const reports = watch({})
    block(0.1)
    await until(() => reports.length > 0, 'the report')
    expect(reports[0]?.threshold).toBe(0.05)
  })

  test.each([0, 1, 5, 12, 25, 50, 75, 90, 99, 105])(
    'misses nothing that begins %d ms after a report',
    async (wait) => {
      const reports = watch({ threshold: 0.2 })
      let blocked: number | undefined
      watch({
        threshold: 0,
        onLag: () => {
          if (blocked === undefined) {
            blocked = 0
            setTimeout(() => (blocked = block(0.25)), wait)
          }
        },
      })
      await until(() => reports.length > 0, 'the report')
      expect(reports[0]?.lag).toBeGreaterThanOrEqual(atLeast(blocked ?? Infinity))
    },
  )

  test('tells of a loop whose timers never pause', async () => {
    const reports = watch({ threshold: 0.05 })
    const deadline = performance.now() + 20_000
    const told = await new Promise<number>((resolve) => {
      const go = (): void => {
        block(0.07)
        if (reports.length > 1 || performance.now() > deadline) {
          resolve(reports.length)
        } else {
          setTimeout(go, 1)
        }
      }
      setTimeout(go, 1)
    })
    expect(told).toBe(2)
  })

  test('misses nothing that the listener itself blocks', async () => {
    let blocked = 0
    const lags: number[] = []
    watch({
      threshold: 0,
      onLag: ({ lag }) => {
        lags.push(lag)
        blocked ||= block(0.25)
      },
    })
    await until(() => lags.length > 1, 'the second report')
    expect(lags[1]).toBeGreaterThanOrEqual(atLeast(blocked))
  })

  test('tells the longest of an interval, once', async () => {
    const start = performance.now()
    const reports = watch({ threshold: 0.02 })
    for (let round = 0; round < 20; round++) {
      block(0.04)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => reports.length > 0, 'a report')
    const intervals = Math.ceil((performance.now() - start) / 100)
    expect(reports.length).toBeLessThanOrEqual(intervals)
  })

  test('is silent below the threshold, and once stopped', async () => {
    const below = watch({ threshold: 1e6 })
    const stopped: LoopLagReport[] = []
    {
      using short = watchLoopLag({ threshold: 0, interval: 0.1, onLag: (it) => stopped.push(it) })
      short.stop()
    }
    const all = watch({ threshold: 0 })
    block(0.2)
    await until(() => all.length > 2, 'three intervals')
    expect([below, stopped]).toEqual([[], []])
  })

  test('does not keep the process alive', async () => {
    const args = [...programArgs, fixture('loop-lag.mjs'), 'idle']
    expect((await run(program, args)).stdout).toBe('ended\n')
  })

  test('a listener that throws ends the process, as that of an event does', async () => {
    const ended = run(program, [...programArgs, fixture('loop-lag.mjs'), 'throws'])
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('report 1'),
    })
  })

  test('a process that outlives it is watched on', async () => {
    const { stdout } = await run(program, [...programArgs, fixture('loop-lag.mjs'), 'caught'])
    expect(stdout).toBe('report 1\nreport 2\n')
  })

  test('in a worker thread watches that thread', async () => {
    const worker = new Worker(fixture('loop-lag.mjs'), { argv: ['blocks'] })
    const exited = once(worker, 'exit')
    const [{ lag }] = (await once(worker, 'message')) as [LoopLagReport]
    expect(lag).toBeGreaterThanOrEqual(0.1)
    expect(await exited).toEqual([0])
  })

  test('publishes what it tells', async () => {
    const published: unknown[] = []
    const listener = (report: unknown): unknown => published.push(report)
    subscribe('procpilot:loop-lag', listener)
    const reports = watch({ threshold: 0 })
    await until(() => reports.length > 0, 'the report')
    unsubscribe('procpilot:loop-lag', listener)
    expect(published).toEqual(reports)
  })
})

describe('bad arguments', () => {
  const onLag = (): void => undefined
  const call = watchLoopLag as (options?: unknown) => unknown

  test.each([
    ['options.onLag', undefined],
    ['options', null],
    ['options', 5],
    ['options.onLag', { threshold: 1 }],
    ['options.onLag', { threshold: 1, onLag: 'log' }],
    ['options.threshold', { onLag }],
    ['options.threshold', { threshold: '1', onLag }],
    ['options.interval', { threshold: 1, interval: '1', onLag }],
  ])('%s of %j', (name, options) => {
    expect(() => call(options)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
    )
    expect(() => call(options)).toThrow(`"${name}"`)
  })

  test.each([-1, Number.NaN, Infinity])('a threshold of %s', (threshold) => {
    expect(() => call({ threshold, onLag })).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
    )
  })

  test.each([0, 0.09, -1, Number.NaN, Infinity, 2 ** 31])('an interval of %s', (interval) => {
    expect(() => call({ threshold: 1, interval, onLag })).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
    )
  })

  test('without any threshold the variable is named', () => {
    expect(() => call({ onLag })).toThrow(VARIABLE)
  })
})
