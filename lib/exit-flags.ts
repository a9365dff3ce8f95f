/** A place in memory that the native side sets to 1 when a process has exited. */
export interface ExitFlag {
  array: Int32Array
  index: number
}

const FLAGS_A_BLOCK = 1024

/** The flags of a thread, in blocks that never move; one read is a few nanoseconds. */
export class ExitFlags {
  readonly #free: ExitFlag[] = []

  take(): ExitFlag {
    if (this.#free.length === 0) {
      const array = new Int32Array(FLAGS_A_BLOCK)
      for (let index = FLAGS_A_BLOCK; index-- > 0;) {
        this.#free.push({ array, index })
      }
    }
    return this.#free.pop() as ExitFlag
  }

  /** Only once the native side has let go of it. */
  giveBack(flag: ExitFlag): void {
    flag.array[flag.index] = 0
    this.#free.push(flag)
  }

  isSet({ array, index }: ExitFlag): boolean {
    // Atomic, so that no loop is compiled to read it only once.
    return Atomics.load(array, index) !== 0
  }
}
