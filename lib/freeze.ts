import type { KillTargets, Target } from './kill-targets.js'

/**
 * Milliseconds that a process gets to stop: among hundreds that fork it may wait for a CPU, and one
 * in a system call that waits for a disk does not stop at all.
 */
const STUCK = 2000
/** Milliseconds after which a tree that still grows is taken as it is. */
const GROWING = 60_000
/** Milliseconds that the event loop is kept waiting at a stretch. */
const STRETCH = 10
/** Milliseconds between two looks while processes are about to stop. */
const PAUSE = 0.2

/** What is to be frozen. */
export interface Freezing {
  targets: KillTargets
  /**
   * Looks without anything new, until it is enough: one where children are found by their parents;
   * two in a scope, whose processes are found by a scan that another one can outrun.
   */
  looks: 1 | 2
  /** Asked at each look; all may by default. */
  mayStop?: (target: Target) => boolean
}

/**
 * Stops the processes, and looks again until nothing new appears: a stopped process starts no
 * further one, and none loses its parent meanwhile. What is frozen when this has resolved is so
 * still in the same turn.
 */
export async function freeze(freezing: Freezing, abort: AbortSignal | undefined): Promise<void> {
  let since = performance.now()
  let pauses = 0
  for (const step of steps(freezing)) {
    if (step === 'found' && performance.now() - since < STRETCH) {
      continue
    }
    // To stop is a matter of microseconds, mostly.
    const isQuick = step === 'found' || ++pauses < 20
    await new Promise<void>((resolve) => {
      if (isQuick) {
        setImmediate(resolve)
      } else {
        setTimeout(resolve, 1)
      }
    })
    abort?.throwIfAborted()
    since = performance.now()
  }
}

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4))

/** The same, and the event loop waits. */
export function freezeNow(freezing: Freezing): void {
  for (const step of steps(freezing)) {
    if (step === 'pause') {
      Atomics.wait(nobodyWakes, 0, 0, PAUSE)
    }
  }
}

function* steps({ targets, looks, mayStop = () => true }: Freezing): Generator<'found' | 'pause'> {
  const start = performance.now()
  let lastChange = start
  for (let quiet = 0; quiet < looks;) {
    targets.stop(targets.live().filter((target) => !target.stopped && mayStop(target)))
    // In this order: a child can still appear until its parent has really stopped.
    const moving = targets.moving()
    const found = targets.look().length
    const now = performance.now()
    if (found > 0) {
      lastChange = now
    }
    if (now - lastChange > STUCK || now - start > GROWING) {
      return
    }
    quiet = found === 0 && moving === 0 ? quiet + 1 : 0
    if (quiet < looks) {
      yield found > 0 ? 'found' : 'pause'
    }
  }
}
