import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  estimateFdsForDirectory,
  estimateFdsForDirectorySync,
  getFdLimit,
  getMaxWorkersForFileMounts,
  getMaxWorkersForFileMountsSync,
  getParallelThreads,
} from '../index.js'
import { answers, type Call, shell } from './helpers/answers.js'
import { facilities, testWith } from './helpers/facilities.js'

let base: string
// Windows compares names without case: Wine reads the whole directory for each new entry.
const most = process.platform === 'win32' ? 2000 : 100_000
const sizes = [0, 1, 2, 1000, most]
const at = (name: string | number): string => join(base, String(name))

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'procpilot-mounts-'))
  chmodSync(base, 0o755)
  for (const size of sizes) {
    mkdirSync(at(size))
    for (let entry = 0; entry < size; entry++) {
      writeFileSync(join(at(size), `entry-${entry}`), '')
    }
  }
  writeFileSync(at('file'), 'content')
  if (facilities['symbolic links']) {
    symlinkSync(at('nowhere'), at('dangling'))
    symlinkSync(at(1000), at('link'))
  }
  mkdirSync(at('unreadable'))
  writeFileSync(join(at('unreadable'), 'one'), '')
  writeFileSync(join(at('unreadable'), 'two'), '')
  chmodSync(at('unreadable'), 0o700)
})

afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Both forms of the function must agree. */
async function estimate(path: string | URL): Promise<number> {
  const answer = estimateFdsForDirectorySync(path)
  expect(await estimateFdsForDirectory(path)).toBe(answer)
  return answer
}

async function workers(fileMounts: Record<string, string>, cloud?: string): Promise<number> {
  const answer = getMaxWorkersForFileMountsSync(fileMounts, cloud)
  expect(await getMaxWorkersForFileMounts(fileMounts, cloud)).toBe(answer)
  return answer
}

function expected(soft: number, entries: number, threads: number): number {
  const fds = Math.max(5, 5 * entries)
  return Math.min(Math.max(Math.floor((soft - 100) / fds), 1), threads)
}

describe('estimateFdsForDirectory', () => {
  test.each(sizes)('a directory of %s entries', async (size) => {
    expect(await estimate(at(size))).toBe(Math.max(5, 5 * size))
  })

  test('what is no directory counts 5', async () => {
    for (const name of ['file', 'dangling', 'missing', 'file/below']) {
      expect(await estimate(at(name)), name).toBe(5)
    }
    expect(await estimate('')).toBe(5)
    expect(await estimate('x'.repeat(5000))).toBe(5)
  })

  testWith('posix')('a FIFO counts 5 and does not block', async () => {
    execFileSync('mkfifo', [at('fifo')])
    expect(await estimate(at('fifo'))).toBe(5)
  })

  testWith('symbolic links')('a symbolic link is followed', async () => {
    expect(await estimate(at('link'))).toBe(5000)
  })

  test('a relative path and a URL are followed', async () => {
    expect(await estimate(pathToFileURL(at(1000)))).toBe(5000)
    expect(await estimate('.')).toBe(estimateFdsForDirectorySync(process.cwd()))
  })

  testWith('root')('a directory that may not be read counts 5', async () => {
    const calls: Call[] = [
      ['estimateFdsForDirectorySync', at('unreadable')],
      ['estimateFdsForDirectory', at('unreadable')],
    ]
    expect(await answers(calls)).toEqual([10, 10])
    expect(await answers(calls, { env: { DROP_TO_UID: '65534' } })).toEqual([5, 5])
  })

  test('the event loop goes on meanwhile', async () => {
    let isDone = false
    const counted = estimateFdsForDirectory(at(most)).finally(() => (isDone = true))
    let turns = 0
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
    }
    expect(await counted).toBe(5 * most)
    expect(turns).toBeGreaterThan(1)
  })

  test.each([1, null, undefined, {}, Buffer.from('/'), new URL('http://localhost/')])(
    '%s is no path',
    async (path) => {
      const typeError = expect.objectContaining({ name: 'TypeError' })
      expect(() => estimateFdsForDirectorySync(path as string)).toThrow(typeError)
      await expect(estimateFdsForDirectory(path as string)).rejects.toThrow(typeError)
    },
  )

  test('a null byte is refused', () => {
    expect(() => estimateFdsForDirectorySync('/tmp\0/x')).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' }),
    )
  })
})

describe('getMaxWorkersForFileMounts', () => {
  test('follows the formula here, the most expensive source decides', async () => {
    const { soft } = getFdLimit()
    for (const cloud of [undefined, 'Kubernetes']) {
      const threads = getParallelThreads(cloud)
      expect(await workers({}, cloud)).toBe(expected(soft, 0, threads))
      for (const size of sizes) {
        const mounts = { '/a': at(0), '/b': at(size), '/c': at('missing'), '/d': at(1) }
        expect(await workers(mounts, cloud)).toBe(expected(soft, size, threads))
      }
    }
  })

  for (const limit of [64, 105, 200, 1024, 20_000]) {
    testWith('posix')(`follows the formula under ulimit -n ${limit}`, async () => {
      const calls = sizes.flatMap((size): Call[] => [
        ['getMaxWorkersForFileMountsSync', { '/x': at(size) }, 'kubernetes'],
        ['getMaxWorkersForFileMounts', { '/x': at(size) }, 'kubernetes'],
      ])
      const found = await answers(
        [['getFdLimit'], ['getParallelThreads', 'kubernetes'], ...calls],
        {
          wrapper: shell(`ulimit -n ${limit} 2>&- || true`),
          env: { NODE_NO_WARNINGS: '1' },
        },
      )
      const { soft } = found[0] as { soft: number }
      const threads = Number(found[1])
      const answer = sizes.flatMap((size) => [
        expected(soft, size, threads),
        expected(soft, size, threads),
      ])
      expect(found.slice(2)).toEqual(answer)
    })
  }

  test.each([null, undefined, 1, '/a', ['/a'], { '/a': 1 }, { '/a': null }])(
    '%o are no file mounts',
    async (mounts) => {
      const typeError = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
      expect(() => getMaxWorkersForFileMountsSync(mounts as never)).toThrow(typeError)
      await expect(getMaxWorkersForFileMounts(mounts as never)).rejects.toThrow(typeError)
    },
  )
})
