// Draws the charts of benchmark/growth.json, by Apache ECharts, the same bytes for the same numbers.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { chartOption } from './chart.js'
import { HEIGHT, WIDTH } from './look.js'
import type { Growth } from './results.js'

/** What of it is needed: the package is there only where the benchmark is set up. */
interface ECharts {
  init(
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void }
}

const IMAGES = new URL('../../docs/images/', import.meta.url)

/** The files in docs/images, by their names. */
export async function drawCharts(growth: Growth): Promise<Map<string, string>> {
  const name: string = 'echarts'
  const echarts = (await import(name)) as ECharts
  return new Map(
    growth.series.map((series) => {
      const options = { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT } as const
      const chart = echarts.init(null, null, options)
      chart.setOption(chartOption(series, growth))
      const svg = chart.renderToSVGString()
      // Its timers would keep the process alive.
      chart.dispose()
      return [`growth-${series.name}.svg`, withStableNames(svg)]
    }),
  )
}

/** Returns the paths in the repository. */
export async function writeCharts(growth: Growth): Promise<string[]> {
  const charts = await drawCharts(growth)
  mkdirSync(IMAGES, { recursive: true })
  for (const file of readdirSync(IMAGES)) {
    if (/^growth-.*\.svg$/.test(file) && !charts.has(file)) {
      rmSync(new URL(file, IMAGES))
    }
  }
  charts.forEach((svg, file) => writeFileSync(new URL(file, IMAGES), svg))
  return [...charts.keys()].map((file) => `docs/images/${file}`)
}

/** The library counts on from chart to chart, in the ids and in the classes. */
function withStableNames(svg: string): string {
  const names = new Map<string, string>()
  const stable = svg.replaceAll(/\bzr\d+-[a-z]+-?\d+/g, (name) => {
    const known = names.get(name) ?? `chart-${names.size}`
    names.set(name, known)
    return known
  })
  return `${stable.trim()}\n`
}
