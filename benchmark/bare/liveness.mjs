// How packages are asked whether a process is alive.
import { setTimeout } from 'node:timers/promises'
import { js, load, native } from './packages.mjs'

/** @typedef {() => unknown} Ask */

/** What is noted of a process while it lives, and the question that is asked of it later. */
/** @type {Record<string, (pid: number) => Ask | Promise<Ask>>} */
const askers = {
  'procpilot, isProcessAlive(pid)': (pid) => () => native.isProcessAlive(pid),
  'procpilot, isProcessAlive(identity)': (pid) => {
    const identity = native.getProcessIdentity(pid)
    return () => identity !== null && native.isProcessAlive(identity)
  },
  'procpilot, handle.alive': (pid) => {
    const handle = native.openProcess(pid)
    return () => handle.alive
  },
  'fallback, isProcessAlive(pid)': (pid) => () => js.isProcessAlive(pid),
  'process.kill(pid, 0)': (pid) => () => {
    try {
      return process.kill(pid, 0)
    } catch (error) {
      return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
    }
  },
  'is-running': async (pid) => {
    const isRunning = (await load('is-running')).default
    return () => isRunning(pid)
  },
  'process-exists': async (pid) => {
    const { processExists } = await load('process-exists')
    return () => processExists(pid)
  },
  'find-process': async (pid) => {
    const find = (await load('find-process')).default
    return async () => (await find('pid', pid)).length > 0
  },
  pidusage: async (pid) => {
    const pidusage = (await load('pidusage')).default
    return async () => (await pidusage(pid)).pid === pid
  },
  systeminformation: async (pid) => {
    const { processes } = (await load('systeminformation')).default
    const isLive = (/** @type {{ pid: number, state: string }} */ one) =>
      one.pid === pid && one.state !== 'zombie'
    return async () => (await processes()).list.some(isLive)
  },
}

/** Milliseconds after which somebody looks again, instead of giving the last answer. */
const COOLDOWN = { systeminformation: 1000 }
/** @param {string} by */
const cooldown = (by) => (by in COOLDOWN ? setTimeout(COOLDOWN.systeminformation) : undefined)

export const namesOfAskers = async () => Object.keys(askers)

/** @type {Map<string, Ask>} */
const held = new Map()

/** @param {{ by: string, pid: number }} request */
export async function holdAlive({ by, pid }) {
  try {
    held.set(`${by} ${pid}`, (await askers[by]?.(pid)) ?? (() => false))
  } catch {
    // There is nobody to be held.
    held.set(`${by} ${pid}`, () => false)
  }
  return true
}

/** @param {{ by: string, pid: number }} request */
export async function askAlive({ by, pid }) {
  await cooldown(by)
  try {
    return Boolean(await held.get(`${by} ${pid}`)?.())
  } catch {
    return false
  }
}

/**
 * The nanoseconds of each sample, of so many calls each.
 * @param {{ by: string, pid: number, samples: number, batch: number }} request
 */
export async function timeAlive({ by, pid, samples, batch }) {
  const ask = await askers[by]?.(pid)
  const times = []
  while (ask && times.length < samples) {
    await cooldown(by)
    const start = process.hrtime.bigint()
    for (let call = 0; call < batch; call++) {
      try {
        const answer = ask()
        if (typeof answer === 'object') {
          await answer
        }
      } catch {
        // So some say no.
      }
    }
    times.push(Number(process.hrtime.bigint() - start) / batch)
  }
  return times
}
