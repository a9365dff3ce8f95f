import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pMap from 'p-map'
import { loadAddon } from './addon.mjs'
import { getLoopLagThreshold, runInParallel } from './library.mjs'
import { async, report, sync, told } from './report.mjs'

const ROUNDS = 7
const ITEMS = 10_000
const CONCURRENCY = 4

const addon = loadAddon()

/** @returns {Generator<import('./report.mjs').Group>} */
function* groups() {
  yield recording()
  const text = '12.5'
  process.env['PROCPILOT_LOOP_LAG_THRESHOLD_MS'] = text
  yield {
    title: 'the threshold of the loop lag, from its environment variable',
    cases: [
      sync('JavaScript', () => getLoopLagThreshold()),
      sync('Rust, which reads and parses it', () => addon.readThreshold()),
      sync('Rust, which parses what JavaScript has read', () =>
        addon.parseThreshold(process.env['PROCPILOT_LOOP_LAG_THRESHOLD_MS'] ?? ''),
      ),
      sync('reading alone, in JavaScript', () => process.env['PROCPILOT_LOOP_LAG_THRESHOLD_MS']),
      sync('an empty native call', () => addon.empty()),
    ],
  }
  yield running()
}

/** In processes of their own: what records keeps all of it. */
function recording() {
  /** @type {Record<string, number[]>[]} */
  const rounds = []
  /** @param {number} round */
  const of = (round) => (rounds[round] ??= record())
  /** @param {string} name */
  const from = (name) => told(name, (round) => of(round)[name] ?? [])
  return {
    title: 'recording an event: one of begin() and end()',
    rounds: ROUNDS,
    cases: [
      'columns in JavaScript, as it is',
      'one native call, Node-API alone',
      'one native call, napi-rs',
      'one native call, napi-rs, name as a string',
      'an empty native call, napi-rs',
      'performance.now() alone',
    ].map(from),
  }
}

/** @returns {Record<string, number[]>} */
function record() {
  const program = fileURLToPath(new URL('record-events.mjs', import.meta.url))
  const library = new URL('../../dist/index.js', import.meta.url)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, library.href], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PROCPILOT_TIMELINE_FILE_PATH: join(tmpdir(), 'procpilot-decisions-${pid}.json'),
    },
  })
  if (status !== 0) {
    throw new Error(`${pathToFileURL(program)} ended with ${status}: ${stderr}`)
  }
  return JSON.parse(stdout)
}

function running() {
  const items = Array.from({ length: ITEMS }, (_, index) => index)
  let sum = 0
  /** @param {number} item */
  const work = async (item) => {
    sum += item
  }
  const onThread = () =>
    new Promise((resolve) => {
      let open = ITEMS
      /** @param {number} item */
      const call = async (item) => {
        await work(item)
        runner.finished()
        if (--open === 0) {
          resolve(sum)
        }
      }
      const runner = new addon.NativeRunner(call, ITEMS, CONCURRENCY)
    })
  return {
    title: `a runner's own time for each of ${ITEMS} items, ${CONCURRENCY} at a time`,
    cases: [
      async('p-map', 3, () => pMap(items, work, { concurrency: CONCURRENCY }), ITEMS),
      async('runInParallel', 3, () => runInParallel(work, items, CONCURRENCY), ITEMS),
      async('a runner in Rust, on a thread of its own', 3, onThread, ITEMS),
      async(
        'Rust that calls JavaScript, no queue',
        3,
        async () => addon.callEach(work, ITEMS),
        ITEMS,
      ),
    ],
  }
}

await report('what-stays-in-javascript', groups())
