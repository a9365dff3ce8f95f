import { Piscina } from 'piscina'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInParallel } from '../../index.js'
import { fixture } from '../helpers/processes.js'

let pool: Piscina<{ number: number; wait?: boolean }, number>

beforeAll(() => {
  pool = new Piscina({ filename: fixture('piscina-task.mjs'), maxThreads: 4 })
})

afterAll(() => pool.destroy())

test('a Piscina pool runs the calls in its worker threads', async () => {
  const tasks = Array.from({ length: 30 }, (_, number) => ({ number }))
  expect(await runInParallel(pool, tasks, 12)).toEqual(tasks.map(({ number }) => number ** 2))
})

test('a failing task ends the tasks that run, and is what the run rejects with', async () => {
  const tasks = [
    { number: 1, wait: true },
    { number: 2, wait: true },
    { number: -1 },
    ...Array.from({ length: 20 }, (_, number) => ({ number })),
  ]
  // The first two never return: only the aborted signal, which ends their thread, settles them.
  await expect(runInParallel(pool, tasks, 3)).rejects.toThrow('negative: -1')
  expect(pool.queueSize).toBe(0)
  expect(await runInParallel(pool, [{ number: 5 }])).toEqual([25])
})
