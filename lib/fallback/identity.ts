import { notPermitted, notSupported } from '../errors.js'
import type { ProcessState } from '../types.js'
import { findPlace, identityOf, type Place } from './host.js'
import { askStat, exists } from './liveness.js'

export function processIdentity(pid: number): string | null {
  if (process.platform !== 'linux') {
    throw notSupported('identity', pid)
  }
  if (!exists(pid)) {
    return null
  }
  const seen = askStat(pid)
  if (seen && seen.state !== 'running') {
    return null
  }
  const identity = identityOf(pid, seen?.start ?? null)
  if (identity === null) {
    throw notPermitted('identity', pid)
  }
  return identity
}

export function identityState(identity: string): ProcessState {
  const [, system, machine = '', boot, namespace, pid, start] = identity.split('-')
  const here = process.platform === 'linux' && system === 'linux' ? tryFindPlace() : null
  if (!here) {
    return 'unknown'
  }
  if (boot !== here.boot) {
    // Rebooted since, if this is the machine; another one may well run it still.
    return machine !== '0' && machine === here.machine ? 'gone' : 'unknown'
  }
  if (namespace !== here.namespace) {
    return 'unknown'
  }
  if (!exists(Number(pid))) {
    return 'gone'
  }
  const seen = askStat(Number(pid))
  if (seen?.state === 'gone') {
    return 'gone'
  }
  if (seen?.start === undefined) {
    return 'unknown'
  }
  return seen.start === start ? seen.state : 'gone'
}

/** Descriptors that have run out prove nothing. */
function tryFindPlace(): Place | null {
  try {
    return findPlace()
  } catch {
    return null
  }
}
