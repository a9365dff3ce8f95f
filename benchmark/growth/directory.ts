import { directoryOf } from '../file-mounts.bench.js'
import { measure } from '../measure.js'
import { printGroup } from '../report.js'
import type { Given, Measured, Plan } from './plan.js'
import { renamed } from './renamed.js'
import { pointOf } from './results.js'

const ROUNDS = 5

export const directory: Plan = {
  series: [
    {
      name: 'directory',
      title: 'More entries in the directory: getMaxWorkersForFileMountsSync',
      x: 'entries of the directory',
    },
  ],
  sizes: [10, 100, 1000, 10_000, 200_000],
  measure: measureDirectory,
}

/** By names that fit into a chart. */
const NAMES: Record<string, string> = {
  procpilot: 'procpilot',
  'fallback, which stops early too': 'fallback',
  'fs.readdirSync(), all counted': 'fs.readdirSync()',
  'C: getdents64, as far as needed': 'getdents64 in C',
}

async function* measureDirectory({ context, sizes, isQuick }: Given): AsyncGenerator<Measured> {
  for (const size of sizes) {
    for await (const group of directoryOf(context, size, {})) {
      const cases = renamed(group.cases, NAMES)
      const result = await measure({ ...group, cases, rounds: isQuick ? 1 : ROUNDS })
      printGroup(result)
      yield { series: 'directory', point: pointOf(size, result) }
    }
  }
}
