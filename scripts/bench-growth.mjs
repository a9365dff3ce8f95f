// npm run bench:growth [-- series ...]: measures how the costs grow into benchmark/growth.json, and
// draws docs/images/growth-*.svg from it. With --quick it measures the small sizes for a moment and
// writes nothing; with --draw it only draws.
import { setUpBenchmarkPackages, setUpFloor } from './benchmark-setup.mjs'
import { setUp, setUpPackage } from './setup.mjs'
import { run } from './tools.mjs'

const args = process.argv.slice(2)
const drawsOnly = args.includes('--draw')
if (drawsOnly) {
  setUpPackage()
} else {
  setUp()
}
setUpBenchmarkPackages()
if (!drawsOnly) {
  setUpFloor()
}
run(process.execPath, ['--import', 'tsx', 'benchmark/growth/main.ts', ...args])
