import { types } from 'node:util'
import { invalidArgType } from './errors.js'
import type { Recorder } from './timeline/recorder.js'
import { recording } from './timeline/recording.js'
import { ASYNC_BEGIN, ASYNC_END, SYNC_BEGIN, SYNC_END } from './timeline/track.js'

const recorder = recording?.recorder

/**
 * A span of time on the timeline, from {@link begin} to {@link end}; spans may overlap each other. Does
 * nothing unless `PROCPILOT_TIMELINE_FILE_PATH` was set when the package was loaded.
 *
 * ```js
 * using event = new TimelineEvent('upload', file).begin()
 * ```
 */
export class TimelineEvent {
  readonly #name: number
  readonly #message: number
  #id = 0
  #begun = 0

  /**
   * @param message Is shown with the event, as its argument `message`.
   * @throws TypeError `ERR_INVALID_ARG_TYPE` if one of them is no string.
   */
  constructor(name: string, message?: string) {
    checkText('name', name)
    if (message !== undefined) {
      checkText('message', message)
    }
    this.#name = recorder ? recorder.intern(name) : 0
    this.#message = recorder && message !== undefined ? recorder.intern(message) : 0
    if (recorder && message !== undefined && this.#message === 0) {
      // No room for the message: without it the event would say something else.
      this.#name = 0
    }
  }

  /** Begins the span, and another one after {@link end}. What has begun already goes on. */
  begin(): this {
    if (recorder && this.#id === 0) {
      this.#id = recorder.nextId()
      this.#begun = recorder.begin(ASYNC_BEGIN, this.#name, this.#id, this.#message)
    }
    return this
  }

  /** Ends the span; does nothing if none has begun. */
  end(): void {
    if (recorder && this.#id !== 0) {
      recorder.end(this.#begun, ASYNC_END, this.#name, this.#id)
      this.#id = 0
    }
  }

  /** {@link end}. */
  [Symbol.dispose](): void {
    this.end()
  }
}

/**
 * The function, with a span on the timeline for each of its calls, which ends however the call does. A
 * call that returns a promise lasts until that is settled. Unless `PROCPILOT_TIMELINE_FILE_PATH` was
 * set when the package was loaded, `fn` itself.
 *
 * @param fn Is called with the same `this` and the same arguments. What it returns is returned; in
 *   place of a promise one that is settled by it.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` if `name` is no string or `fn` no function.
 */
export function timelineEvent<F extends (this: never, ...args: never[]) => unknown>(
  name: string,
  fn: F,
): F {
  checkText('name', name)
  if (typeof fn !== 'function') {
    throw invalidArgType('fn', 'of type function', fn)
  }
  return recorder ? (record(recorder, name, fn as never) as never) : fn
}

function record<This, Args extends unknown[], Result>(
  to: Recorder,
  text: string,
  fn: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  const name = to.intern(text)
  function recorded(this: This, ...args: Args): Result {
    const begun = to.begin(SYNC_BEGIN, name, to.nextId())
    let result: Result
    try {
      result = Reflect.apply(fn, this, args) as Result
    } catch (error) {
      to.end(begun, SYNC_END, name, 0)
      throw error
    }
    // Another thenable may do its work, and again, when it is asked for its end.
    if (typeof result === 'object' && types.isPromise(result)) {
      return follow(result, to, name, begun) as Result
    }
    to.end(begun, SYNC_END, name, 0)
    return result
  }
  const { name: own, length } = Object.getOwnPropertyDescriptors(fn)
  return Object.defineProperties(recorded, { ...(own && { name: own }), ...(length && { length }) })
}

/** By await, which keeps the caller in the stack of what is thrown. */
async function follow<T>(
  promise: Promise<T>,
  to: Recorder,
  name: number,
  begun: number,
): Promise<T> {
  const { begun: from, id } = to.toAsync(begun, name)
  try {
    return await promise
  } finally {
    to.end(from, ASYNC_END, name, id)
  }
}

function checkText(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') {
    throw invalidArgType(name, 'of type string', value)
  }
}
