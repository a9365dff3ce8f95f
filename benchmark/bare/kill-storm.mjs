// Starts a tree that keeps forking, kills it, and counts what is left: all that have a mark in
// their environment, whoever their parent is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { killQuietly, leftovers } from './leftovers.mjs'
import { load, native } from './packages.mjs'

const PROGRAM = fileURLToPath(new URL('../floor/build/storm', import.meta.url))
const MARK = 'PROCPILOT_BENCHMARK_STORM'
/** Milliseconds that the storm has before it is killed, and from then until it is counted. */
const GROWING = 40
const SETTLING = 100

/**
 * @typedef {{ pid?: number | undefined, stdout: import('node:stream').Readable | null }} Storm
 * @typedef {(args: string[], env: NodeJS.ProcessEnv) => Storm} Start
 * @typedef {{ start: Start, kill: (root: number) => Promise<unknown> }} Killer
 */

/** @type {Start} */
const start = (args, env) => spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'], env })

/** @type {Record<string, () => Promise<Killer>>} */
const killers = {
  tree: async () => ({ start, kill: (root) => native.killProcessTree(root, { force: true }) }),
  scope: async () => {
    const scope = native.createProcessScope()
    return {
      start: (args, env) => start(args, { ...scope.env, ...env }),
      kill: () => scope.kill({ force: true }),
    }
  },
  'tree-kill': async () => {
    const treeKill = (await load('tree-kill')).default
    const kill = (/** @type {number} */ root) =>
      new Promise((resolve) => treeKill(root, 'SIGKILL', resolve))
    return { start, kill }
  },
  fkill: async () => {
    const pidtree = (await load('pidtree')).default
    const fkill = (await load('fkill')).default
    // Silent: some end while it looks for them.
    const kill = async (/** @type {number} */ root) =>
      fkill(await pidtree(root, { root: true }), { force: true, silent: true })
    return { start, kill }
  },
  execa: async () => {
    const { execa } = await load('execa')
    /** @type {any} */
    let started
    return {
      start: (args, env) => {
        const streams = { stdin: 'ignore', stderr: 'inherit', buffer: false }
        started = execa(PROGRAM, args, { killDescendants: true, reject: false, ...streams, env })
        return started
      },
      kill: () => {
        started.kill('SIGKILL')
        return started
      },
    }
  },
}

let storms = 0

/**
 * How long it took to kill, and how many processes were left.
 * @param {{ by: string, shape: 'single' | 'double' }} request
 */
export async function killStorm({ by, shape }) {
  const killer = await killers[by]?.()
  if (!killer) {
    throw new Error(`nobody is called ${by}`)
  }
  const mark = `${MARK}=${process.pid}-${storms++}.`
  const [name = '', value] = mark.split('=')
  const storm = killer.start([shape], { ...process.env, [name]: value })
  const end = () => endMarked(mark)
  leftovers.add(end)
  if (storm.stdout) {
    await once(storm.stdout, 'data')
    storm.stdout.resume()
  }
  await setTimeout(GROWING)
  const before = process.hrtime.bigint()
  await killer.kill(storm.pid ?? 0)
  const ns = Number(process.hrtime.bigint() - before)
  await setTimeout(SETTLING)
  const left = findMarked(mark).length
  end()
  leftovers.delete(end)
  return { ns, left }
}

/** @param {string} mark */
function findMarked(mark) {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && hasMark(pid, mark))
}

/**
 * @param {number} pid
 * @param {string} mark
 */
function hasMark(pid, mark) {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(mark)
  } catch {
    // It has ended.
    return false
  }
}

/** @param {string} mark */
function endMarked(mark) {
  const end = performance.now() + 10_000
  // Two looks that find nothing: one can be outrun by a storm.
  for (let quiet = 0; quiet < 2;) {
    const pids = findMarked(mark)
    pids.forEach(killQuietly)
    quiet = pids.length === 0 ? quiet + 1 : 0
    if (performance.now() > end) {
      throw new Error(`${pids.length} processes of a storm cannot be ended`)
    }
  }
}
