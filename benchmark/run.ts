// npm run bench [-- feature ...]
import { channels } from './channels.bench.js'
import { createContext } from './context.js'
import { fdLimits } from './fd-limits.bench.js'
import { fileMounts } from './file-mounts.bench.js'
import { handles } from './handles.bench.js'
import { identity } from './identity.bench.js'
import { liveness } from './liveness.bench.js'
import { type GroupResult, measure } from './measure.js'
import { loading } from './loading.bench.js'
import { measureOnNode24 } from './node24.js'
import { parallelism } from './parallelism.bench.js'
import { printGroup, printSummary, writeJson } from './report.js'
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
const report = (result: GroupResult): void => {
  results.push(result)
  printGroup(result)
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
console.log(`\nwritten: ${writeJson(results, at)}`)
