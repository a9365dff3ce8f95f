// node scripts/bench-check-setup.mjs: makes what npm run bench:check needs, which builds nothing.
import { setUpBenchmarkPackages, setUpFloor } from './benchmark-setup.mjs'
import { setUp } from './setup.mjs'

setUp()
setUpBenchmarkPackages()
setUpFloor()
