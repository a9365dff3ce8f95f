/** The longest time that a timer takes: 24.8 days. */
const LONG = 2 ** 31 - 1

/**
 * Keeps the event loop alive as long as anybody wants it. One timer that hardly ever fires: the
 * native side stays out of it, and nothing wakes up.
 */
class KeepAlive {
  readonly #wanting = new Set<object>()
  #timer: NodeJS.Timeout | undefined

  set(who: object, isWanted: boolean): void {
    if (isWanted) {
      this.#wanting.add(who)
      this.#timer ??= setInterval(() => undefined, LONG)
    } else if (this.#wanting.delete(who) && this.#wanting.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }
}

export const keepAlive = new KeepAlive()
