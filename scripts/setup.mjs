// Makes a bare clone ready to run: dependencies, the native binding where cargo is, dist/.
// What is done already is skipped.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildBinary } from './build-binary.mjs'
import { cargoVersion, once, root, run, runNpm } from './tools.mjs'

/** Whether the binding of this checkout is there, up to date as far as cargo could make it. */
export function hasBinding() {
  return readdirSync(join(root, 'lib/native')).some((file) => file.endsWith('.node'))
}

export function setUp() {
  setUpDependencies()
  setUpBinding()
  setUpDist()
}

/** What the main package needs, which has no binding in it. */
export function setUpPackage() {
  setUpDependencies()
  setUpDist()
}

function setUpDependencies() {
  once(
    'dependencies',
    {
      inputs: ['package-lock.json'],
      outputs: () => existsSync(join(root, 'node_modules/.package-lock.json')),
    },
    () => {
      console.log('setup: installing dependencies (npm ci)')
      runNpm(['ci', '--no-audit', '--no-fund'])
    },
  )
}

function setUpBinding() {
  const cargo = cargoVersion()
  if (cargo === undefined) {
    const served = hasBinding()
      ? 'keeping the binding built before'
      : 'using the JavaScript fallback'
    console.log(`setup: cargo not found, ${served}`)
  } else {
    const inputs = ['Cargo.toml', 'Cargo.lock', 'crates/binding', 'crates/process_utils/Cargo.toml']
    once(
      'binding',
      { inputs: [...inputs, 'crates/process_utils/src'], outputs: hasBinding, also: cargo },
      () => {
        console.log('setup: building the native binding (a minute the first time)')
        buildBinary('lib/native')
      },
    )
  }
}

function setUpDist() {
  once(
    'dist',
    {
      inputs: ['package.json', 'package-lock.json', 'index.ts', 'lib', 'scripts/bundle.mjs'],
      outputs: () => existsSync(join(root, 'dist/cli.js')),
    },
    () => {
      console.log('setup: bundling dist/')
      run(process.execPath, ['scripts/bundle.mjs'])
    },
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  setUp()
}
