/** How often both clocks are read, to find a moment when nothing came between. */
const TRIES = 5

/**
 * What `performance.now()`, in microseconds, is behind the monotonic clock that all threads of the
 * process share. `performance.timeOrigin` does not do: it is read from the clock on the wall, another
 * time for each worker, and that clock may have been set meanwhile.
 */
export function findClockOffset(): number {
  // In Bun 1.4 and Deno 2.9 process.hrtime() begins anew in each thread.
  if ('Bun' in globalThis || 'Deno' in globalThis) {
    return performance.timeOrigin * 1000
  }
  let shortest = Infinity
  let offset = 0
  for (let tried = 0; tried < TRIES; tried++) {
    const before = performance.now()
    const shared = Number(process.hrtime.bigint()) / 1000
    const after = performance.now()
    if (after - before < shortest) {
      shortest = after - before
      offset = shared - ((before + after) / 2) * 1000
    }
  }
  return offset
}
