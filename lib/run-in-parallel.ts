import { setMaxListeners } from 'node:events'
import pMap from 'p-map'
import { tracePromise } from './channels.js'
import { invalidArgType, outOfRange } from './errors.js'
import { getParallelThreads } from './parallelism.js'
import { checkSignal } from './validate.js'

/** What every call of the function receives. */
export interface RunContext {
  /** Aborted on the first failure of any call, and by the caller's own signal. */
  signal: AbortSignal
  /** Position of the argument in the input. */
  index: number
}

/** A function, or a pool of workers such as Piscina. */
export type RunFunction<A, R> =
  | ((arg: A, context: RunContext) => R | PromiseLike<R>)
  | { run(arg: A, options: { signal: AbortSignal }): R | PromiseLike<R> }

/** Options of {@link runInParallel}. */
export interface RunInParallelOptions {
  /** Calls that run at a time: an integer from 1, or `Infinity`; {@link getParallelThreads} by default. */
  concurrency?: number
  /** Ends the run: nothing further starts, and the calls' signal is aborted with its reason. */
  signal?: AbortSignal
  /** Called after each call that succeeded; `total` is `undefined` if the input does not tell it. */
  onProgress?: (progress: { done: number; total: number | undefined }) => void
}

type Args<A> = Iterable<A | Promise<A>> | AsyncIterable<A | Promise<A>>
type Call<A, R> = (arg: A, context: RunContext) => R | PromiseLike<R>

/** {@link RunInParallelOptions} after validation, and what tells this run from others. */
interface Plan extends RunInParallelOptions {
  concurrency: number
  total: number | undefined
  run: number
}

let lastRun = 0

/**
 * Runs `fn` for each argument, several at a time, and resolves to the results in input order.
 *
 * On the first failure nothing further starts, the signal that every call received is aborted, and
 * the promise rejects with that first error once everything that was running has settled. So it
 * does, with the signal's reason, when the caller's `signal` is aborted.
 *
 * @param fn A function, or an object with `run(arg, { signal })` such as a Piscina pool.
 * @param args Any iterable or async iterable, of values or promises of values.
 * @param options The concurrency, or all options.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments, before
 *   anything is called.
 */
export async function runInParallel<A, R>(
  fn: RunFunction<A, R>,
  args: Iterable<A | Promise<A>> | AsyncIterable<A | Promise<A>>,
  options?: number | RunInParallelOptions,
): Promise<Awaited<R>[]> {
  const call = toCall<A, R>(fn)
  checkIterable(args)
  const plan = { ...toOptions(options), total: countOf(args), run: ++lastRun }
  const { run, concurrency, total } = plan
  return tracePromise(
    'procpilot:run-in-parallel',
    () => runAll(call, args, plan),
    () => ({ run, concurrency, total }),
  )
}

async function runAll<A, R>(call: Call<A, R>, args: Args<A>, plan: Plan): Promise<Awaited<R>[]> {
  const { run, concurrency, signal, onProgress, total } = plan
  signal?.throwIfAborted()

  const controller = new AbortController()
  // Every call may listen, and there may be many.
  setMaxListeners(0, controller.signal)
  let failure: { error: unknown } | undefined
  const fail = (error: unknown): void => {
    if (!failure) {
      failure = { error }
      controller.abort(error)
    }
  }
  const onAbort = (): void => fail(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })

  const running = new Set<Promise<unknown>>()
  let done = 0
  const runOne = async (arg: A, index: number): Promise<{ value: Awaited<R> }> => {
    // Another call may have failed without p-map knowing of it yet.
    if (failure) {
      throw failure.error
    }
    const start = async (): Promise<Awaited<R>> =>
      await call(arg, { signal: controller.signal, index })
    const work = tracePromise('procpilot:run-in-parallel:call', start, () => ({ run, index }))
    running.add(work)
    try {
      // In an object: p-map gives symbols of its own a meaning.
      const result = { value: await work }
      done++
      if (!failure) {
        onProgress?.({ done, total })
      }
      return result
    } catch (error) {
      fail(error)
      throw error
    } finally {
      running.delete(work)
    }
  }

  try {
    const results = await pMap(args, runOne, { concurrency, signal: controller.signal })
    return results.map(({ value }) => value)
  } catch (error) {
    // Not from a call, if there is no failure yet: then the input itself failed.
    fail(error)
    await Promise.allSettled(running)
    throw failure?.error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

function toCall<A, R>(fn: unknown): Call<A, R> {
  if (typeof fn === 'function') {
    return fn as (arg: A, context: RunContext) => R
  }
  if (typeof fn === 'object' && fn !== null && 'run' in fn && typeof fn.run === 'function') {
    const runner = fn as { run(arg: A, options: { signal: AbortSignal }): R }
    return (arg, { signal }) => runner.run(arg, { signal })
  }
  throw invalidArgType('fn', 'a function or an object with a run() method', fn)
}

function checkIterable(args: unknown): void {
  const iterable = args as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined
  if (
    typeof iterable?.[Symbol.iterator] !== 'function' &&
    typeof iterable?.[Symbol.asyncIterator] !== 'function'
  ) {
    throw invalidArgType('args', 'an iterable or an async iterable', args)
  }
}

function toOptions(options: unknown): Omit<Plan, 'total' | 'run'> {
  const given = typeof options === 'number' ? { concurrency: options } : options
  if (given !== undefined && (typeof given !== 'object' || given === null)) {
    throw invalidArgType('options', 'a number or an object', options)
  }
  const {
    concurrency = getParallelThreads(),
    signal,
    onProgress,
  } = (given ?? {}) as RunInParallelOptions
  if (typeof concurrency !== 'number') {
    throw invalidArgType('options.concurrency', 'of type number', concurrency)
  }
  if (concurrency !== Infinity && (!Number.isSafeInteger(concurrency) || concurrency < 1)) {
    throw outOfRange('options.concurrency', 'an integer >= 1 or Infinity', concurrency)
  }
  checkSignal(signal)
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw invalidArgType('options.onProgress', 'of type function', onProgress)
  }
  return {
    concurrency,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  }
}

function countOf(args: object | string): number | undefined {
  const { length, size } = args as { length?: unknown; size?: unknown }
  const count = length ?? size
  return typeof count === 'number' ? count : undefined
}
