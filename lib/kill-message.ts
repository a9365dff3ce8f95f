import type { KillMessage } from './channel-messages.js'
import type { Target } from './identity.js'
import type { KillPlan } from './kill-options.js'

/** What the listeners of `procpilot:kill` are told. */
export function toKillMessage(
  operation: KillMessage['operation'],
  roots: readonly Target[],
  { graceful, signal, gracePeriod }: KillPlan,
): KillMessage {
  return {
    operation,
    pids: roots.map(({ pid }) => pid),
    options: { graceful, signal, gracePeriod },
  }
}
