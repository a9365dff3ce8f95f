import { execFileSync, spawnSync } from 'node:child_process'
import { type Context, emptyCase, floorCase } from './context.js'
import type { Case, Group } from './measure.js'
import { startChildren } from './resources.js'

export async function* identity(context: Context): AsyncGenerator<Group> {
  const title = 'getProcessIdentity, a live child'
  if (process.platform !== 'linux') {
    const missing = 'the fallback and ps are compared on Linux'
    yield { title, cases: [{ name: 'procpilot', role: 'ours', missing }] }
    return
  }
  const { getProcessIdentity } = context.native
  const { getProcessIdentity: fallback } = context.js
  const children = await startChildren(1)
  const [pid = 0] = children.pids
  try {
    const own = getProcessIdentity(pid)
    if (own === null || own !== fallback(pid)) {
      throw new Error(`the backends do not agree about pid ${pid}`)
    }
    yield {
      title,
      cases: [
        { name: 'procpilot', role: 'ours', run: () => getProcessIdentity(pid) },
        psCase(pid),
        { name: 'fallback', role: 'rival', run: () => fallback(pid) },
        floorCase(context, 'C: /proc/PID/stat read', ({ readFile }) => {
          const file = `/proc/${pid}/stat`
          return () => readFile(file)
        }),
        emptyCase(context, pid),
      ],
    }
  } finally {
    await children.end()
  }
}

function psCase(pid: number): Case {
  const common = { name: 'ps -o lstart=, spawned', role: 'rival', target: 500 } as const
  const { error, status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)])
  return error || status !== 0 || stdout.length === 0
    ? { ...common, missing: 'no ps that knows lstart' }
    : { ...common, elsewhere: () => psInBareNode(pid) }
}

const SCRIPT = `
  const { spawnSync } = require('node:child_process')
  const args = ['-o', 'lstart=', '-p', process.argv[1]]
  spawnSync('ps', args)
  const samples = Array.from({ length: 20 }, () => {
    const start = performance.now()
    spawnSync('ps', args)
    return (performance.now() - start) * 1e6
  })
  console.log(JSON.stringify(samples))
`

/** Not in this process: the more memory a process has, the longer it takes to start another. */
function psInBareNode(pid: number): number[] {
  return JSON.parse(
    execFileSync(process.execPath, ['-e', SCRIPT, String(pid)], { encoding: 'utf8' }),
  )
}
