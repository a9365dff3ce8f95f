// That the charts of growth are those of the committed numbers.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawCharts } from '../../benchmark/growth/draw.js'
import { type Growth, readGrowth } from '../../benchmark/growth/results.js'
import { testsWith } from '../helpers/facilities.js'

const IMAGES = new URL('../../docs/images/', import.meta.url)
const committed = readdirSync(IMAGES).filter((file) => /^growth-.*\.svg$/.test(file))
const { series, ...rest } = readGrowth() as Growth

const testWith = testsWith({
  "benchmark's packages": existsSync(
    new URL('../../benchmark/node_modules/echarts', import.meta.url),
  ),
})

describe('benchmark/growth.json', () => {
  test('has every series', () => {
    expect(series.map(({ name }) => name)).toEqual([
      ...['machine', 'tree', 'kill', 'directory', 'handles', 'watching', 'wake-ups'],
    ])
  })

  test.each(series)('names ours and a rival at each size: $name', ({ points }) => {
    expect(points.length).toBeGreaterThan(2)
    for (const { timings } of points) {
      const roles = timings.map(({ role }) => role)
      expect(roles).toEqual(expect.arrayContaining(['ours', 'rival']))
      expect(timings.map(({ name }) => name)).toEqual(points[0]?.timings.map(({ name }) => name))
    }
  })

  test.each(series)('grows from size to size: $name', ({ points }) => {
    const sizes = points.map(({ x }) => x)
    expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => a - b))
  })
})

describe('the charts in docs/images', () => {
  test('are one for each series', () => {
    expect(committed.toSorted()).toEqual(series.map(({ name }) => `growth-${name}.svg`).toSorted())
  })

  testWith("benchmark's packages")('are up to date: npm run bench:growth -- --draw', async () => {
    for (const [file, svg] of await drawCharts({ series, ...rest })) {
      expect(svg === readFileSync(new URL(file, IMAGES), 'utf8'), file).toBe(true)
    }
  })

  testWith("benchmark's packages")('name everyone', async () => {
    const charts = await drawCharts({ series, ...rest })
    for (const { name, points } of series) {
      const svg = charts.get(`growth-${name}.svg`)
      for (const timing of points.at(-1)?.timings ?? []) {
        expect(svg).toContain(`>${timing.name}<`)
      }
    }
  })

  test.each(committed)('is XML that a browser draws: %s', (file) => {
    const svg = readFileSync(new URL(file, IMAGES), 'utf8').replace(/<style.*<\/style>/s, '')
    for (const [tag] of svg.matchAll(/<[^>]*>/g)) {
      expect(tag).toMatch(/^<(\/\w+|\w+(\s+[\w:-]+="[^"<]*")*\s*\/?)>$/)
    }
  })

  testWith("benchmark's packages")('are the same however often they are drawn', async () => {
    const [one, another] = [
      await drawCharts({ series, ...rest }),
      await drawCharts({ series, ...rest }),
    ]
    expect(another).toEqual(one)
  })

  testWith("benchmark's packages")('differ where a number does', async () => {
    const [first, ...others] = structuredClone(series)
    const timing = first?.points[0]?.timings[0]
    if (timing) {
      timing.median *= 2
    }
    const changed = await drawCharts({ series: first ? [first, ...others] : [], ...rest })
    const unchanged = await drawCharts({ series, ...rest })
    const differing = [...changed].filter(([file, svg]) => unchanged.get(file) !== svg)
    expect(differing.map(([file]) => file)).toEqual(['growth-machine.svg'])
  })
})
