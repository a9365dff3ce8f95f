import type { ProcessInfo } from '../types.js'
import { notPermitted } from '../errors.js'
import { findChildren } from './children.js'
import { exists } from './liveness.js'
import { type Process, see, tell, toInfo } from './processes.js'
import { isProcOurs } from './read.js'

/** Level by level. */
export function descendants(pid: number, childrenOf = findChildren()): ProcessInfo[] {
  if (process.platform === 'linux' && !exists(pid)) {
    return []
  }
  return tell(pid, () => {
    const root = see(pid)
    if (root && !root.stat) {
      throw notPermitted('tree', pid)
    }
    const infos: ProcessInfo[] = []
    // Processes come and go while this reads: none is told twice.
    const known = new Set([pid])
    let level: Process[] = root ? [root] : []
    for (let depth = 1; level.length > 0; depth++) {
      const next: Process[] = []
      for (const parent of level) {
        for (const child of childrenOf(parent, (one) => known.has(one))) {
          known.add(child.pid)
          next.push(child)
          infos.push(toInfo(child, depth))
        }
      }
      level = next
    }
    return infos
  })
}

export function lineage(): number[] {
  if (process.platform !== 'linux' || !isProcOurs()) {
    return [process.pid, process.ppid].filter((pid) => pid > 0)
  }
  const line: number[] = []
  let pid = process.pid
  while (pid > 0 && !line.includes(pid)) {
    line.push(pid)
    pid = tell(pid, () => see(pid))?.ppid ?? 0
  }
  return line
}
