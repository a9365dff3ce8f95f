// What npm run bench:check measures.
import type { Check } from './check.js'
import { limits } from './limits.js'
import type { Name } from './names.mjs'
import { processes } from './processes.js'
import { timeline } from './timeline.js'

export const checks: Record<Name, Check> = { ...processes, ...limits, ...timeline }
