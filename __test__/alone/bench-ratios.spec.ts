// What npm run bench:check makes of what it measured.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compare } from '../../benchmark/check/compare.mjs'
import { names } from '../../benchmark/check/names.mjs'
import { readOptions } from '../../benchmark/check/options.mjs'
import { best, median, reference, references } from '../../benchmark/check/ratios.mjs'
import { table } from '../../benchmark/check/table.mjs'

const over = 'native over fallback'

describe('a comparison', () => {
  const band = 0.25
  const verdictOf = (before: number, now: number | null) =>
    compare({ call: { [over]: { ratio: before, spread: 0.01, band } } }, { call: { [over]: now } })
      .map(({ verdict }) => verdict)
      .join()

  test.each([
    ['within', 1],
    ['within', 1.25],
    ['worse', 1.26],
    ['worse', 10],
    ['within', 0.8],
    ['better', 0.79],
    ['not measured', null],
    ['not measured', NaN],
    ['not measured', Infinity],
  ])('is %s where 1 was expected and %s measured', (verdict, now) => {
    expect(verdictOf(1, now)).toBe(verdict)
  })

  test('goes by the band of its own', () => {
    const expected = { ratio: 2, spread: 0.2, band: 0.6 }
    const rows = compare({ call: { [over]: expected } }, { call: { [over]: 3.1 } })
    expect(rows).toEqual([
      { check: 'call', comparison: over, verdict: 'within', now: 3.1, before: 2, band: 0.6 },
    ])
  })

  test('names what the baseline lacks, and what it has too much of', () => {
    const expected = { ratio: 1, spread: 0, band }
    const baseline = {
      kept: { [over]: expected, 'native over floor': expected },
      gone: { [over]: expected },
    }
    const rows = compare(baseline, { added: { [over]: 3 }, kept: { [over]: 1 } })
    const named = rows.map(({ check, comparison, verdict }) => [check, comparison, verdict])
    expect(named).toEqual([
      ['added', over, 'new'],
      ['kept', over, 'within'],
      ['kept', 'native over floor', 'gone'],
      ['gone', over, 'gone'],
    ])
  })

  test('is a table', () => {
    const expected = { ratio: 0.5, spread: 0, band }
    const baseline = { worse: { [over]: expected }, gone: { [over]: expected } }
    const ratios = { worse: { [over]: 5 }, added: { [over]: 12.34, 'native over floor': null } }
    expect(table(compare(baseline, ratios))).toEqual([
      '                             ratio  baseline  change   band',
      'worse  native over fallback     5x      0.5x  +900 %  +25 %  worse',
      'added  native over fallback  12.3x                           new',
      'added  native over floor                                     not measured',
      'gone   native over fallback             0.5x          +25 %  gone',
    ])
  })
})

describe('of several runs', () => {
  test('the middle is kept, how far the farthest was, and three times that as the band', () => {
    expect(reference([1.2, 1, 0.9])).toEqual({ ratio: 1, spread: 0.2, band: 0.6 })
  })

  test('the band is a quarter at least', () => {
    expect(reference([1.01, 1, 0.99])).toEqual({ ratio: 1, spread: 0.01, band: 0.25 })
  })

  test('of an even number the middle is between two', () => {
    expect([median([4, 1]), median([3, 1, 2]), median([])]).toEqual([2.5, 2, NaN])
  })

  test('what one of them lacks is named, and not kept', () => {
    const runs = [
      { call: { [over]: 1, 'native over floor': 2 } },
      { call: { [over]: 1, 'native over floor': null } },
    ]
    expect(references(runs)).toEqual({
      checks: { call: { [over]: { ratio: 1, spread: 0, band: 0.25 } } },
      missing: ['call, native over floor'],
    })
  })

  test('the best is taken of each ratio by itself', () => {
    const again = { [over]: 2, 'native over floor': 1, other: null }
    expect(best({ [over]: 1, 'native over floor': 2, other: null }, again)).toEqual({
      [over]: 1,
      'native over floor': 1,
      other: null,
    })
  })
})

describe('the command line', () => {
  test('names checks whole, or by their function', () => {
    const { names: wanted, isAll } = readOptions(['--only', 'isProcessAlive', 'getFdLimit'])
    expect(wanted).toEqual(['isProcessAlive/live', 'isProcessAlive/dead', 'getFdLimit'])
    expect(isAll).toBe(false)
    expect(readOptions([])).toMatchObject({ names, isAll: true, runs: 5, compares: true })
  })

  test.each([
    [['--only', 'nothing'], 'not known: nothing'],
    [['getFdLimit'], '--only getFdLimit?'],
    [['--update', '--runs', '1'], '--runs takes'],
    [['--update', '--runs', 'x'], '--runs takes'],
    [['--quick'], '--quick'],
  ])('%j is refused', (args, why) => {
    expect(() => readOptions(args)).toThrow(why)
  })
})

test('the committed baseline has all that is measured', () => {
  const file = new URL('../../benchmark/baseline.json', import.meta.url)
  const { checks, runs } = JSON.parse(readFileSync(file, 'utf8'))
  expect(Object.keys(checks)).toEqual([...names])
  expect(runs).toBeGreaterThan(2)
})
