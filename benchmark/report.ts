import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, release } from 'node:os'
import type { Verdict as Correctness } from './correctness.js'
import type { GroupResult, Timing, Value } from './measure.js'

/** How we compare with one rival. */
interface Verdict {
  group: string
  rival: string
  /** The rival's median by ours. */
  ratio: number
  /** The lowest and the highest ratio of the rounds. */
  range: [number, number]
  target?: number
  reached?: boolean
  /** The rival's median by that of the fastest floor in C: no native code could do better. */
  best?: number
}

/** What we cost beyond the system calls, in nanoseconds. */
interface Overhead {
  group: string
  ours: number
  floor: number
  /** More than C that makes the same calls behind Node-API. */
  overC: number
  /** More than the system calls alone: with the crossing, which an empty native call tells. */
  overSystemCalls?: number
}

/** Columns that are no numbers. */
const TEXTS = new Set(['rival', 'right?'])

export function printGroup({ title, node, timings, values }: GroupResult): void {
  console.log(`\n${title} (Node ${node.replace(/^v/, '')})`)
  const verdicts = compare({ title, node, timings, values })
  const ours = timings.find(({ role }) => role === 'ours')
  const isJudged = timings.some(({ wrong }) => wrong !== undefined)
  const rows = timings.map((timing) => {
    const { name, missing, opsPerSecond, median, p99, role, wrong } = timing
    if (missing !== undefined) {
      return [name, `not measured: ${missing}`]
    }
    const verdict = verdicts.find(({ rival }) => role === 'rival' && rival === name)
    const more = ours && role === 'floor' ? signed(ours.median - median) : ''
    return [
      name,
      whole(opsPerSecond),
      duration(median),
      duration(p99),
      verdict ? times(verdict.ratio) : more,
      ...judgement(verdict),
      ...(isJudged ? [wrong === undefined ? '' : wrong === '' ? 'yes' : `not about ${wrong}`] : []),
    ]
  })
  const columns = ['', 'ops/s', 'median', 'p99', 'procpilot is', 'target', 'reached', 'best in C']
  const head = isJudged ? [...columns, 'right?'] : columns
  if (rows.length > 0) {
    printTable([head, ...rows])
  }
  if (values.length > 0) {
    printTable([
      ['', 'value', 'target', 'reached'],
      ...values.map((value) => [value.name, amount(value), ...limit(value)]),
    ])
  }
}

export function printSummary(results: GroupResult[]): void {
  console.log('\nTargets')
  const verdicts = results.flatMap(compare).filter(({ target }) => target !== undefined)
  printTable([
    ['', 'rival', 'ratio', 'target', 'reached', 'best in C'],
    ...verdicts.map((verdict) => [
      verdict.group,
      verdict.rival,
      times(verdict.ratio),
      ...judgement(verdict),
    ]),
    ...results.flatMap(({ title, values }) =>
      values
        .filter(({ atMost }) => atMost !== undefined)
        .map((value) => [title, value.name, amount(value), ...limit(value), '']),
    ),
    ...results.flatMap(({ title, timings }) =>
      timings
        .filter(({ target, missing }) => target !== undefined && missing !== undefined)
        .map(({ name, missing }) => [title, name, `not measured: ${missing}`]),
    ),
  ])
  console.log('\nOverhead of the native call')
  printTable([
    ['', 'procpilot', 'the same in C', 'over C', 'over the bare system calls'],
    ...results
      .flatMap(overhead)
      .map(({ group, ours, floor, overC, overSystemCalls }) => [
        group,
        duration(ours),
        duration(floor),
        signed(overC),
        overSystemCalls === undefined ? '' : signed(overSystemCalls),
      ]),
  ])
}

/** Two files: the last run under a name that is known, and every run under its time. */
export function writeJson(results: GroupResult[], correctness: Correctness[], at: Date): string {
  const directory = new URL('results/', import.meta.url)
  const text = JSON.stringify(
    {
      at: at.toISOString(),
      node: process.version,
      system: `${platform()} ${release()} ${arch()}`,
      cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
      unit: 'ns',
      correctness,
      groups: results,
      verdicts: results.flatMap(compare),
      overhead: results.flatMap(overhead),
    },
    null,
    2,
  )
  mkdirSync(directory, { recursive: true })
  const name = `${at.toISOString().replace(/\W/g, '-')}.json`
  for (const file of [name, 'latest.json']) {
    writeFileSync(new URL(file, directory), `${text}\n`)
  }
  return `benchmark/results/${name}`
}

function compare({ title, timings }: GroupResult): Verdict[] {
  const ours = measured(timings, 'ours')
  const floors = timings
    .filter(({ role, missing }) => role === 'floor' && missing === undefined)
    .map(({ median }) => median)
  if (!ours) {
    return []
  }
  return timings
    .filter(({ role, missing }) => role === 'rival' && missing === undefined)
    .map(({ name, median, target, rounds }) => {
      const ratio = median / ours.median
      const ratios = rounds.map((round, index) => round / (ours.rounds[index] ?? NaN))
      return {
        group: title,
        rival: name,
        ratio,
        range: [Math.min(...ratios), Math.max(...ratios)],
        ...(target !== undefined && { target, reached: ratio >= target }),
        ...(floors.length > 0 && { best: median / Math.min(...floors) }),
      }
    })
}

function overhead({ title, timings }: GroupResult): Overhead[] {
  const ours = measured(timings, 'ours')
  const floor = measured(timings, 'floor')
  const empty = measured(timings, 'empty')
  if (!ours || !floor) {
    return []
  }
  const overC = ours.median - floor.median
  return [
    {
      group: title,
      ours: ours.median,
      floor: floor.median,
      overC,
      ...(empty && { overSystemCalls: overC + empty.median }),
    },
  ]
}

function measured(timings: Timing[], wanted: Timing['role']): Timing | undefined {
  return timings.find(({ role, missing }) => role === wanted && missing === undefined)
}

function judgement(verdict: Verdict | undefined): string[] {
  const { target, reached, best } = verdict ?? {}
  return [
    target === undefined ? '' : times(target),
    reached === undefined ? '' : reached ? 'yes' : 'no',
    best === undefined ? '' : times(best),
  ]
}

function limit({ value, unit, atMost }: Value): string[] {
  return atMost === undefined || Number.isNaN(value)
    ? ['', '']
    : [`<= ${amount({ value: atMost, unit })}`, value <= atMost ? 'yes' : 'no']
}

function amount({ value, unit }: Pick<Value, 'value' | 'unit'>): string {
  if (Number.isNaN(value)) {
    return 'not measured'
  }
  return unit === 'ns' ? duration(value) : unit === 'times' ? times(value) : whole(value)
}

/** The first column to the left, numbers to the right; a short row's last cell may run over. */
export function printTable(rows: string[][]): void {
  const columns = rows[0]?.length ?? 0
  const widths = Array.from({ length: columns }, (_, column) => {
    const full = rows.filter((row) => row.length === columns)
    const sized = column === 0 ? rows : full
    return Math.max(...sized.map((row) => (row[column] ?? '').length))
  })
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const isText = column === 0 || row.length < columns || TEXTS.has(rows[0]?.[column] ?? '')
      return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
    })
    console.log(`  ${cells.join('  ')}`.trimEnd())
  }
}

function times(ratio: number): string {
  return `${ratio < 100 ? Number(ratio.toPrecision(3)) : whole(ratio)}x`
}

function signed(ns: number): string {
  return `${ns < 0 ? '-' : '+'}${whole(Math.abs(ns))} ns`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function duration(ns: number): string {
  const [value, unit] = ns < 1000 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1000, 'us'] : [ns / 1e6, 'ms']
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`
}
