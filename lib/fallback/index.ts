import type { Backend } from '../types.js'
import * as fdLimits from './fd-limits.js'
import * as fileMounts from './file-mounts.js'
import * as liveness from './liveness.js'
import * as parallelism from './parallelism.js'

/** The contract in JavaScript: the same answers from Node's own modules and /proc. */
export const fallback: Backend = { ...fdLimits, ...fileMounts, ...liveness, ...parallelism }
