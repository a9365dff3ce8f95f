// npm run bench [-- feature ...]
import { channels } from './channels.bench.js'
import { startBareNode } from './bare-node.js'
import { cold } from './cold.bench.js'
import { type Context, createContext } from './context.js'
import { correctnessTable, examineLiveness, type Verdict } from './correctness.js'
import { fdLimits } from './fd-limits.bench.js'
import { fileMounts } from './file-mounts.bench.js'
import { functions } from './functions.bench.js'
import { handles } from './handles.bench.js'
import { identity } from './identity.bench.js'
import { liveness } from './liveness.bench.js'
import { type GroupResult, measure } from './measure.js'
import { loading } from './loading.bench.js'
import { measureOnNode24 } from './node24.js'
import { parallelism } from './parallelism.bench.js'
import { startPython } from './python.js'
import { printGroup, printSummary, printTable, writeJson } from './report.js'
import { rivals } from './rivals.bench.js'
import { timeline } from './timeline.bench.js'
import { trees } from './trees.bench.js'

const features = {
  liveness,
  identity,
  handles,
  trees,
  parallelism,
  'fd-limits': fdLimits,
  'file-mounts': fileMounts,
  channels,
  loading,
  timeline,
  functions,
  cold,
  rivals: (all: Context) => rivals(all, verdicts),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in features))
if (unknown.length > 0) {
  console.error(`no such feature: ${unknown.join(', ')} (${Object.keys(features).join(', ')})`)
  process.exit(1)
}

const at = new Date()
const context = await createContext()
const results: GroupResult[] = []
const verdicts: Verdict[] = []
const report = (result: GroupResult): void => {
  results.push(result)
  printGroup(result)
}

if (process.platform === 'linux' && (wanted.length === 0 || wanted.includes('rivals'))) {
  await examine()
}
for (const [name, groups] of Object.entries(features)) {
  if (wanted.length > 0 && !wanted.includes(name)) {
    continue
  }
  console.log(`\n== ${name}`)
  for await (const group of groups(context)) {
    report(await measure(group))
  }
  if (name === 'parallelism') {
    console.log('  measuring in Node 24')
    measureOnNode24().forEach(report)
  }
}

printSummary(results)
console.log(`\nwritten: ${writeJson(results, verdicts, at)}`)

async function examine(): Promise<void> {
  const bare = startBareNode()
  const python = await startPython()
  try {
    const { verdicts: found, notAsked } = await examineLiveness(bare, python)
    verdicts.push(...found)
    console.log('\n== is the answer even right?')
    printTable(correctnessTable(found))
    notAsked.forEach((why) => console.log(`  not asked, ${why}`))
  } finally {
    await bare.end()
    if (typeof python === 'object') {
      await python.end()
    }
  }
}
