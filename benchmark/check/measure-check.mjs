import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasBinding } from '../../scripts/setup.mjs'
import { root } from '../../scripts/tools.mjs'
import { built } from './options.mjs'

const SETUP = 'node scripts/bench-check-setup.mjs'
const FLOOR = 'benchmark/floor/build/floor.node'

/**
 * Why a part was not compared, as far as it has been told.
 * @type {Set<string>}
 */
const told = new Set()

/**
 * Why nothing can be measured, and what makes that which is missing. Without the floor the backends
 * can still be compared, and that is told.
 * @param {string | undefined} library
 */
export function whyUnable(library) {
  if (process.platform !== 'linux') {
    return 'the baseline is of Linux, and so is the floor'
  }
  const needed = ['node_modules/tsx', 'node_modules/tinybench']
  const missing = [...needed, ...(library === undefined ? ['dist/index.js'] : [])]
    .filter((path) => !existsSync(join(root, path)))
    .concat(hasBinding() ? [] : ['lib/native/*.node (it takes cargo)'])
  if (missing.length > 0) {
    return `there is no ${missing.join(', no ')}: ${SETUP}`
  }
  if (!existsSync(join(root, FLOOR))) {
    console.log(`bench: there is no ${FLOOR}, only the backends are compared: ${SETUP}`)
    // Which is what the benchmark takes it for.
    told.add('no C compiler')
  }
  return undefined
}

/**
 * One check in a process of its own: what another one leaves behind, in memory and in V8's feedback,
 * makes no part of it, and it is the same by itself and among others.
 * @param {import('./names.mjs').Name} name
 * @param {string} [library]
 * @returns {Record<string, number | null>}
 */
export function measure(name, library = built) {
  const program = join(root, 'benchmark/check/main.ts')
  const { status, signal, stdout, stderr, error } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, name, library],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) {
    const why = error?.message ?? (stderr.trim() || `ended with ${signal ?? status}`)
    throw new Error(`${name} was not measured: ${why}`)
  }
  const { ratios, missing } = JSON.parse(stdout)
  if (missing !== undefined && !told.has(missing)) {
    told.add(missing)
    console.log(`bench: not all is compared: ${missing}`)
  }
  return ratios
}
