// The names at the ends of the lines, moved apart where they would overlap.
import { FONT, HEIGHT, INK, lookOf, PLOT, WIDTH } from './look.js'
import type { Series, Timing } from './results.js'
import { type Scales, shown, toPixelY } from './scales.js'
import { amount, times } from './units.js'

const LABEL_HEIGHT = 20
const GAP = 24
const NAME_WIDTH = 212

interface Label {
  timing: Timing
  /** Where the line ends, and where its name is. */
  from: number
  y: number
}

export function labelsOf(series: Series, scales: Scales): object[] {
  const timings = series.points.at(-1)?.timings ?? []
  const right = WIDTH - PLOT.right
  return place(timings, scales).flatMap(({ timing, from, y }) => {
    const { color, dash } = lookOf(timing, timings)
    const isOurs = timing.role === 'ours'
    const text = (left: number, content: string, fontWeight: number): object => ({
      type: 'text',
      x: left,
      y,
      style: {
        text: content,
        fill: isOurs ? color : INK,
        font: `${fontWeight} 13px ${FONT}`,
        textVerticalAlign: 'middle',
      },
      silent: true,
    })
    return [
      {
        type: 'polyline',
        shape: {
          points: [
            [right + 6, from],
            [right + GAP - 12, y],
            [right + GAP - 4, y],
          ],
        },
        style: { stroke: color, lineWidth: 1, fill: 'none', lineDash: dash === 'solid' ? [] : [2] },
        silent: true,
      },
      text(right + GAP, timing.name, isOurs ? 700 : 400),
      text(right + GAP + NAME_WIDTH, worth(timing, timings, series), isOurs ? 700 : 400),
    ]
  })
}

/** Beside what is next to nothing a ratio tells nothing. */
export function comparesTimes({ y }: Series): boolean {
  return y === undefined
}

function worth(timing: Timing, all: Timing[], series: Series): string {
  const value = amount(timing.median, series.unit)
  const isCompared = timing.role === 'rival' && comparesTimes(series)
  return isCompared ? `${value}, ${times(timing.median / oursFor(timing, all))}` : value
}

/** A rival is compared with our function of the same name, or with the first that is ours. */
function oursFor({ name }: Timing, all: Timing[]): number {
  const ours = all.filter(({ role }) => role === 'ours')
  const same = ours.find((each) => lastWord(each.name) === lastWord(name))
  return (same ?? ours[0])?.median ?? NaN
}

function lastWord(name: string): string {
  return name.split(' ').at(-1) ?? ''
}

function place(timings: Timing[], scales: Scales): Label[] {
  const labels = timings
    .map((timing): Label => {
      const from = toPixelY(shown(timing.median, scales), scales)
      return { timing, from, y: from }
    })
    .toSorted((a, b) => a.from - b.from)
  // Down until nothing overlaps, then up from the bottom.
  let free = PLOT.top - LABEL_HEIGHT
  for (const label of labels) {
    label.y = Math.max(label.y, free)
    free = label.y + LABEL_HEIGHT
  }
  let limit = HEIGHT - PLOT.bottom + LABEL_HEIGHT
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, limit)
    limit = label.y - LABEL_HEIGHT
  }
  return labels
}
