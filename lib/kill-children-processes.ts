import { invalidArgType } from './errors.js'
import { type Target, toTarget } from './identity.js'
import { type KillOptions, toKillPlan } from './kill-options.js'
import type { KillReport } from './kill-targets.js'
import { tracedKillTrees } from './kill-process-tree.js'

/** Options of {@link killChildrenProcesses}. */
export type KillChildrenOptions = Pick<KillOptions, 'abortSignal' | 'force' | 'gracePeriod'>

/**
 * Ends all descendants of this process, not itself; with pids each given process and its
 * descendants, one tree after the other in the given order. Pids that are gone are skipped. As
 * {@link killProcessTree} otherwise.
 *
 * Each tree has a grace period of its own. All given processes are held from the beginning: a pid
 * that is recycled while others end is not signalled.
 *
 * @throws As {@link killProcessTree}.
 */
export async function killChildrenProcesses(
  parentPids?: number | readonly number[] | null,
  options?: KillChildrenOptions,
): Promise<KillReport> {
  const pids = toPids(parentPids)
  const plan = toKillPlan(options)
  const operation = 'killChildrenProcesses'
  return pids === null
    ? tracedKillTrees(operation, [self()], plan, false)
    : tracedKillTrees(operation, pids, plan)
}

function self(): Target {
  return { pid: process.pid, identity: null }
}

/** `null` where none are given. */
function toPids(parentPids: unknown): Target[] | null {
  if (parentPids === undefined || parentPids === null) {
    return null
  }
  const pids: unknown[] = Array.isArray(parentPids) ? parentPids : [parentPids]
  const name = (index: number): string =>
    Array.isArray(parentPids) ? `parentPids[${index}]` : 'parentPids'
  return pids.map((pid, index) => {
    if (typeof pid !== 'number') {
      throw invalidArgType(name(index), 'of type number', pid)
    }
    return toTarget(pid, name(index))
  })
}
