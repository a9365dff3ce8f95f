// Measures the groups of one decision, prints a table for each, and keeps them in results.json.
// Ratios are of each round, in which all cases had their turn, to the first case of the group.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, platform, release } from 'node:os'
import { measure } from '../measure.js'

/**
 * @typedef {import('../measure.js').Case} Case
 * @typedef {import('../measure.js').Group & { unit?: Unit }} Group
 * @typedef {import('../measure.js').Timing} Timing
 * @typedef {'ns' | 'bytes'} Unit Nanoseconds, if the group says nothing else.
 */

const RESULTS = new URL('results.json', import.meta.url)

/**
 * @param {string} decision
 * @param {Iterable<Group> | AsyncIterable<Group>} groups
 */
export async function report(decision, groups) {
  const tables = []
  for await (const group of groups) {
    const { title, timings } = await measure(group)
    const table = {
      title,
      unit: group.unit ?? 'ns',
      rows: timings.map((timing) => toRow(timing, timings[0] ?? timing)),
    }
    tables.push(table)
    print(table)
  }
  const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {}
  results[decision] = {
    at: new Date().toISOString().slice(0, 16),
    node: process.version,
    system: `${platform()} ${release()} ${process.arch}, ${cpus().length} CPUs`,
    tables,
  }
  const sorted = Object.fromEntries(
    Object.entries(results).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  writeFileSync(RESULTS, `${JSON.stringify(sorted, null, 2)}\n`)
}

/**
 * @param {string} name
 * @param {() => unknown} run
 * @returns {Case}
 */
export function sync(name, run) {
  return { name, role: 'other', run }
}

/**
 * What takes turns of the event loop; so many samples a round.
 * @param {string} name
 * @param {number} samples
 * @param {() => Promise<unknown>} run
 * @param {number} [perSample] What one run does so many times.
 * @returns {Case}
 */
export function async(name, samples, run, perSample = 1) {
  const elsewhere = async () => {
    const times = []
    for (let sample = 0; sample < samples; sample++) {
      const start = performance.now()
      await run()
      times.push(((performance.now() - start) * 1e6) / perSample)
    }
    return times
  }
  return { name, role: 'other', elsewhere }
}

/**
 * What a run returns as its nanoseconds.
 * @param {string} name
 * @param {(round: number) => number[] | Promise<number[]>} elsewhere
 * @returns {Case}
 */
export function told(name, elsewhere) {
  return { name, role: 'other', elsewhere }
}

/**
 * @param {Timing} timing
 * @param {Timing} first
 */
function toRow({ name, median, p99, rounds }, first) {
  const ratios = rounds.map((round, index) => round / (first.rounds[index] ?? NaN))
  const sorted = ratios.toSorted((a, b) => a - b)
  return {
    name,
    median: rounded(median),
    p99: rounded(p99),
    ratio: rounded(sorted[Math.floor(sorted.length / 2)] ?? NaN),
    lowest: rounded(sorted[0] ?? NaN),
    highest: rounded(sorted.at(-1) ?? NaN),
  }
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(4))
}

/** @param {{ title: string, unit: Unit, rows: ReturnType<typeof toRow>[] }} table */
function print({ title, unit, rows }) {
  console.log(`\n${title}`)
  const cells = rows.map(({ name, median, p99, ratio, lowest, highest }) => [
    name,
    {
      median: amount(median, unit),
      p99: amount(p99, unit),
      'times the first': ratio,
      'of the rounds': `${lowest} to ${highest}`,
    },
  ])
  console.table(Object.fromEntries(cells))
}

/**
 * @param {number} value
 * @param {Unit} unit
 */
function amount(value, unit) {
  const names = unit === 'ns' ? ['ns', 'µs', 'ms'] : ['B', 'kB', 'MB']
  const power = value < 1000 ? 0 : value < 1e6 ? 1 : 2
  return `${Number((value / 1000 ** power).toPrecision(3))} ${names[power]}`
}
