// Calls a function of procpilot (native or js) or of a rival twice, and prints the nanoseconds of
// each call. Arguments: the function, and by whom.
import { cpus } from 'node:os'

const [asked = '', by = ''] = process.argv.slice(2)

/** @type {Record<string, () => Promise<() => unknown>>} */
const rivals = {
  'process.kill(pid, 0)': async () => () => process.kill(process.ppid, 0),
  'os.cpus().length': async () => () => cpus().length,
  'process.report.getReport()': async () => () => process.report.getReport(),
  pidtree: async () => {
    /** @type {string} Not installed everywhere. */
    const name = 'pidtree'
    const pidtree = (await import(name)).default
    return () => pidtree(process.pid)
  },
}

async function ours() {
  process.env['PROCPILOT_BACKEND'] = by
  /** @type {typeof import('../../index.js')} */
  const api = await import(new URL('../../dist/index.js', import.meta.url).href)
  return {
    isProcessAlive: () => api.isProcessAlive(process.ppid),
    getCpuCount: () => api.getCpuCount(),
    getFdLimit: () => api.getFdLimit(),
    getDescendants: () => api.getDescendants(),
  }[asked]
}

const call = await (rivals[by]?.() ?? ours())

async function timed() {
  const start = process.hrtime.bigint()
  const answer = call?.()
  if (answer instanceof Promise) {
    await answer
  }
  return Number(process.hrtime.bigint() - start)
}

const first = await timed()
console.log(JSON.stringify({ first, second: await timed() }))
