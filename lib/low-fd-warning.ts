import { getBackend } from './backend.js'

const LOW = 1024
const WARNED = 'procpilot:low-fd-limit-warned'

/** Warns once a process; worker threads started later know of it. */
export function warnOfLowFdLimit(): void {
  // Loaded only here, so that importing the package does not wait for it.
  const { getEnvironmentData, setEnvironmentData } = process.getBuiltinModule('node:worker_threads')
  if (getEnvironmentData(WARNED)) {
    return
  }
  const { soft } = getBackend().fdLimit()
  if (soft < LOW) {
    setEnvironmentData(WARNED, true)
    process.emitWarning(
      `The limit on open file descriptors is ${soft}; below ${LOW} few workers can run in ` +
        'parallel. Raise it with ulimit -n, or LimitNOFILE= in a systemd unit.',
      { code: 'PROCPILOT_LOW_FD_LIMIT' },
    )
  }
}
