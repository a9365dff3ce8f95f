import type { Context } from '../context.js'
import type { Group } from '../measure.js'

/**
 * The first of the cases is compared with each of the others, by name: `native over fallback`.
 * What has been started is to be ended.
 */
export type Opened = Omit<Group, 'title' | 'values'> & { end?: () => unknown }

export type Check = (context: Context, library: string) => Opened | Promise<Opened>

/** Both backends, about the same. */
export function bothBackends<T>(native: () => T, fallback: () => T): Group['cases'] {
  const answers = [native(), fallback()].map((answer) => JSON.stringify(answer))
  if (answers[0] !== answers[1]) {
    throw new Error(
      `the backends do not agree: ${answers.map((answer) => answer.slice(0, 100)).join(', ')}`,
    )
  }
  return [
    { name: 'native', role: 'ours', run: native },
    { name: 'fallback', role: 'rival', run: fallback },
  ]
}
