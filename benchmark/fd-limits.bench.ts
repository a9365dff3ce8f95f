import { execFileSync } from 'node:child_process'
import { type Context, emptyCase, floorCase } from './context.js'
import type { Group } from './measure.js'

export async function* fdLimits(context: Context): AsyncGenerator<Group> {
  const { getFdLimit } = context.native
  const { getFdLimit: fallback } = context.js
  if (getFdLimit().soft !== fallback().soft) {
    throw new Error('the backends do not agree about the limit')
  }
  yield {
    title: 'getFdLimit',
    cases: [
      { name: 'procpilot', role: 'ours', run: () => getFdLimit() },
      {
        name: 'process.report.getReport(), in a bare Node',
        role: 'rival',
        elsewhere: reportInBareNode,
        target: 1000,
      },
      { name: 'fallback', role: 'rival', run: () => fallback() },
      floorCase(
        context,
        'C: getrlimit',
        ({ rlimit }) =>
          () =>
            rlimit(),
      ),
      emptyCase(context),
    ],
  }
}

const SCRIPT = `
  process.report.getReport()
  const samples = Array.from({ length: 30 }, () => {
    const start = performance.now()
    process.report.getReport()
    return (performance.now() - start) * 1e6
  })
  console.log(JSON.stringify(samples))
`

/** Not in this process: the report covers all threads, and tsx has one that loads modules. */
function reportInBareNode(): number[] {
  return JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' }))
}
