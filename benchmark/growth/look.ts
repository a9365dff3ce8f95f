// How a line looks: ours are to be seen first, then who is beside them.
import type { Timing } from './results.js'

export const WIDTH = 1000
export const HEIGHT = 440
export const PLOT = { left: 76, top: 92, right: 370, bottom: 60 }

/** Without quotation marks, which the library does not escape. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Liberation Sans, sans-serif'
export const INK = '#1f2328'
export const FAINT = '#59636e'
export const LINE = '#e1e5ea'

const OURS = ['#c2410c', '#e0701a', '#9f1239']
const RIVALS = ['#64748b', '#8b98a9', '#76869b', '#a0aab8']
const FLOOR = '#3f4a56'

export interface Look {
  color: string
  width: number
  dash: 'solid' | 'dashed' | 'dotted'
}

export function lookOf(timing: Timing, all: Timing[]): Look {
  const rank = all.filter(({ role }) => role === timing.role).indexOf(timing)
  if (timing.role === 'ours') {
    return { color: OURS[rank % OURS.length] ?? INK, width: 3.5, dash: 'solid' }
  }
  if (timing.role === 'rival') {
    const dash = timing.name.startsWith('fallback') ? 'dashed' : 'solid'
    return { color: RIVALS[rank % RIVALS.length] ?? INK, width: 2, dash }
  }
  return { color: FLOOR, width: 1.5, dash: 'dotted' }
}
