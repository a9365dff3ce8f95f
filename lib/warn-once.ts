import { pointChannel } from './channels.js'

/**
 * Warns at most once a process; worker threads started later know of it. `find` tells what there is
 * to warn of, if anything, and is asked again until there is something.
 */
export function warnOnce(code: string, find: () => string | undefined): void {
  // Loaded only here, so that importing the package does not wait for it.
  const { getEnvironmentData, setEnvironmentData } = process.getBuiltinModule('node:worker_threads')
  const key = `procpilot:warned:${code}`
  if (getEnvironmentData(key)) {
    return
  }
  const message = find()
  if (message !== undefined) {
    setEnvironmentData(key, true)
    process.emitWarning(message, { code })
    pointChannel('procpilot:warning')?.publish({ code, message })
  }
}
