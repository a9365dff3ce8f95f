import { getBackend } from './backend.js'
import type { KillMessage } from './channel-messages.js'
import { tracePromise, traceSync } from './channels.js'
import { Ending, endTreeNow } from './end-tree.js'
import { fromNative } from './errors.js'
import { type Target, toTarget } from './identity.js'
import { toKillMessage } from './kill-message.js'
import { type KillOptions, type KillPlan, toKillPlan } from './kill-options.js'
import { type Choice, type KillReport, type KillResult, toReport } from './kill-targets.js'
import type { HeldTree, ProcessInfo } from './types.js'

/** Options of {@link killProcessTreeSync}. */
export type KillSyncOptions = Pick<KillOptions, 'exclude'>

/**
 * Ends a process and all of its descendants, and waits until every one is confirmed gone. Resolves
 * to what became of each; an empty report if the process was gone before.
 *
 * The signal goes to all of them; who was stopped is continued, so that it can act on it. What is
 * left after the grace period is frozen with SIGSTOP, so that it cannot fork, looked through until
 * nothing new appears, and killed. What was found once is held until it is gone, whoever its parent
 * is by then. What a process starts on its way out is left to it, and signalled once that process is
 * gone.
 *
 * The caller and its ancestors are never signalled, unless one of them is `pidOrIdentity`: then
 * everything else is ended first. Processes that may not be signalled are reported as `denied`, and
 * the rest ends all the same.
 *
 * Linux signals through pidfds, checked after they were opened, so that a recycled pid is never hit.
 * macOS and the fallback check the identity before each signal. On Windows there is nothing like
 * SIGTERM: processes are terminated at once. No program is started.
 *
 * @param pidOrIdentity By identity it is certain to be that incarnation.
 * @throws TypeError, RangeError for bad arguments; Error `EPERM` for an identity that cannot be
 *   verified, and where /proc is missing or that of another pid namespace; `EMFILE` when there is
 *   no descriptor to look with; `ENOTSUP` in the fallback on macOS and Windows. The promise rejects
 *   with them, and with the reason of `abortSignal`.
 */
export async function killProcessTree(
  pidOrIdentity: number | string,
  options?: KillOptions,
): Promise<KillReport> {
  const target = toTarget(pidOrIdentity, 'pidOrIdentity')
  const plan = toKillPlan(options)
  return tracedKillTrees('killProcessTree', [target], plan)
}

/** {@link killTrees} for whoever listens to it. */
export function tracedKillTrees(
  operation: KillMessage['operation'],
  roots: Target[],
  plan: KillPlan,
  areWanted = true,
): Promise<KillReport> {
  return tracePromise(
    'procpilot:kill',
    () => killTrees(roots, plan, areWanted),
    () => toKillMessage(operation, roots, plan),
  )
}

/**
 * Ends the trees one after the other, the caller and its ancestors at the end; of those only what is
 * below them, if they are not wanted themselves.
 */
async function killTrees(roots: Target[], plan: KillPlan, areWanted: boolean): Promise<KillReport> {
  plan.abortSignal?.throwIfAborted()
  const wanted = new Set(areWanted ? roots.map(({ pid }) => pid) : [])
  const endings: Ending[] = []
  const results = new Map<number, KillResult>()
  try {
    for (const root of inOrder(roots)) {
      const tree = hold(root)
      if (tree) {
        const ending = new Ending(tree, choose(wanted, plan.exclude), plan)
        endings.push(ending)
        if (roots.length > 1) {
          ending.prepare()
        }
      }
    }
    for (const ending of endings) {
      for (const result of await ending.run()) {
        // One tree may be part of another.
        if (!results.has(result.pid)) {
          results.set(result.pid, result)
        }
      }
    }
  } catch (error) {
    throw fromNative(error, 'tree')
  } finally {
    endings.forEach((ending) => ending.close())
  }
  return toReport([...results.values()], plan.graceful)
}

/**
 * Kills a process and all of its descendants without waiting, for exit handlers: freezes them,
 * looks until nothing new appears, and sends SIGKILL. In the report `killed` means that it was sent.
 *
 * @throws As {@link killProcessTree}.
 */
export function killProcessTreeSync(
  pidOrIdentity: number | string,
  options?: KillSyncOptions,
): KillReport {
  const target = toTarget(pidOrIdentity, 'pidOrIdentity')
  const plan = { ...toKillPlan(options), graceful: false }
  return traceSync(
    'procpilot:kill',
    () => killTreeNow(target, plan),
    () => toKillMessage('killProcessTreeSync', [target], plan),
  )
}

function killTreeNow(target: Target, { exclude }: KillPlan): KillReport {
  const tree = hold(target)
  try {
    const results = tree ? endTreeNow(tree, choose(new Set([target.pid]), exclude)) : []
    return toReport(results, false)
  } catch (error) {
    throw fromNative(error, 'tree', { pid: target.pid })
  }
}

/** `undefined` if the process is gone. */
function hold({ pid, identity }: Target): HeldTree | undefined {
  let tree: HeldTree | undefined
  try {
    tree = getBackend().holdTree(null)
    if (tree.add(pid, identity)) {
      return tree
    }
  } catch (error) {
    tree?.close()
    throw fromNative(error, 'open', { pid })
  }
  tree.close()
  return undefined
}

/** As given, but for the caller's own lineage: the eldest first, and itself last. */
function inOrder(roots: Target[]): Target[] {
  const lineage = getBackend().lineage()
  const place = ({ pid }: Target): number => lineage.length - lineage.indexOf(pid)
  const others = roots.filter(({ pid }) => !lineage.includes(pid))
  const own = roots.filter(({ pid }) => lineage.includes(pid))
  return [...others, ...own.toSorted((a, b) => place(a) - place(b))]
}

function choose(
  wanted: ReadonlySet<number>,
  exclude: ((info: ProcessInfo) => boolean) | undefined,
): Choice {
  return { wanted, exclude, lineage: () => getBackend().lineage(), isScope: false }
}
