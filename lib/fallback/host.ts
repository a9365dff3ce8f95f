import { tryRead, tryReadLink, isProcOurs, readUnlessExhausted } from './read.js'

/** What all identities of processes that we can see have in common. */
export interface Place {
  machine: string
  boot: string
  namespace: string
}

let place: Place | null | undefined

/** `null` where /proc does not tell, or shows another pid namespace than ours. */
export function findPlace(): Place | null {
  return (place ??= readPlace())
}

/** How the process of that start is written; `null` where that cannot be known. */
export function identityOf(pid: number, start: string | null): string | null {
  const here = start === null ? null : findPlace()
  return here && `v1-linux-${here.machine}-${here.boot}-${here.namespace}-${pid}-${start}`
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
    const id = readUnlessExhausted(path)?.trim() ?? ''
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
