// The fallback's reader on the recorded trees that the Rust tests read as well.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readCpuQuota } from '../../lib/fallback/cgroup.js'
import { parseCpuList } from '../../lib/fallback/parse/cgroup.js'
import { parseStat, parseTgid } from '../../lib/fallback/parse/stat.js'

const trees = fileURLToPath(new URL('../recorded/cgroup', import.meta.url))
const cases = readdirSync(trees)

describe('readCpuQuota', () => {
  test('there are recorded trees', () => {
    expect(cases.length).toBeGreaterThanOrEqual(15)
  })

  test.each(cases)('%s', (name) => {
    const [cpus, version] = readFileSync(`${trees}/${name}/expected`, 'utf8').trim().split(' ')
    const expected = cpus === 'none' ? undefined : { cpus: Number(cpus), version }
    expect(readCpuQuota(`${trees}/${name}`)).toEqual(expected)
  })
})

describe('parseStat', () => {
  const rest =
    'S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 99 100 200 1 1 1 0 0 0 0 0 4096 0 0 0 0 17 1'

  test.each(['node', 'a b', 'x) Z 1 (', ')', '', 'two\nlines', '((('])('the name %j', (name) => {
    const expected = { state: 'S', threads: 3, start: '99', exitSignal: 17 }
    expect(parseStat(`42 (${name}) ${rest} 0 0\n`)).toEqual(expected)
  })

  test('what is cut off or garbage', () => {
    const line = `42 (node) ${rest}`
    const exitSignalAt = line.lastIndexOf(' 17')
    for (let end = 0; end <= exitSignalAt; end++) {
      expect(parseStat(line.slice(0, end)), String(end)).toBeUndefined()
    }
    expect(parseStat(') ZZ 1')).toBeUndefined()
    expect(parseStat('')).toBeUndefined()
  })
})

test('parseTgid', () => {
  expect(parseTgid('Name:\tTgid:\\nTgid: 5\nTgid:\t4711\nPid:\t4712\n')).toBe(4711)
  for (const text of ['', 'Tgid:', 'Tgid:\tx', 'Tgid:\t-1', ' Tgid:\t1']) {
    expect(parseTgid(text)).toBeUndefined()
  }
})

test('parseCpuList', () => {
  const counts = ['0\n', '0-1\n', '0-3,8,10-11', '1023-1024'].map(
    (text) => parseCpuList(text)?.size,
  )
  expect(counts).toEqual([1, 2, 7, 2])
  for (const text of ['', ',', '3-1', 'a-b', '1,,2', '0-1-2', '0-99999999']) {
    expect(parseCpuList(text)).toBeUndefined()
  }
})
