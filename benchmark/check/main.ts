// Measures one of them. Arguments: its name, the library. Prints its ratios as JSON.
import { createContext } from '../context.js'
import { type GroupResult, measure } from '../measure.js'
import { checks } from './checks.js'
import type { Name } from './names.mjs'
import { median } from './ratios.mjs'

const [name = '', library = ''] = process.argv.slice(2)

const context = await createContext(library)
const { end, ...opened } = await checks[name as Name](context, library)
try {
  const result = await measure({ title: name, ...opened })
  const missing = result.timings.map(({ missing: why }) => why).find((why) => why !== undefined)
  console.log(JSON.stringify({ ratios: ratios(result), missing }))
} finally {
  await end?.()
}

/** Of each round, which were side by side; NaN, which JSON has as null, if not measured. */
function ratios({ timings }: GroupResult): Record<string, number> {
  const [ours, ...others] = timings
  return Object.fromEntries(
    others.map((other) => [
      `${ours?.name} over ${other.name}`,
      median(other.rounds.map((time, round) => (ours?.rounds[round] ?? NaN) / time)),
    ]),
  )
}
