// Logarithmic axes, and where a value is on them, in pixels.
import { HEIGHT, PLOT, WIDTH } from './look.js'
import type { Series } from './results.js'

export interface Scales {
  x: { min: number; max: number }
  y: { min: number; max: number; hasZero: boolean }
}

/** Nothing at all, which has no place on a logarithmic axis, is at its beginning. */
export function shown(value: number, { y }: Scales): number {
  return value === 0 ? y.min : value
}

export function scalesOf(series: Series): Scales {
  const sizes = series.points.map(({ x }) => x)
  const values = series.points.flatMap(({ timings }) => timings.map(({ median }) => median))
  const hasZero = values.includes(0)
  const max = decadeAbove(Math.max(...values))
  const least = decadeBelow(Math.min(...values.filter((value) => value > 0)))
  const min = hasZero ? decadeBelow(least / 2) : least
  return {
    x: { min: decadeBelow(Math.min(...sizes)), max: Math.max(...sizes) },
    y: { min, max, hasZero },
  }
}

export function toPixelX(value: number, { x: { min, max } }: Scales): number {
  const width = WIDTH - PLOT.left - PLOT.right
  return PLOT.left + width * share(value, min, max)
}

export function toPixelY(value: number, { y: { min, max } }: Scales): number {
  const height = HEIGHT - PLOT.top - PLOT.bottom
  return HEIGHT - PLOT.bottom - height * share(value, min, max)
}

function share(value: number, min: number, max: number): number {
  return Math.log(value / min) / Math.log(max / min)
}

/** By their digits: a logarithm of a power of ten may be a little less than whole. */
function decadeBelow(value: number): number {
  return Number(`1e${exponent(value)}`)
}

function decadeAbove(value: number): number {
  const below = decadeBelow(value)
  return below === value ? value : Number(`1e${exponent(value) + 1}`)
}

function exponent(value: number): number {
  return Number(value.toExponential().split('e')[1])
}
