import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { getBackendInfo } from '../index.js'
import { fixture } from './helpers/processes.js'

const worker = fixture('worker.mjs')

/** Emulated it takes too long: there PROCPILOT_ROUNDS lessens it. */
const CROWDS = Math.min(50, Number(process.env['PROCPILOT_ROUNDS'] ?? 0) || 50)

test(`the package loads and answers in ${4 * CROWDS} worker threads that are terminated`, async () => {
  for (let round = 0; round < CROWDS; round++) {
    const workers = Array.from({ length: 4 }, () => new Worker(worker))
    const answers = await Promise.all(workers.map(async (one) => (await once(one, 'message'))[0]))
    expect(answers).toEqual(
      workers.map(() => ({ backend: getBackendInfo().backend, alive: [true, false] })),
    )
    // Each has scans under way in the thread pool and goes on calling: it ends in the middle.
    const codes = await Promise.all(workers.map((one) => one.terminate()))
    expect(codes).toEqual([1, 1, 1, 1])
  }
})

test('worker threads that end by themselves in the middle of a scan do no harm', async () => {
  const workers = Array.from({ length: 8 }, () => new Worker(worker, { argv: ['exit'] }))
  const codes = await Promise.all(workers.map(async (one) => (await once(one, 'exit'))[0]))
  expect(codes).toEqual(workers.map(() => 7))
})
