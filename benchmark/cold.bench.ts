// The first call in a process, and the next ones: what a script that asks once pays.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Case, Group } from './measure.js'

const STARTS = 5
const ROUNDS = 4
const PROGRAM = fileURLToPath(new URL('bare/cold.mjs', import.meta.url))

const RIVALS = {
  isProcessAlive: 'process.kill(pid, 0)',
  getCpuCount: 'os.cpus().length',
  getFdLimit: 'process.report.getReport()',
  getDescendants: 'pidtree',
}

/** In a new process each: the import is over, the binding is not loaded yet. */
export async function* cold(): AsyncGenerator<Group> {
  for (const [name, rival] of Object.entries(RIVALS)) {
    for (const call of ['first', 'second'] as const) {
      const entry = (by: string, role: Case['role'], label = by): Case => ({
        name: label,
        role,
        elsewhere: () => start(name, by)[call],
      })
      yield {
        title: `${name}, the ${call} call in a process`,
        rounds: ROUNDS,
        cases: [
          entry('native', 'ours', 'procpilot'),
          entry('js', 'rival', 'fallback'),
          entry(rival, 'rival'),
        ],
      }
    }
  }
}

function start(name: string, by: string): { first: number[]; second: number[] } {
  const samples = { first: [] as number[], second: [] as number[] }
  for (let time = 0; time < STARTS; time++) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, name, by], {
      encoding: 'utf8',
    })
    if (status !== 0) {
      throw new Error(`${PROGRAM} ${name} ${by} ended with ${status}: ${stderr}`)
    }
    const { first, second } = JSON.parse(stdout) as { first: number; second: number }
    samples.first.push(first)
    samples.second.push(second)
  }
  return samples
}
