import type { ProcessState } from './types.js'

/** Only what is proved to have exited is not alive. */
export function isAlive(state: ProcessState): boolean {
  return state === 'running' || state === 'unknown'
}
