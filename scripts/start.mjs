// `npm start`: sets the checkout up, then shows this machine's limits and a short tour.
import { setUp } from './setup.mjs'
import { root, run } from './tools.mjs'

setUp()
console.log('\n$ procpilot doctor')
run(process.execPath, ['dist/cli.js', 'doctor'])
console.log('\nA tour, with real processes:')
run(process.execPath, ['scripts/tour.mjs', root])
