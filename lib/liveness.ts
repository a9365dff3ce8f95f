import { getBackend } from './backend.js'
import { toTarget } from './identity.js'
import { isAlive } from './is-alive.js'
import { checkPositiveInteger, toPids } from './validate.js'

/**
 * Whether the process exists and has not exited. A zombie is not alive; a process of which only the
 * main thread has exited is, and so is one that the caller may not signal. The id of a thread that
 * leads no group is no process. A pid beyond what the system can have is not alive.
 *
 * Linux asks by get_robust_list(2) and pidfd_open(2); where they are refused /proc/PID/stat tells,
 * and where /proc does not show the process (hidepid, not mounted) tgkill(2), which cannot tell a
 * zombie. macOS asks sysctl(3), Windows WaitForSingleObject. The fallback asks /proc on Linux; on
 * macOS and Windows it answers as `process.kill(pid, 0)` does, since JavaScript cannot know more.
 *
 * @param pidOrIdentity A positive safe integer, or an identity from {@link getProcessIdentity}: then
 *   the answer is false only if that very process is gone or a zombie.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for anything else.
 */
export function isProcessAlive(pidOrIdentity: number | string): boolean {
  if (typeof pidOrIdentity === 'string') {
    toTarget(pidOrIdentity)
    return isAlive(getBackend().identityState(pidOrIdentity))
  }
  if (!Number.isSafeInteger(pidOrIdentity) || pidOrIdentity < 1) {
    checkPositiveInteger('pid', pidOrIdentity)
  }
  return getBackend().isProcessAlive(pidOrIdentity)
}

/**
 * {@link isProcessAlive} for each of `pids`, in their order, by one call of the binding.
 *
 * @throws As {@link isProcessAlive}, before any process is looked at.
 */
export function areProcessesAlive(pids: readonly number[] | Int32Array): boolean[] {
  return getBackend().areProcessesAlive(toPids(pids))
}
