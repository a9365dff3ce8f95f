import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { ALLOCATORS, VARIANTS } from './build-allocators.mjs'
import { report, sync, told } from './report.mjs'
import { startTree } from './start-tree.mjs'

const ROUNDS = 7
const EVENTS = 1_000_000

/**
 * @typedef {typeof import('../../index.js')} Api
 * @typedef {{ calls: number, most: number }} Memory
 */

/**
 * Both bindings are in this process, each with its allocator.
 * @param {[string, Api][]} apis
 * @param {{ root: number }} small 50 processes.
 * @param {{ root: number, pids: number[] }} large 1,000 processes.
 */
function* groups(apis, small, large) {
  /** @type {Record<string, (api: Api) => () => unknown>} */
  const calls = {
    isProcessAlive: (api) => () => api.isProcessAlive(small.root),
    'areProcessesAlive, 1,000': (api) => () => api.areProcessesAlive(large.pids),
    'getDescendants, 50 children': (api) => () => api.getDescendants(small.root),
    'getDescendants, 1,000 children': (api) => () => api.getDescendants(large.root),
    'saveTimelineSync, 1,000,000 events': (api) => {
      const call = api.timelineEvent('call', () => undefined)
      for (let recorded = 0; recorded < EVENTS; recorded += 2) {
        call()
      }
      return () => api.saveTimelineSync()
    },
  }
  for (const [title, call] of Object.entries(calls)) {
    yield { title, cases: apis.map(([variant, api]) => sync(variant, call(api))) }
  }

  /** @type {Map<string, Promise<Memory>>} */
  const measured = new Map()
  /** @param {[string, number]} which */
  const of = (...[variant, round]) => {
    const key = `${variant} ${round}`
    const result = measured.get(key) ?? useBinding(variant, small.root, large.root)
    measured.set(key, result)
    return result
  }
  const bytes = /** @type {const} */ ({ unit: 'bytes', rounds: ROUNDS })
  yield {
    title: 'RSS of a process of its own after these calls, without the timeline',
    ...bytes,
    cases: VARIANTS.map((variant) =>
      told(variant, async (round) => [(await of(variant, round)).calls]),
    ),
  }
  yield {
    title: 'the same with the timeline, at most',
    ...bytes,
    cases: VARIANTS.map((variant) =>
      told(variant, async (round) => [(await of(variant, round)).most]),
    ),
  }
  yield {
    title: 'the binary',
    ...bytes,
    rounds: 1,
    cases: VARIANTS.map((variant) => told(variant, () => [sizeOf(variant)])),
  }
}

/** @param {string} variant */
function libraryOf(variant) {
  return join(ALLOCATORS, variant, 'dist/index.js')
}

/** @param {string} variant */
function sizeOf(variant) {
  const native = join(ALLOCATORS, variant, 'lib/native')
  const [binary = ''] = readdirSync(native).filter((name) => name.endsWith('.node'))
  return statSync(join(native, binary)).size
}

/**
 * @param {string} variant
 * @param {number} small
 * @param {number} large
 * @returns {Promise<Memory>}
 */
async function useBinding(variant, small, large) {
  const program = fileURLToPath(new URL('use-binding.mjs', import.meta.url))
  const roots = [String(small), String(large)]
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [program, libraryOf(variant), ...roots])
  return JSON.parse(stdout)
}

const directory = mkdtempSync(join(tmpdir(), 'procpilot-decisions-'))
process.env['PROCPILOT_BACKEND'] = 'native'
process.env['PROCPILOT_TIMELINE_FILE_PATH'] = join(directory, 'trace-${pid}.json')
const apis = []
for (const variant of VARIANTS) {
  const api = await import(pathToFileURL(libraryOf(variant)).href)
  apis.push(/** @type {[string, Api]} */ ([variant, api]))
}
// After that of the library, which saves once more.
process.on('exit', () => rmSync(directory, { recursive: true }))

const small = await startTree(50)
const large = await startTree(1000)
try {
  await report('allocator', groups(apis, small, large))
} finally {
  await small.end()
  await large.end()
}
