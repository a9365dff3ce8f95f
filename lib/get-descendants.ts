import { getBackend } from './backend.js'
import { fromNative } from './errors.js'
import type { ProcessInfo } from './types.js'
import { checkPositiveInteger } from './validate.js'

/**
 * Every live process and zombie below this one, parents before children. A child whose ppid is only
 * that of a former holder of the pid is left out: it started before its "parent". Empty if there is
 * no such process.
 *
 * Linux reads /proc/PID/task/TID/children, or all of /proc where the kernel has no such files; macOS
 * asks sysctl(3) `KERN_PROC_ALL`, Windows takes a Toolhelp snapshot. A process that starts or ends
 * meanwhile may be missing; {@link killProcessTree} does not rely on one look.
 *
 * @param pid A positive safe integer; this process by default.
 * @throws Error `EPERM` where /proc is missing or that of another pid namespace, `EMFILE` when
 *   descriptors have run out, `ENOTSUP` in the fallback on macOS and Windows, where JavaScript
 *   cannot list processes.
 */
export function getDescendants(pid: number = process.pid): ProcessInfo[] {
  checkPositiveInteger('pid', pid)
  try {
    return getBackend().descendants(pid)
  } catch (error) {
    throw fromNative(error, 'tree', { pid })
  }
}
