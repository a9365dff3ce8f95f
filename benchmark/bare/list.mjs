import { setTimeout } from 'node:timers/promises'
import { load } from './packages.mjs'

/** @type {Record<string, () => Promise<(pid: number) => Promise<number[]>>>} */
const listers = {
  pidtree: async () => (await load('pidtree')).default,
  'ps-list': async () => {
    const psList = (await load('ps-list')).default
    return async (root) => below(root, await psList())
  },
  systeminformation: async () => {
    const { processes } = (await load('systeminformation')).default
    return async (root) => {
      const all = (await processes()).list
      /** @type {(one: { pid: number, parentPid: number }) => { pid: number, ppid: number }} */
      const named = ({ pid, parentPid }) => ({ pid, ppid: parentPid })
      return below(root, all.map(named))
    }
  },
}

/**
 * The nanoseconds of each go, and how many descendants were found.
 * @param {{ by: string, root: number, times: number }} request
 */
export async function list({ by, root, times }) {
  // It gives its last answer for a while.
  const cooldown = by === 'systeminformation' ? 1000 : 0
  const descendants = await listers[by]?.()
  const samples = []
  let found = 0
  for (let time = 0; descendants && time < times; time++) {
    await setTimeout(cooldown)
    const start = process.hrtime.bigint()
    const pids = await descendants(root)
    samples.push(Number(process.hrtime.bigint() - start))
    found = pids.length
  }
  return { samples, found }
}

/**
 * @param {number} root
 * @param {{ pid: number, ppid: number }[]} processes
 */
function below(root, processes) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const { pid, ppid } of processes) {
    const siblings = children.get(ppid)
    if (siblings) {
      siblings.push(pid)
    } else {
      children.set(ppid, [pid])
    }
  }
  const pids = [root]
  for (const parent of pids) {
    pids.push(...(children.get(parent) ?? []))
  }
  return pids.slice(1)
}
