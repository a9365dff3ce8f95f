import { getBackend } from './backend.js'
import { warnOnce } from './warn-once.js'

const LOW = 1024

/** Warns once a process; worker threads started later know of it. */
export function warnOfLowFdLimit(): void {
  warnOnce('PROCPILOT_LOW_FD_LIMIT', () => {
    const { soft } = getBackend().fdLimit()
    return soft < LOW
      ? `The limit on open file descriptors is ${soft}; below ${LOW} few workers can run in ` +
          'parallel. Raise it with ulimit -n, or LimitNOFILE= in a systemd unit.'
      : undefined
  })
}
