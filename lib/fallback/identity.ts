import { readFileSync } from 'node:fs'
import { notPermitted, notSupported } from '../errors.js'
import type { ProcessState } from '../types.js'
import { askStat, exists } from './liveness.js'
import { isExhaustion, isProcOurs, tryRead, tryReadLink } from './read.js'

/** What all identities of processes that we can see have in common. */
interface Place {
  machine: string
  boot: string
  namespace: string
}

let place: Place | null | undefined

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
  const here = findPlace()
  if (seen?.start === undefined || !here) {
    throw notPermitted('identity', pid)
  }
  return `v1-linux-${here.machine}-${here.boot}-${here.namespace}-${pid}-${seen.start}`
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

/** `null` where /proc does not tell, or shows another pid namespace than ours. */
function findPlace(): Place | null {
  return (place ??= readPlace())
}

function readPlace(): Place | null {
  if (!isProcOurs()) {
    return null
  }
  const boot = tryRead('/proc/sys/kernel/random/boot_id')?.trim().replaceAll('-', '') ?? ''
  const pidNamespace = inode('/proc/self/ns/pid')
  if (!/^[\da-f]{32}$/.test(boot) || pidNamespace === undefined) {
    return null
  }
  // Start ticks are shifted in time namespaces, which kernels before 5.6 do not have.
  const namespace = `${pidNamespace}.${inode('/proc/self/ns/time') ?? '0'}`
  return { machine: readMachine(), boot, namespace }
}

/** Hashed, since machine-id(5) asks to keep it confidential. */
function readMachine(): string {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    const id = readUnlessMissing(path).trim()
    if (/^[\da-f]{32}$/.test(id)) {
      // Loaded here and not at start: few programs ever get here.
      const { createHash } = process.getBuiltinModule('node:crypto')
      return createHash('sha256').update(`procpilot:${id}`).digest('hex').slice(0, 16)
    }
  }
  return '0'
}

function inode(link: string): string | undefined {
  return /:\[(\d+)\]$/.exec(tryReadLink(link) ?? '')?.[1]
}

/** Empty if it cannot be read; throws if that is no property of the file. */
function readUnlessMissing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isExhaustion(error)) {
      throw error
    }
    return ''
  }
}
