import { pointChannel } from './channels.js'
import { invalidArgType, outOfRange } from './errors.js'
import { type LoopDelay, measureLoopDelay } from './loop-delay.js'
import { checkOptions } from './validate.js'
import { warnOnce } from './warn-once.js'

const VARIABLE = 'PROCPILOT_LOOP_LAG_THRESHOLD_MS'
const INTERVAL = 1
const SHORTEST_INTERVAL = 0.1
/** Seconds; a timer takes no more. */
const LONGEST_INTERVAL = (2 ** 31 - 1) / 1000

/** What {@link watchLoopLag} tells. */
export interface LoopLagReport {
  /** Seconds that the event loop was late, the longest of this time. */
  lag: number
  /** Seconds, the threshold that `lag` has reached. */
  threshold: number
  /** Seconds since the last look: this is about them. */
  elapsed: number
  /**
   * Seconds of CPU time, of all threads, that the process has used in `elapsed`. Far less than `lag`
   * says that the loop did not compute: it waited for a system call, or for a CPU.
   */
  cpu: number
}

/** Options of {@link watchLoopLag}. */
export interface LoopLagOptions {
  /**
   * Seconds from which on a lag is told, from 0; {@link getLoopLagThreshold} by default. With 0 the
   * longest lag of each interval is told, whatever it is.
   */
  threshold?: number
  /** Seconds between two looks: 0.1 to 2,147,483; 1 by default. At most one report comes of each. */
  interval?: number
  /**
   * Is given each report. As with a listener of an event, what it throws is an uncaught exception;
   * if the process outlives that, watching goes on.
   */
  onLag: (report: LoopLagReport) => void
}

/** Ends by {@link stop}, or by `using`. */
export interface LoopLagWatch extends Disposable {
  /** Stops watching; twice does nothing. */
  stop(): void
}

/**
 * Seconds from `PROCPILOT_LOOP_LAG_THRESHOLD_MS`, which is in milliseconds: a decimal number from 0,
 * without a unit; blanks around it do not count. `undefined` if it is not set or blank. Anything
 * else makes it `undefined` too, and emits one process warning,
 * `PROCPILOT_INVALID_LOOP_LAG_THRESHOLD`.
 */
export function getLoopLagThreshold(): number | undefined {
  const text = process.env[VARIABLE]?.trim()
  if (!text) {
    return undefined
  }
  const milliseconds = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Infinity
  if (milliseconds !== Infinity) {
    return milliseconds / 1000
  }
  warnOnce(
    'PROCPILOT_INVALID_LOOP_LAG_THRESHOLD',
    () => `${VARIABLE} is ignored: it must be milliseconds, a number >= 0, and is "${text}"`,
  )
  return undefined
}

/**
 * Tells when the event loop of this thread was blocked for `threshold` seconds or longer. Does not
 * keep the process alive.
 *
 * The lag is how late a timer of 10 ms was, by Node's `perf_hooks.monitorEventLoopDelay()`: what
 * blocks the loop for a time shows as that, or as up to 10 ms less. Bun and Deno are measured by
 * such a timer in JavaScript. It is told of when the loop runs again, at the next look.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments; so it is
 *   if neither a threshold is given nor the variable has one.
 */
export function watchLoopLag(options: LoopLagOptions): LoopLagWatch {
  return new Watch(toOptions(options))
}

class Watch implements LoopLagWatch {
  readonly #options: Required<LoopLagOptions>
  readonly #delay: LoopDelay
  readonly #timer: NodeJS.Timeout
  #since = performance.now()
  #usage = process.cpuUsage()

  constructor(options: Required<LoopLagOptions>) {
    this.#options = options
    this.#delay = measureLoopDelay()
    const tell = (longest: number): void => this.#tell(longest / 1000)
    this.#timer = setInterval(() => this.#delay.take(tell), options.interval * 1000).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#delay.stop()
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  #tell(lag: number): void {
    const { threshold, onLag } = this.#options
    const now = performance.now()
    const usage = process.cpuUsage()
    const cpu = (usage.user + usage.system - this.#usage.user - this.#usage.system) / 1e6
    const elapsed = (now - this.#since) / 1000
    this.#since = now
    this.#usage = usage
    if (lag >= threshold) {
      const report = { lag, threshold, elapsed, cpu }
      pointChannel('procpilot:loop-lag')?.publish(report)
      onLag(report)
    }
  }
}

function toOptions(options: unknown): Required<LoopLagOptions> {
  checkOptions(options)
  const { threshold, interval = INTERVAL, onLag } = (options ?? {}) as Partial<LoopLagOptions>
  if (typeof onLag !== 'function') {
    throw invalidArgType('options.onLag', 'of type function', onLag)
  }
  if (typeof interval !== 'number') {
    throw invalidArgType('options.interval', 'of type number', interval)
  }
  if (!(interval >= SHORTEST_INTERVAL && interval <= LONGEST_INTERVAL)) {
    const range = `>= ${SHORTEST_INTERVAL} and <= ${LONGEST_INTERVAL}`
    throw outOfRange('options.interval', range, interval)
  }
  return { threshold: toThreshold(threshold), interval, onLag }
}

function toThreshold(given: unknown): number {
  const threshold = given === undefined ? getLoopLagThreshold() : given
  if (typeof threshold !== 'number') {
    throw invalidArgType('options.threshold', `of type number, unless ${VARIABLE} has one`, given)
  }
  if (!(threshold >= 0 && threshold < Infinity)) {
    throw outOfRange('options.threshold', '>= 0 and finite', threshold)
  }
  return threshold
}
