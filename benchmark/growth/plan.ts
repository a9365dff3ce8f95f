import type { Context } from '../context.js'
import type { Point, Series } from './results.js'

/** One of the four questions: what it costs as something grows. */
export interface Plan {
  /** What it draws, each a chart. */
  series: Omit<Series, 'points'>[]
  sizes: number[]
  measure(given: Given): AsyncGenerator<Measured>
}

export interface Given {
  context: Context
  sizes: number[]
  /** For a moment only. */
  isQuick: boolean
}

export interface Measured {
  /** The name of one of the plan's. */
  series: string
  point: Point
}
