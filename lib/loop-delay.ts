/** Milliseconds between two samples; what Node takes by default. */
const RESOLUTION = 10

/** How late the event loop gets to its timers. */
export interface LoopDelay {
  /** Hands the longest over since it did so last, in milliseconds: at once or some samples later. */
  take(done: (longest: number) => void): void
  stop(): void
}

/** Begins to measure; does not keep the event loop alive. */
export function measureLoopDelay(): LoopDelay {
  // Bun 1.4 has one histogram for all, which others reset as well; that of Deno 2.9 does not see
  // when the loop is blocked.
  return 'Bun' in globalThis || 'Deno' in globalThis ? new Samples() : new Histogram()
}

/** Samples of a timer in JavaScript. */
class Samples implements LoopDelay {
  readonly #timer: NodeJS.Timeout
  #last = performance.now()
  #longest = 0

  constructor(sampled?: () => void) {
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.#longest = Math.max(this.#longest, now - this.#last - RESOLUTION)
      this.#last = now
      sampled?.()
    }, RESOLUTION).unref()
  }

  longest(): number {
    const longest = this.#longest
    this.#longest = 0
    return longest
  }

  take(done: (longest: number) => void): void {
    done(this.longest())
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

/** Samples after the last one that is waited for: the histogram begins anew in this time. */
const OVERLAP = 2
/** Samples in which the histogram gets its own, unless timers in JavaScript never pause. */
const PATIENCE = 3

/**
 * Node's own, which samples without running JavaScript. But a reset() forgets the last sample, so that
 * what blocks the loop just before or after is lost: around a reset a timer of our own looks as well.
 */
class Histogram implements LoopDelay {
  readonly #histogram = process
    .getBuiltinModule('node:perf_hooks')
    .monitorEventLoopDelay({ resolution: RESOLUTION })
  #beside: Samples
  #isWaiting = false

  constructor() {
    this.#histogram.enable()
    this.#beside = this.#lookBeside(OVERLAP)
  }

  take(done: (longest: number) => void): void {
    // In a crowd the last one may still be waiting, and will hand over this time as well.
    if (this.#isWaiting) {
      return
    }
    this.#isWaiting = true
    const histogram = this.#histogram
    const { count } = histogram
    let longest = this.#beside.longest()
    this.#beside.stop()
    const beside = this.#lookBeside(PATIENCE + OVERLAP, (left) => {
      const hasSampled = histogram.count !== count
      if (!this.#isWaiting || (!hasSampled && left > OVERLAP)) {
        return
      }
      this.#isWaiting = false
      longest = Math.max(longest, beside.longest())
      if (hasSampled) {
        // In nanoseconds, and from one sample to the next: the resolution is part of it.
        longest = Math.max(longest, histogram.max / 1e6 - RESOLUTION)
        histogram.reset()
      }
      done(longest)
    })
    this.#beside = beside
  }

  /** So many samples. */
  #lookBeside(most: number, sampled?: (left: number) => void): Samples {
    let left = most
    const samples = new Samples(() => {
      left--
      if (left === 0) {
        samples.stop()
      }
      sampled?.(left)
    })
    return samples
  }

  stop(): void {
    this.#beside.stop()
    this.#histogram.disable()
  }
}
