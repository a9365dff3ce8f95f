// npm run bench:growth [-- --quick | --draw] [series ...]
import { createContext } from '../context.js'
import { directory } from './directory.js'
import { writeCharts } from './draw.js'
import { handles } from './handles.js'
import { machine } from './machine.js'
import type { Plan } from './plan.js'
import { machineHere, readGrowth, type Series, seriesToKeep, writeGrowth } from './results.js'
import { tree } from './tree.js'

const plans: Record<string, Plan> = { machine, tree, directory, handles }

const isQuick = process.argv.includes('--quick')
const drawsOnly = process.argv.includes('--draw')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = wanted.filter((name) => !(name in plans))
if (unknown.length > 0) {
  stop(`no such series: ${unknown.join(', ')} (${Object.keys(plans).join(', ')})`)
}
if (!drawsOnly) {
  await measureAll()
}
if (!isQuick) {
  const growth = readGrowth() ?? stop('there is no benchmark/growth.json to draw from')
  console.log(`drawn: ${(await writeCharts(growth)).join(', ')}`)
}

async function measureAll(): Promise<void> {
  const context = await createContext()
  if (typeof context.floor !== 'object') {
    stop(`nothing is measured: ${context.floor}`)
  }
  const at = new Date().toISOString()
  const before = isQuick || wanted.length === 0 ? undefined : readGrowth()
  const kept = before ? seriesToKeep(before) : []
  if (!kept) {
    stop('benchmark/growth.json is of another machine or Node: measure all of it')
  }
  const series: Series[] = []
  for (const [name, plan] of Object.entries(plans)) {
    const ofPlan = plan.series.map((each): Series => ({ ...each, points: [] }))
    if (wanted.length > 0 && !wanted.includes(name)) {
      series.push(...kept.filter((old) => ofPlan.some((each) => each.name === old.name)))
      continue
    }
    console.log(`\n== ${name}`)
    const sizes = isQuick ? plan.sizes.slice(0, 2) : plan.sizes
    for await (const measured of plan.measure({ context, sizes, isQuick })) {
      ofPlan.find((each) => each.name === measured.series)?.points.push(measured.point)
    }
    series.push(...ofPlan)
  }
  if (isQuick) {
    return
  }
  writeGrowth({ at, ...machineHere(), series })
  console.log('\nwritten: benchmark/growth.json')
}

function stop(why: string): never {
  console.error(why)
  process.exit(1)
}
