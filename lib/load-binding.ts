import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { version } from '../package.json'
import { runsOn, targets } from './targets.js'
import { checkWholeLibrary } from './whole-library.js'
import type * as Binding from './native/binding.js'

/** Why a place gave no binding. */
export interface Attempt {
  place: string
  /** The build of a checkout. */
  isLocal: boolean
  error: Error
  /** Nothing there, as opposed to something that does not load. */
  missing: boolean
}

export interface Loaded {
  binding: typeof Binding | null
  target: string
  attempts: Attempt[]
}

/** Tries the local build of a checkout, then the platform's package. */
export function loadBinding(): Loaded {
  const attempts: Attempt[] = []
  const candidates = targets()
  const [likeliest] = candidates
  for (const target of candidates) {
    for (const place of [
      fileURLToPath(new URL(`../lib/native/procpilot.${target}.node`, import.meta.url)),
      `@procpilot/binding-${target}`,
    ]) {
      try {
        return { binding: loadFrom(place, target, target === likeliest), target, attempts }
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown))
        const missing = 'code' in error && error.code === 'MODULE_NOT_FOUND'
        attempts.push({ place, isLocal: !place.startsWith('@'), error, missing })
      }
    }
  }
  return { binding: null, target: likeliest, attempts }
}

function loadFrom(place: string, target: string, isLikeliest: boolean): typeof Binding {
  // Made at every import, it would take longer than all else that is done there.
  const require = createRequire(import.meta.url)
  const path = require.resolve(place)
  if (!isLikeliest && !runsOn(target)) {
    throw new Error(`it is built for ${target}, and this program is not`)
  }
  if (path.endsWith('.node')) {
    checkWholeLibrary(path)
  }
  const binding = require(path) as typeof Binding
  const found = 'version' in binding && binding.version()
  if (found !== version) {
    throw new Error(`its version is ${found || 'unknown'}, and the package's is ${version}`)
  }
  return binding
}
