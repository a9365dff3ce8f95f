// What npm run bench:growth has measured: benchmark/growth.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, release } from 'node:os'
import type { Case, GroupResult } from '../measure.js'

export interface Timing {
  name: string
  role: Case['role']
  samples: number
  median: number
  p99: number
}

export interface Point {
  x: number
  timings: Timing[]
}

export interface Series {
  name: string
  title: string
  x: string
  /** If it is not the time of a call. */
  y?: string
  /** If it is not that of all. */
  unit?: 'count'
  points: Point[]
}

export interface Growth {
  at: string
  node: string
  system: string
  cpu: string
  unit: 'ns'
  series: Series[]
}

const FILE = new URL('../growth.json', import.meta.url)

export function readGrowth(): Growth | undefined {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined
}

export function writeGrowth(growth: Growth): void {
  writeFileSync(FILE, `${JSON.stringify(growth, null, 2)}\n`)
}

export function machineHere(): Pick<Growth, 'node' | 'system' | 'cpu' | 'unit'> {
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    unit: 'ns',
  }
}

/** What of another run may stand beside this one; `undefined` if it is of another machine. */
export function seriesToKeep(before: Growth, here = machineHere()): Series[] | undefined {
  const { node, system, cpu } = here
  const isSame = before.node === node && before.system === system && before.cpu === cpu
  return isSame ? before.series : undefined
}

export function pointOf(x: number, { timings }: GroupResult): Point {
  const measured = timings.filter(({ missing }) => missing === undefined)
  return {
    x,
    timings: measured.map(({ name, role, samples, median, p99 }) => ({
      name,
      role,
      samples,
      median: rounded(median),
      p99: rounded(p99),
    })),
  }
}

/** Four digits: what follows is chance. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
