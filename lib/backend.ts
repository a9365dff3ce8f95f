import { version } from '../package.json'
import { invalidArgValue, noBinding } from './errors.js'
import { fallback } from './fallback/index.js'
import { type Attempt, loadBinding } from './load-binding.js'
import { createNativeBackend } from './native-backend.js'
import { targets } from './targets.js'
import type { Backend, BackendInfo } from './types.js'

/** A backend, and why it was chosen; its features are asked for only when somebody wants to know. */
interface Choice {
  backend: Backend
  info: Omit<BackendInfo, 'features'>
}

let chosen: Choice | undefined

/** The backend that serves this thread, chosen by its first call. */
export function getBackend(): Backend {
  return (chosen ??= choose()).backend
}

/**
 * Who answers in this thread: the native binding or the JavaScript fallback, and why.
 *
 * `PROCPILOT_BACKEND` decides: `auto` (the default) takes the binding if it loads, `native`
 * insists on it, `js` takes the fallback.
 *
 * @throws Error `ERR_PROCPILOT_NO_BINDING` with `PROCPILOT_BACKEND=native` where no binding loads;
 *   `cause.errors` has the reason of every attempt. So do all functions of this package.
 * @throws TypeError `ERR_INVALID_ARG_VALUE` for another value of the variable.
 */
export function getBackendInfo(): BackendInfo {
  const { backend, info } = (chosen ??= choose())
  return { ...info, features: backend.features() }
}

function choose(): Choice {
  const wanted = process.env['PROCPILOT_BACKEND'] || 'auto'
  if (wanted !== 'auto' && wanted !== 'native' && wanted !== 'js') {
    throw invalidArgValue('PROCPILOT_BACKEND', "'auto', 'native' or 'js'", wanted)
  }
  if (wanted === 'js') {
    const reason = 'PROCPILOT_BACKEND=js asks for it'
    return { backend: fallback, info: { backend: 'js', version, target: targets()[0], reason } }
  }
  const { binding, target, attempts } = loadBinding()
  if (binding) {
    const reason = describe(attempts.filter((attempt) => !attempt.missing)) || null
    const info = { backend: 'native', version, target, reason } as const
    return { backend: createNativeBackend(binding), info }
  }
  if (wanted === 'native') {
    const advice = `install @procpilot/binding-${target}@${version}`
    throw noBinding(
      `No native binding of procpilot could be loaded; ${advice} (${describe(attempts)})`,
      attempts.map(({ error }) => error),
    )
  }
  // That an installed package has no build of a checkout is no news.
  const reason = describe(attempts.filter(({ isLocal, missing }) => !(isLocal && missing)))
  return { backend: fallback, info: { backend: 'js', version, target, reason } }
}

/** One line that names every place and what was wrong with it. */
function describe(attempts: Attempt[]): string {
  return attempts
    .map(({ place, error, missing }) => {
      const [why] = error.message.split('\n', 1)
      return `${place}: ${missing ? 'not found' : why}`
    })
    .join('; ')
}
