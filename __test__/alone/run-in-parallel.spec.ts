import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { getParallelThreads, runInParallel } from '../../index.js'

/** A promise that the test settles. */
function deferred<T = void>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
} {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('results', () => {
  test('come in input order, whatever finishes first', async () => {
    const waits = [30, 1, 20, 0, 10]
    const results = await runInParallel(
      async (wait) => {
        await delay(wait)
        return wait * 2
      },
      waits,
      5,
    )
    expect(results).toEqual([60, 2, 40, 0, 20])
  })

  test('of any iterable, any async iterable, and of promises', async () => {
    const double = (n: number): number => n * 2
    async function* source(): AsyncGenerator<number> {
      yield 1
      await turn()
      yield 2
    }
    expect(await runInParallel(double, [])).toEqual([])
    expect(await runInParallel(double, new Set([1, 2]))).toEqual([2, 4])
    expect(await runInParallel(double, Int8Array.of(1, 2))).toEqual([2, 4])
    expect(await runInParallel(double, [Promise.resolve(1), 2])).toEqual([2, 4])
    expect(await runInParallel(double, source())).toEqual([2, 4])
    expect(await runInParallel((letter) => letter + letter, 'ab')).toEqual(['aa', 'bb'])
  })

  test('may be anything, p-map’s own symbols too', async () => {
    const { pMapSkip } = await import('p-map')
    const odd = [undefined, null, pMapSkip, 0, Number.NaN]
    expect(await runInParallel((value) => value, odd)).toEqual(odd)
  })
})

describe('concurrency', () => {
  test.each([
    [1, 1],
    [3, 3],
    [Infinity, 40],
    [undefined, getParallelThreads()],
  ])('%s lets %s run at a time', async (concurrency, most) => {
    let running = 0
    let peak = 0
    await runInParallel(
      async () => {
        peak = Math.max(peak, ++running)
        await turn()
        running--
      },
      Array.from({ length: 40 }),
      concurrency === undefined ? {} : { concurrency },
    )
    expect(peak).toBe(most)
  })

  test('an endless input is taken only as fast as it is worked off', async () => {
    let taken = 0
    let closed = false
    function* endless(): Generator<number> {
      try {
        while (true) {
          yield taken++
        }
      } finally {
        closed = true
      }
    }
    const enough = new Error('enough')
    const running = runInParallel(
      async (n) => (n === 20 ? Promise.reject(enough) : n),
      endless(),
      2,
    )
    await expect(running).rejects.toBe(enough)
    expect(taken).toBeLessThan(30)
    expect(closed).toBe(true)
  })
})

describe('a failure', () => {
  test('starts nothing further, aborts the signal, waits for what runs, and is the first', async () => {
    const gates = Array.from({ length: 5 }, () => deferred<string>())
    const started: number[] = []
    const signals = new Set<AbortSignal>()
    let isSettled = false
    const outcome = runInParallel(
      (gate, { signal, index }) => {
        started.push(index)
        signals.add(signal)
        return gate.promise
      },
      gates,
      3,
    )
      .catch((error: unknown) => error)
      .finally(() => (isSettled = true))
    await turn()
    expect(started).toEqual([0, 1, 2])

    const first = new Error('first')
    gates[1]?.reject(first)
    await turn()
    expect([...signals].map(({ aborted, reason }) => [aborted, reason])).toEqual([[true, first]])
    expect(isSettled, 'two still run').toBe(false)

    gates[0]?.reject(new Error('second'))
    await turn()
    expect(isSettled, 'one still runs').toBe(false)

    gates[2]?.resolve('done')
    expect(await outcome).toBe(first)
    expect(started).toEqual([0, 1, 2])
  })

  test('that is thrown and not rejected counts as well', async () => {
    const error = new Error('thrown')
    let calls = 0
    const running = runInParallel(
      () => {
        calls++
        throw error
      },
      [1, 2, 3],
      1,
    )
    await expect(running).rejects.toBe(error)
    expect(calls).toBe(1)
  })

  test.each([undefined, null, 0, 'text'])('may be %s', async (value) => {
    const outcome = runInParallel(() => Promise.reject(value), [1]).then(
      () => 'resolved',
      (error: unknown) => ['rejected', error],
    )
    expect(await outcome).toEqual(['rejected', value])
  })

  test('of the input ends the run the same way', async () => {
    const broken = new Error('the input broke')
    const gate = deferred<string>()
    let signal: AbortSignal | undefined
    async function* source(): AsyncGenerator<number> {
      yield 1
      throw broken
    }
    let isSettled = false
    const outcome = runInParallel((_, context) => {
      ;({ signal } = context)
      return gate.promise
    }, source())
      .catch((error: unknown) => error)
      .finally(() => (isSettled = true))
    await turn()
    await turn()
    expect(signal?.aborted).toBe(true)
    expect(isSettled).toBe(false)
    gate.resolve('done')
    expect(await outcome).toBe(broken)
  })
})

describe('the caller’s signal', () => {
  test('aborted before, starts nothing', async () => {
    const reason = new Error('before')
    let calls = 0
    const running = runInParallel(() => calls++, [1, 2], { signal: AbortSignal.abort(reason) })
    await expect(running).rejects.toBe(reason)
    expect(calls).toBe(0)
  })

  test('aborted in the middle, ends the run once everything has settled', async () => {
    const controller = new AbortController()
    const reason = new Error('in the middle')
    const gate = deferred()
    const seen: unknown[] = []
    let isSettled = false
    const outcome = runInParallel(
      (_, { signal }) => {
        signal.addEventListener('abort', () => seen.push(signal.reason))
        return gate.promise
      },
      [1, 2, 3, 4],
      { concurrency: 2, signal: controller.signal },
    )
      .catch((error: unknown) => error)
      .finally(() => (isSettled = true))
    await turn()
    controller.abort(reason)
    await turn()
    expect(seen).toEqual([reason, reason])
    expect(isSettled).toBe(false)
    gate.resolve()
    expect(await outcome).toBe(reason)
    expect(seen).toHaveLength(2)
  })

  test('is not listened to any more afterwards, and 100 calls may listen without a warning', async () => {
    const warnings: Error[] = []
    const listen = (warning: Error): number => warnings.push(warning)
    process.on('warning', listen)
    const { signal } = new AbortController()
    let listeners = 0
    signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
      listeners++
      AbortSignal.prototype.addEventListener.apply(signal, args)
    }
    signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
      listeners--
      AbortSignal.prototype.removeEventListener.apply(signal, args)
    }
    await runInParallel(
      async (_, context) => {
        context.signal.addEventListener('abort', () => undefined)
        await turn()
      },
      Array.from({ length: 100 }),
      { concurrency: 100, signal },
    )
    await turn()
    process.off('warning', listen)
    expect(listeners).toBe(0)
    expect(warnings).toEqual([])
  })
})

describe('onProgress', () => {
  test('counts what is done, and knows the total where the input tells it', async () => {
    const seen: unknown[] = []
    const onProgress = (progress: object): number => seen.push(progress)
    await runInParallel((n) => n, [1, 2], { concurrency: 1, onProgress })
    expect(seen.splice(0)).toEqual([
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ])
    await runInParallel((n) => n, new Set([1]), { onProgress })
    await runInParallel((n) => n, [1].values(), { onProgress })
    expect(seen).toEqual([
      { done: 1, total: 1 },
      { done: 1, total: undefined },
    ])
  })

  test('that throws is a failure', async () => {
    const error = new Error('no progress')
    const running = runInParallel((n) => n, [1, 2], {
      onProgress: () => {
        throw error
      },
    })
    await expect(running).rejects.toBe(error)
  })
})

describe('bad arguments', () => {
  const run = runInParallel as (...args: unknown[]) => Promise<unknown>
  const fn = (): number => 1

  test.each([
    ['fn', [undefined, []]],
    ['fn', [{ run: 1 }, []]],
    ['args', [fn, undefined]],
    ['args', [fn, { length: 1 }]],
    ['options', [fn, [], null]],
    ['options', [fn, [], '4']],
    ['options.concurrency', [fn, [], { concurrency: '4' }]],
    ['options.signal', [fn, [], { signal: {} }]],
    ['options.onProgress', [fn, [], { onProgress: 1 }]],
  ])('%s', async (name, args) => {
    const expected = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }
    await expect(run(...args)).rejects.toThrow(expect.objectContaining(expected))
    await expect(run(...args)).rejects.toThrow(`"${name}"`)
  })

  test.each([0, -1, 1.5, Number.NaN])('a concurrency of %s', async (concurrency) => {
    const expected = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }
    await expect(run(fn, [], concurrency)).rejects.toThrow(expect.objectContaining(expected))
  })
})
