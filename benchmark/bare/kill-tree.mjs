// Starts a tree that sleeps, kills it, and tells when the killer told what, and how many processes
// of the tree were alive then.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { killQuietly, leftovers } from './leftovers.mjs'
import { js, load, native } from './packages.mjs'
import { killByPsutil } from './psutil.mjs'

const PROGRAM = fileURLToPath(new URL('../floor/build/tree', import.meta.url))

/**
 * @typedef {{ child: import('node:child_process').ChildProcess, root: number, pids: number[] }} Tree
 * @typedef {(what: 'done' | 'exit' | 'gone') => void} Tell
 */

/** @type {Record<string, (tree: Tree, tell: Tell) => Promise<void>>} */
const killers = {
  procpilot: async ({ root }, tell) => {
    await native.killProcessTree(root, { force: true })
    tell('done')
  },
  fallback: async ({ root }, tell) => {
    await js.killProcessTree(root, { force: true })
    tell('done')
  },
  floor: async ({ pids }, tell) => {
    const floor = createRequire(import.meta.url)('../floor/build/floor.node')
    floor.killAll(Uint32Array.from(pids))
    tell('done')
  },
  'tree-kill': async ({ child, root }, tell) => {
    const treeKill = (await load('tree-kill')).default
    const exit = once(child, 'exit').then(() => tell('exit'))
    await new Promise((resolve) => treeKill(root, 'SIGKILL', resolve))
    tell('done')
    await exit
  },
  psutil: async ({ root }, tell) => {
    await killByPsutil(root)
    tell('done')
  },
  fkill: async ({ root }, tell) => {
    const pidtree = (await load('pidtree')).default
    const fkill = (await load('fkill')).default
    await fkill(await pidtree(root, { root: true }), { force: true })
    tell('done')
  },
}

const CONFIRM = new Set(['procpilot', 'fallback', 'floor'])

/** @param {{ by: string, children: number }} request */
export async function killTree({ by, children }) {
  const tree = await startTree(children)
  const { child, pids } = tree
  const end = () => pids.forEach(killQuietly)
  leftovers.add(end)
  const reaped = once(child, 'exit')
  /** @type {Record<string, { ns: number, alive: number }>} */
  const told = {}
  // Who confirms by itself is left alone with its tree.
  const gone = CONFIRM.has(by) ? undefined : native.waitForExit(pids)
  const start = process.hrtime.bigint()
  const tell = (/** @type {string} */ what) => {
    const ns = Number(process.hrtime.bigint() - start)
    told[what] = { ns, alive: native.areProcessesAlive(pids).filter(Boolean).length }
  }
  await killers[by]?.(tree, tell)
  if (gone) {
    await gone
    tell('gone')
  }
  pids.filter((pid) => native.isProcessAlive(pid)).forEach(killQuietly)
  await reaped
  leftovers.delete(end)
  return told
}

/**
 * @param {number} children
 * @returns {Promise<Tree>}
 */
async function startTree(children) {
  const child = spawn(PROGRAM, [String(children)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const root = child.pid ?? 0
  let line = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    line += text
    if (line.endsWith('\n')) {
      break
    }
  }
  const pids = [root, ...line.trim().split(' ').map(Number)]
  if (pids.length !== children + 1) {
    pids.forEach(killQuietly)
    throw new Error(`the tree has ${pids.length - 1} children instead of ${children}`)
  }
  return { child, root, pids }
}
