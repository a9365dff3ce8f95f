const FIRST = 1
const LONGEST = 100

/**
 * Asks again and again, after 1 ms first and with back-off to 100 ms, until the answer is true or
 * the caller stops it. Does not keep the event loop alive by itself.
 */
export function poll(isDone: () => boolean, done: () => void): { stop(): void } {
  let wait = FIRST
  let timer: NodeJS.Timeout
  const ask = (): void => {
    if (isDone()) {
      done()
      return
    }
    timer = setTimeout(ask, wait).unref()
    wait = Math.min(wait * 2, LONGEST)
  }
  timer = setTimeout(ask, 0).unref()
  return { stop: () => clearTimeout(timer) }
}
