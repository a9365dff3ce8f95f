import type { Case } from '../measure.js'

/** The cases that are wanted of another benchmark, by names that fit into a chart. */
export function renamed(cases: Case[], names: Record<string, string>): Case[] {
  return Object.entries(names).map(([before, name]) => {
    const found = cases.find((entry) => entry.name === before)
    if (!found) {
      throw new Error(`no case is named ${before}`)
    }
    return { ...found, name }
  })
}
