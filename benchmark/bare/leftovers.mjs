// What is to be ended should the benchmark end before its time.

/** @type {Set<() => void>} */
export const leftovers = new Set()

export function endLeftovers() {
  leftovers.forEach((end) => end())
}

/** @param {number} pid */
export function killQuietly(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
