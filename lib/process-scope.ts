import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { getBackend } from './backend.js'
import { tracePromise, traceSync } from './channels.js'
import { Ending, endTreeNow } from './end-tree.js'
import { fromNative } from './errors.js'
import { toKillMessage } from './kill-message.js'
import { type KillOptions, type KillPlan, toKillPlan } from './kill-options.js'
import type { KillSyncOptions } from './kill-process-tree.js'
import { type Choice, type KillReport, toReport } from './kill-targets.js'
import type { HeldScope, HeldTree, ProcessInfo } from './types.js'

/** Processes that belong together, whoever their parents are by now. */
export interface ProcessScope {
  /**
   * An environment to start processes with: that of this process, and a variable of its own that
   * all descendants inherit. Made anew at each reading.
   */
  readonly env: NodeJS.ProcessEnv
  /**
   * `child_process.spawn()` with that variable in the environment (of `options.env` if given). On
   * Windows the only way into the scope: there the process is put into a job object, so that without
   * `detached` not only the child but all that it starts ends with this process.
   */
  spawn(command: string, args?: readonly string[], options?: SpawnOptions): ChildProcess
  /**
   * The live processes of the scope, parents before children; `depth` is 0 where the parent does
   * not belong to it.
   */
  processes(): ProcessInfo[]
  /**
   * As {@link killProcessTree} for all processes of the scope and their descendants, repeated until
   * none is left. The caller and its ancestors are never signalled.
   */
  kill(options?: KillOptions): Promise<KillReport>
  /** As {@link killProcessTreeSync}, for exit handlers. */
  killSync(options?: KillSyncOptions): KillReport
}

/**
 * A scope for processes that escape their tree: daemons fork twice, and their parent is gone.
 *
 * Linux finds them by /proc/PID/environ (proc_pid_environ(5)): those of the same user, unless a
 * program has replaced its environment (`env -i`, clearenv(3)) and lost its parent as well, or is
 * protected from being read (PR_SET_DUMPABLE, set-user-ID). macOS finds them by sysctl(3)
 * `KERN_PROCARGS2`, with the same limits, and programs under System Integrity Protection show no
 * environment. Windows finds what was started by {@link ProcessScope.spawn}, and its descendants, by
 * a job object, which none of them can leave; a process that a program starts in the first moments
 * of its life, before it is put into the job, is found by its parent. The fallback knows scopes on
 * Linux only, elsewhere it throws `ENOTSUP`.
 */
export function createProcessScope(): ProcessScope {
  // Loaded here, as in spawn(), and not at start: not every program gets here.
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  return new Scope(`PROCPILOT_SCOPE_${randomBytes(16).toString('hex')}`)
}

class Scope implements ProcessScope {
  readonly #variable: string
  readonly #held: HeldScope

  constructor(variable: string) {
    this.#variable = variable
    this.#held = told(() => getBackend().createScope(variable))
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, [this.#variable]: '1' }
  }

  spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): ChildProcess {
    const { spawn } = process.getBuiltinModule('node:child_process')
    const env = { ...(options.env ?? process.env), [this.#variable]: '1' }
    const child = spawn(command, args, { ...options, env })
    const { pid } = child
    try {
      if (pid !== undefined) {
        told(() => this.#held.adopt(pid))
      }
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
    return child
  }

  processes(): ProcessInfo[] {
    return told(() => this.#held.processes())
  }

  async kill(options?: KillOptions): Promise<KillReport> {
    const plan = toKillPlan(options)
    return tracePromise(
      'procpilot:kill',
      () => this.#end(plan),
      () => toKillMessage('scope.kill', [], plan),
    )
  }

  async #end(plan: KillPlan): Promise<KillReport> {
    plan.abortSignal?.throwIfAborted()
    const ending = new Ending(this.#hold(), choose(plan), plan)
    try {
      return toReport(await ending.run(), plan.graceful)
    } catch (error) {
      throw fromNative(error, 'scope')
    } finally {
      ending.close()
    }
  }

  killSync(options?: KillSyncOptions): KillReport {
    const plan = { ...toKillPlan(options), graceful: false }
    return traceSync(
      'procpilot:kill',
      () => this.#endNow(plan),
      () => toKillMessage('scope.killSync', [], plan),
    )
  }

  #endNow(plan: KillPlan): KillReport {
    const tree = this.#hold()
    return toReport(
      told(() => endTreeNow(tree, choose(plan))),
      false,
    )
  }

  #hold(): HeldTree {
    return told(() => getBackend().holdTree(this.#held))
  }
}

function choose({ exclude }: Pick<Choice, 'exclude'>): Choice {
  return {
    wanted: new Set(),
    exclude,
    lineage: () => getBackend().lineage(),
    isScope: true,
  }
}

/** Errors of the system as Node tells them. */
function told<T>(ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    throw fromNative(error, 'scope')
  }
}
