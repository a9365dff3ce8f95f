// The suite on win32-x64, under Wine.
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildSuite } from '../suite/build.mjs'
import { root } from '../tools.mjs'
import { build, compile, outputs } from './cargo.mjs'
import { nodeFor } from './node-packages.mjs'
import { runSuite } from './run-suite.mjs'

const target = 'x86_64-pc-windows-gnu'
const folder = join(outputs, 'win32-x64')
const env = {
  WINEPREFIX: join(outputs, 'wine'),
  WINEDEBUG: '-all',
  NODE_SKIP_PLATFORM_CHECK: '1',
  PROCPILOT_ROUNDS: process.env['PROCPILOT_ROUNDS'] ?? '20',
  PROCPILOT_UNDER: 'wine',
}

/** @param {string[]} args */
export async function testWindows(args) {
  build(target)
  prepareWine()

  rmSync(folder, { recursive: true, force: true })
  const bindings = join(folder, 'bindings')
  mkdirSync(bindings, { recursive: true })
  // Built with another linker than the one that is published, of the same source.
  copyFileSync(
    join(outputs, target, 'release/procpilot_binding.dll'),
    join(bindings, 'procpilot.win32-x64-msvc.node'),
  )
  const suite = join(folder, 'suite')
  await buildSuite(suite, { bindings, programs: join(folder, 'programs') })
  return runSuite(['wine', nodeFor('win')], suite, { args, env, log: `${folder}/log` })
}

function prepareWine() {
  const system = join(env.WINEPREFIX, 'drive_c/windows/system32')
  const options = { env: { ...process.env, ...env }, stdio: /** @type {const} */ ('ignore') }
  spawnSync('wineboot', ['--init'], options)
  if (!existsSync(system)) {
    throw new Error(`wineboot made no ${system}`)
  }
  const library = 'bcryptprimitives.dll'
  // Wine has it since version 9.
  if (!existsSync(join(system, library))) {
    compile(join(root, 'scripts/cross/bcryptprimitives.c'), library, {
      compiler: 'x86_64-w64-mingw32-gcc',
      libraries: ['-ladvapi32'],
    })
    copyFileSync(join(outputs, library), join(system, library))
  }
}
