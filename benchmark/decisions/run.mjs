// node benchmark/decisions/run.mjs [decision ...]: builds the experiments, measures, and prints the
// figures that docs/decisions is written from. Wants `npm run build` before it.
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, runNpm } from '../../scripts/tools.mjs'
import { ADDON } from './addon.mjs'
import { buildAllocators } from './build-allocators.mjs'

const DECISIONS = [
  'what-stays-in-javascript',
  'files-and-config',
  'serialization',
  'async-io',
  'allocator',
  'config-jit',
  'cloud-calls',
]
const DIRECTORY = 'benchmark/decisions'
const LIBRARIES = {
  win32: 'procpilot_decisions.dll',
  darwin: 'libprocpilot_decisions.dylib',
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !DECISIONS.includes(name))
if (unknown.length > 0) {
  console.error(`no such decision: ${unknown.join(', ')} (${DECISIONS.join(', ')})`)
  process.exit(1)
}
const chosen = wanted.length > 0 ? wanted : DECISIONS

if (!existsSync(join(root, DIRECTORY, 'node_modules'))) {
  runNpm(['ci', '--prefix', DIRECTORY, '--no-audit', '--no-fund'])
}
const manifest = ['--manifest-path', `${DIRECTORY}/Cargo.toml`, '--target-dir', 'target/decisions']
run('cargo', ['build', '--release', '--locked', '-j1', ...manifest])
const names = /** @type {Record<string, string>} */ (LIBRARIES)
const library = names[process.platform] ?? 'libprocpilot_decisions.so'
copyFileSync(join(root, 'target/decisions/release', library), ADDON)
if (chosen.includes('allocator')) {
  buildAllocators()
}

for (const name of chosen) {
  console.log(`\n== ${name}`)
  run(process.execPath, ['--import', 'tsx', `${DIRECTORY}/${name}.mjs`])
}
