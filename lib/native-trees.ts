import { createScope as createScopeInJs } from './fallback/scope.js'
import { holdTree as holdTreeInJs } from './fallback/held-tree.js'
import type * as Binding from './native/binding.js'
import { toInfos, toMembers } from './native-processes.js'
import type { Backend, Delivery, HeldScope, HeldTree } from './types.js'

const DELIVERIES: readonly Delivery[] = ['sent', 'gone', 'denied', 'failed']

/** Trees and scopes of the binding, made what the contract says. */
export function nativeTrees(
  binding: typeof Binding,
): Pick<Backend, 'createScope' | 'descendants' | 'holdTree' | 'lineage'> {
  class Scope implements HeldScope {
    readonly variable: string
    readonly native: Binding.NativeScope

    constructor(variable: string) {
      this.variable = variable
      this.native = new binding.NativeScope(variable)
    }

    adopt(pid: number): void {
      this.native.adopt(pid)
    }

    processes(): ReturnType<HeldScope['processes']> {
      return toInfos(this.native.processes())
    }
  }

  return {
    createScope: (variable) => new Scope(variable),
    descendants: (pid) => toInfos(binding.descendants(pid)),
    lineage: () => binding.lineage(),
    holdTree: (scope) => {
      const of = scope as Scope | null
      try {
        return wrap(new binding.NativeTree(of?.native))
      } catch (error) {
        // No pidfds here: JavaScript can do as well without them.
        if (error instanceof Error && error.message === 'code:ENOTSUP') {
          return holdTreeInJs(of && createScopeInJs(of.variable))
        }
        throw error
      }
    },
  }
}

function wrap(tree: Binding.NativeTree): HeldTree {
  return {
    add: (pid, identity) => tree.add(pid, identity),
    look: () => toMembers(tree.look()),
    leave: (index) => tree.leave(index),
    signal: (indexes, signal) =>
      tree.signal(indexes as number[], signal).map((delivery) => DELIVERIES[delivery] ?? 'failed'),
    moving: () => tree.moving(),
    exited: () => tree.exited(),
    watch: (listener) => tree.watch(listener),
    close: () => tree.close(),
  }
}
