// What npm run bench:instructions makes of its counts.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  band,
  compare,
  readCounts,
  table,
  toolchainDifference,
} from '../../scripts/instructions.mjs'

const toolchain = { rustc: 'rustc 1.95.0', target: 'x86_64-unknown-linux-gnu', libc: 'glibc 2.36' }

/** A benchmark as gungraun writes it; beside the count of the run before, if there was one. */
function line(parser: string, id: string, count: unknown, before?: number): string {
  const values = { new: count, ...(before !== undefined && { old: before }) }
  const profiles = [{ data: { total: { metrics: { Ir: { values } } } }, tool: 'Callgrind' }]
  return `${JSON.stringify({ function_name: parser, id, profiles })}\n`
}

describe('the counts of a run', () => {
  test('are read, by name', () => {
    const output = line('status', 'corpus', 7, 6) + line('cpu_max', 'recorded', 9)
    expect(Object.entries(readCounts(output))).toEqual([
      ['cpu_max/recorded', 9],
      ['status/corpus', 7],
    ])
  })

  test('are not guessed', () => {
    expect(() => readCounts(line('status', 'corpus', undefined))).toThrow('status/corpus')
    expect(() => readCounts('{"function_name":"status","id":"corpus","profiles":[]}')).toThrow(
      'no instruction count of status/corpus',
    )
  })
})

describe('a comparison', () => {
  const changeOf = (before: number, now: number) =>
    compare({ parser: before }, { parser: now })[0]?.change

  test('calls grown what is above the band', () => {
    expect(changeOf(1000, 1000 + 1000 * band)).toBe('same')
    expect(changeOf(1000, 1001 + 1000 * band)).toBe('grown')
  })

  test('calls shrunk what is below it', () => {
    expect(changeOf(1000, 1000 - 1000 * band)).toBe('same')
    expect(changeOf(1000, 999 - 1000 * band)).toBe('shrunk')
  })

  test('tells what is new and what is gone', () => {
    expect(compare({ gone: 2, kept: 3 }, { added: 1, kept: 3 })).toEqual([
      { name: 'added', change: 'new', now: 1 },
      { name: 'gone', change: 'gone', before: 2 },
      { name: 'kept', change: 'same', now: 3, before: 3 },
    ])
  })

  test('is a table', () => {
    const rows = compare({ a: 1000, b: 2000, c: 10, d: 500 }, { a: 1001, b: 2500, d: 400, new: 5 })
    expect(table(rows)).toEqual([
      '     instructions  baseline          change',
      'a           1,001     1,000          +0.1 %',
      'b           2,500     2,000   +25.0 % grown',
      'c                        10            gone',
      'd             400       500  -20.0 % shrunk',
      'new             5                       new',
    ])
  })
})

describe('counts can be compared', () => {
  test('within one toolchain', () => {
    expect(toolchainDifference(toolchain, { ...toolchain })).toBeUndefined()
  })

  test.each([
    ['rustc', 'rustc 1.96.0'],
    ['target', 'aarch64-unknown-linux-gnu'],
    ['libc', 'glibc 2.39'],
  ])('and with another %s they can not', (part, other) => {
    expect(toolchainDifference(toolchain, { ...toolchain, [part]: other })).toContain(
      `${part} is ${other}, and the baseline's`,
    )
  })

  test('with the committed baseline, which is whole', () => {
    const file = new URL('../../benchmark/instructions.json', import.meta.url)
    const baseline = JSON.parse(readFileSync(file, 'utf8'))
    expect(Object.keys(baseline.toolchain)).toEqual(Object.keys(toolchain))
    const source = new URL('../../crates/process_utils/benches/targets/parsers.rs', import.meta.url)
    const benchmarks = readFileSync(source, 'utf8').match(/^#\[bench::/gm)
    expect(Object.keys(baseline.instructions)).toHaveLength(benchmarks?.length ?? 0)
  })
})
