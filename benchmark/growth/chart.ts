// A series as lines on logarithmic axes.
import { comparesTimes, labelsOf } from './labels.js'
import { FAINT, FONT, INK, LINE, lookOf, PLOT } from './look.js'
import type { Growth, Series } from './results.js'
import { scalesOf, shown } from './scales.js'
import { amount, digits } from './units.js'

export function chartOption(series: Series, growth: Growth): object {
  const scales = scalesOf(series)
  const drawn = series.points.at(-1)?.timings ?? []
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: INK },
    title: {
      text: series.title,
      subtext: [
        `${series.y ?? 'median time of a call'}${comparesTimes(series) ? '; ×: times that of procpilot' : ''}`,
        `${growth.cpu}, ${growth.system}, Node ${growth.node.slice(1)}`,
      ].join('\n'),
      left: 20,
      top: 14,
      itemGap: 6,
      textStyle: { fontFamily: FONT, fontSize: 17, fontWeight: 600, color: INK },
      subtextStyle: { fontFamily: FONT, fontSize: 12, lineHeight: 16, color: FAINT },
    },
    grid: { ...PLOT, outerBoundsMode: 'none' },
    xAxis: {
      ...axis(scales.x, digits),
      name: series.x,
      nameLocation: 'middle',
      nameGap: 32,
      nameTextStyle: { fontSize: 13, color: INK },
    },
    yAxis: axis(scales.y, (value) =>
      scales.y.hasZero && value === scales.y.min ? '0' : amount(value, series.unit),
    ),
    series: drawn.map((timing) => {
      const { color, width, dash } = lookOf(timing, drawn)
      return {
        type: 'line',
        name: timing.name,
        data: series.points.map(({ x, timings }) => {
          const median = timings.find(({ name }) => name === timing.name)?.median
          return [x, median === undefined ? null : shown(median, scales)]
        }),
        silent: true,
        symbol: 'circle',
        symbolSize: width + 4,
        lineStyle: { color, width, type: dash },
        itemStyle: { color },
        z: timing.role === 'ours' ? 4 : 3,
      }
    }),
    graphic: labelsOf(series, scales),
  }
}

function axis(scale: { min: number; max: number }, formatter: (value: number) => string): object {
  return {
    type: 'log',
    min: scale.min,
    max: scale.max,
    axisLine: { show: true, lineStyle: { color: LINE } },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: LINE } },
    axisLabel: { fontSize: 12, color: FAINT, formatter },
  }
}
