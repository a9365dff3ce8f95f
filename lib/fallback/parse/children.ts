/**
 * The pids in /proc/PID/task/TID/children (proc_tid_children(5)): each with a blank after it. A 0
 * stands for what has no pid in this namespace.
 */
export function parseChildren(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((pid) => /^\d+$/.test(pid) && pid !== '0')
    .map(Number)
}
