import { holdByPolling } from '../hold-by-polling.js'
import type { Backend } from '../types.js'
import * as fdLimits from './fd-limits.js'
import * as fileMounts from './file-mounts.js'
import { holdTree } from './held-tree.js'
import * as identity from './identity.js'
import { areProcessesAlive, isProcessAlive, processState } from './liveness.js'
import * as parallelism from './parallelism.js'
import { createScope } from './scope.js'
import * as timeline from './timeline.js'
import { descendants, lineage } from './tree.js'

/** The contract in JavaScript: the same answers from Node's own modules and /proc. */
export const fallback: Backend = {
  ...fdLimits,
  ...fileMounts,
  ...identity,
  ...parallelism,
  ...timeline,
  areProcessesAlive,
  createScope,
  descendants: (pid) => descendants(pid),
  isProcessAlive,
  lineage,
  processState,
  features: () => ({ identity: process.platform === 'linux', exitEvents: 'poll' }),
  hold: (pid, expected) => holdByPolling({ ...identity, processState }, pid, expected),
  holdTree: (scope) => holdTree(scope),
}
