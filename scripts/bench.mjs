// npm run bench [-- feature ...]: makes the checkout ready, then measures.
import { setUpBenchmarkPackages, setUpFloor } from './benchmark-setup.mjs'
import { setUp } from './setup.mjs'
import { run } from './tools.mjs'

setUp()
setUpBenchmarkPackages()
setUpFloor()
run(process.execPath, ['--import', 'tsx', 'benchmark/run.ts', ...process.argv.slice(2)])
