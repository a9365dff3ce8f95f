import { load } from './packages.mjs'

/** @type {Record<string, () => Promise<(pid: number) => Promise<number[]>>>} */
const listers = {
  pidtree: async () => (await load('pidtree')).default,
  'ps-list': async () => {
    const psList = (await load('ps-list')).default
    return async (root) => below(root, await psList())
  },
}

/**
 * The nanoseconds of each go, and how many descendants were found.
 * @param {{ by: string, root: number, times: number }} request
 */
export async function list({ by, root, times }) {
  const descendants = await listers[by]?.()
  const samples = []
  let found = 0
  for (let time = 0; descendants && time < times; time++) {
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
  const pids = [root]
  for (const parent of pids) {
    pids.push(...processes.filter(({ ppid }) => ppid === parent).map(({ pid }) => pid))
  }
  return pids.slice(1)
}
