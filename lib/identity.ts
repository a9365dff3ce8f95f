import { getBackend } from './backend.js'
import { fromNative, invalidArgType } from './errors.js'
import type { ProcessState } from './types.js'
import { checkPositiveInteger } from './validate.js'

/** Version, system, machine, boot, pid and time namespace, pid, start: as the core writes them. */
const NUMBER = '(0|[1-9]\\d{0,19})'
const IDENTITY = new RegExp(
  '^v1-(?:(?:' +
    `linux-(?:0|[\\da-f]{16})-[\\da-f]{32}-${NUMBER}\\.${NUMBER}|` +
    'darwin-(?:0|[\\da-f]{16})-[\\da-f]{32}-0\\.0)-(?<pid>[1-9]\\d{0,9})|' +
    `win32-(?:0|[\\da-f]{16})-0-0\\.0-(?<windowsPid>[1-9]\\d{0,9}))-${NUMBER}$`,
)

/** The pid that an identity names; `undefined` if the text is none. */
function pidOfIdentity(text: string): number | undefined {
  const match = IDENTITY.exec(text)
  if (!match || match.slice(1).some((digits) => digits && BigInt(digits) >= 2n ** 64n)) {
    return undefined
  }
  const { pid, windowsPid } = match.groups ?? {}
  const most = windowsPid === undefined ? 2 ** 31 - 1 : 2 ** 32 - 1
  const number = Number(pid ?? windowsPid)
  return number <= most ? number : undefined
}

/** The pid of an identity, and the identity if that is what was given. */
export interface Target {
  pid: number
  identity: string | null
}

/** Throws unless `value` is a pid or an identity. */
export function toTarget(value: unknown, name = 'pid'): Target {
  if (typeof value !== 'string') {
    checkPositiveInteger(name, value)
    return { pid: value, identity: null }
  }
  const pid = pidOfIdentity(value)
  if (pid === undefined) {
    throw invalidArgType(name, 'of type number or an identity from getProcessIdentity()', value)
  }
  return { pid, identity: value }
}

/**
 * The identity of one incarnation of a pid, an opaque text that is safe to store: a process that
 * gets the same pid later has another one. `null` when there is no such live process.
 *
 * It is the same whoever asks on this machine, native or fallback, and is made of the machine, the
 * boot, the pid and time namespaces, the pid and the start time in clock ticks since boot
 * (proc_pid_stat(5)), never a wall-clock time: a step of the clock does not move it.
 *
 * @param pid A positive safe integer.
 * @throws Error `EPERM` if the process exists but its start cannot be read: /proc hides it
 *   (hidepid), is not mounted or belongs to another pid namespace. `ENOTSUP` in the fallback on
 *   macOS and Windows, where JavaScript cannot know.
 */
export function getProcessIdentity(pid: number): string | null {
  checkPositiveInteger('pid', pid)
  try {
    return getBackend().processIdentity(pid)
  } catch (error) {
    throw fromNative(error, 'identity', { pid })
  }
}

/**
 * What is known of a process: `running` (stopped and traced processes too, and one of which only
 * the main thread has exited), `zombie`, `gone`, or `unknown`.
 *
 * For an identity, `gone` is said only on proof: the pid is free or held by another incarnation, or
 * this machine has rebooted since (same machine-id(5), other boot). Another machine, another pid
 * or time namespace, and a start that cannot be read are `unknown`. For a pid, `unknown` means
 * that it exists and that nothing tells whether it is a zombie.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` for a text that is no identity.
 */
export function getProcessState(pidOrIdentity: number | string): ProcessState {
  const { pid, identity } = toTarget(pidOrIdentity, 'pidOrIdentity')
  return identity === null ? getBackend().processState(pid) : getBackend().identityState(identity)
}
