import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture, startLive } from './helpers/processes.js'

const run = promisify(execFile)
const isNative = process.env['PROCPILOT_BACKEND'] === 'native'

/** Emulated it takes too long: there PROCPILOT_ROUNDS lessens it. */
const CROWDS = Math.min(50, Number(process.env['PROCPILOT_ROUNDS'] ?? 0) || 50)

async function report(name: string, wrapper: string[] = [], ...args: string[]): Promise<unknown> {
  const [program = '', ...rest] = [
    ...wrapper,
    process.execPath,
    '--expose-gc',
    fixture(name),
    ...args,
  ]
  const { stdout } = await run(program, rest)
  return JSON.parse(stdout)
}

describe('handles', () => {
  testWith('linux')(
    '5,000 at once: all exits come, none twice, and all is given back',
    async () => {
      expect(await report('many-handles.mjs')).toEqual({
        opened: 5000,
        aliveBefore: 5000,
        exits: 5000,
        twice: 0,
        aliveAfter: 0,
        descriptors: 0,
        threads: 0,
      })
    },
  )

  testWith('linux')('with no descriptor left: EMFILE, and what is open works on', async () => {
    const answer = await report('no-descriptors.mjs', shell('ulimit -n 128'))
    const code = isNative ? 'EMFILE' : null
    expect(answer).toEqual({ code, alive: true, deadAfter: false, exited: true })
  })

  const aMillion = 'a million opened and closed leak neither memory nor descriptors'
  testWith('linux', 'own processor')(aMillion, async () => {
    const answer = (await report('open-close.mjs')) as { descriptors: number; growth: number }
    expect(answer.descriptors).toBe(0)
    // Over the second half: a leak of 32 bytes a handle would be 16 MB.
    expect(answer.growth).toBeLessThan(12_000_000)
  })

  testWith('linux')('that nobody reaches any more give their descriptors back', async () => {
    expect(await report('unreachable.mjs')).toEqual({ descriptors: 0 })
  })
})

test(`${4 * CROWDS} worker threads are terminated while they wait`, async () => {
  const pid = await startLive()
  for (let round = 0; round < CROWDS; round++) {
    const workers = Array.from(
      { length: 4 },
      () => new Worker(fixture('waiting-worker.mjs'), { workerData: pid }),
    )
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    expect(await Promise.all(workers.map((worker) => worker.terminate()))).toEqual([1, 1, 1, 1])
  }
})

test('a process that loads the package in a worker thread alone survives its end', async () => {
  const { stdout } = await run(process.execPath, [fixture('only-in-worker.mjs')])
  expect(stdout).toBe('ended\n'.repeat(3))
})
