import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'
import { type Checked, folder, read } from './helpers/traces.js'

function traceOf(end: string): Checked & { stdout: string } {
  const path = join(folder(), 'trace.json')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fixture('timeline-workers.mjs'), end],
    {
      env: { ...process.env, PROCPILOT_TIMELINE_FILE_PATH: path },
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return { ...read(path), stdout }
}

const WHAT = 'the events of workers are in the file, each thread has its own track'

test.each(['by itself', 'exits', 'saves', 'busy'])(`${WHAT}: %s`, expectTracks)

testWith('receiveMessageOnPort of a BroadcastChannel')(`${WHAT}: still runs`, () => {
  expectTracks('still runs')
})

function expectTracks(end: string): void {
  const { threads, sync, async, stdout } = traceOf(end)
  expect([...threads.values()]).toEqual(['main', 'worker 1', 'worker 2'])
  const outer = sync.filter(({ name }) => name === 'outer')
  const [main] = async
  expect(async).toHaveLength(1)
  expect(outer.map(({ inner }) => inner.length)).toEqual([300, 300])
  expect(new Set([main, ...outer].map((span) => span?.tid)).size).toBe(3)
  // On one clock: the workers ran one after the other, both within the span of the main thread.
  const [first, second] = outer.map(({ begin, inner }) => [begin, inner.at(-1)?.end ?? NaN])
  const moments = [main?.begin, ...(first ?? []), ...(second ?? []), main?.end].map(Number)
  expect(moments).toHaveLength(6)
  expect(moments).toEqual(moments.toSorted((a, b) => a - b))
  expect(outer.every((span) => (span.end === undefined) === (end === 'busy'))).toBe(true)
  const printed = { saves: 'ERR_WORKER_UNSUPPORTED_OPERATION\n', 'still runs': 'true\n' }[end]
  expect(stdout).toBe((printed ?? '').repeat(2))
}

test('so are those of a worker that a worker started', () => {
  const { threads, sync } = traceOf('nested')
  expect(threads.size).toBe(5)
  expect(sync.map(({ name, inner }) => [name, inner.length])).toEqual(
    Array.from({ length: 4 }, () => ['outer', 300]),
  )
})

testWith('exit events as in Node')(
  'workers save by themselves if the main thread does not record',
  () => {
    const { threads, sync } = traceOf('alone')
    expect([...threads.values()].toSorted()).toEqual(['worker 1', 'worker 2'])
    expect(sync.map(({ inner }) => inner.length)).toEqual([300, 300])
  },
)
