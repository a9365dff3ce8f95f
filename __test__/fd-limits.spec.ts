import { describe, expect, test } from 'vitest'
import {
  getFdLimit,
  getMaxWorkersEstimate,
  type MaxWorkersEstimateOptions,
  getParallelThreads,
} from '../index.js'
import { answers, type Call, shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'

describe('getFdLimit', () => {
  for (const limit of [64, 105, 200, 1024]) {
    testWith('posix')(`under ulimit -n ${limit}`, async () => {
      const [answer] = await answers([['getFdLimit']], { wrapper: shell(`ulimit -n ${limit}`) })
      expect(answer).toEqual({ soft: limit, hard: limit })
    })
  }

  testWith('posix')('tells the hard limit, which Node raises its own to', async () => {
    const wrapper = shell('ulimit -S -n 256; ulimit -H -n 512')
    const [answer] = await answers([['getFdLimit']], { wrapper })
    expect(answer).toEqual({ soft: 512, hard: 512 })
  })

  testWith('linux')('at the most that the kernel allows', async () => {
    const wrapper = shell('ulimit -n $(cat /proc/sys/fs/nr_open) || ulimit -n $(ulimit -H -n)')
    const [answer] = await answers([['getFdLimit']], { wrapper })
    const { soft, hard } = answer as ReturnType<typeof getFdLimit>
    expect(soft).toBe(hard)
    expect(soft).toBeGreaterThanOrEqual(getFdLimit().hard)
  })

  testWith('linux')('in this process, as the kernel has it', async () => {
    const { readFileSync } = await import('node:fs')
    const [, soft, hard] =
      /^Max open files +(\d+) +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    expect(getFdLimit()).toEqual({ soft: Number(soft), hard: Number(hard) })
  })
})

describe('getMaxWorkersEstimate', () => {
  const expected = (soft: number, fdsPerWorker: number, most: number): number =>
    Math.min(Math.max(Math.floor((soft - 100) / fdsPerWorker), 1), most)

  test('follows the formula here', () => {
    const { soft } = getFdLimit()
    expect(getMaxWorkersEstimate()).toBe(expected(soft, 5, getParallelThreads()))
    for (const fdsPerWorker of [1, 5, 100, 5000, 9_900, 9_950, 2 ** 53 - 1]) {
      for (const cloud of [null, 'Kubernetes']) {
        const most = getParallelThreads(cloud)
        const answer = getMaxWorkersEstimate({ fdsPerWorker, cloud })
        expect(answer).toBe(expected(soft, fdsPerWorker, most))
      }
    }
  })

  for (const limit of [64, 105, 109, 110, 114, 115, 200, 1024]) {
    testWith('posix')(`follows the formula under ulimit -n ${limit}`, async () => {
      const sizes = [1, 5, 7, 45, 1000]
      const calls = sizes.map((fdsPerWorker): Call => [
        'getMaxWorkersEstimate',
        { fdsPerWorker, cloud: 'kubernetes' },
      ])
      const found = await answers([['getParallelThreads', 'kubernetes'], ...calls], {
        wrapper: shell(`ulimit -n ${limit}`),
        env: { NODE_NO_WARNINGS: '1' },
      })
      const most = Number(found[0])
      expect(found.slice(1)).toEqual(sizes.map((size) => expected(limit, size, most)))
    })
  }

  test.each([null, 5, '5'])('%s are no options', (options) => {
    expect(() => getMaxWorkersEstimate(options as MaxWorkersEstimateOptions)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
    )
  })

  test.each([0, -5, 1.5, Number.NaN, Infinity])(
    'fdsPerWorker %s is out of range',
    (fdsPerWorker) => {
      expect(() => getMaxWorkersEstimate({ fdsPerWorker })).toThrow(
        expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
      )
    },
  )

  test('another type of an option is refused', () => {
    const typeError = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    expect(() => getMaxWorkersEstimate({ fdsPerWorker: '5' as never })).toThrow(typeError)
    expect(() => getMaxWorkersEstimate({ cloud: 1 as never })).toThrow(typeError)
  })
})

describe('the warning of a low limit', () => {
  testWith('posix')('comes once a process, its worker threads included', async () => {
    expect(await warnings(1023)).toEqual(['PROCPILOT_LOW_FD_LIMIT'])
  })

  testWith('posix')('does not come from 1024 on', async () => {
    expect(await warnings(1024)).toEqual([])
  })
})

async function warnings(limit: number): Promise<string[]> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const [program = '', ...args] = shell(`ulimit -n ${limit}`)
  const { stdout } = await promisify(execFile)(program, [
    ...args,
    process.execPath,
    fixture('warn.mjs'),
  ])
  return JSON.parse(stdout) as string[]
}
