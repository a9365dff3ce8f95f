// The suite on linux-arm64, under qemu's user mode.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buildSuite } from '../suite/build.mjs'
import { root, run } from '../tools.mjs'
import { build, compile, outputs } from './cargo.mjs'
import { nodeFor } from './node-packages.mjs'
import { runSuite } from './run-suite.mjs'

const target = 'aarch64-unknown-linux-gnu'
const folder = join(outputs, 'linux-arm64')

/** @param {string[]} args */
export async function testLinuxArm64(args) {
  build(target, { withPrograms: true })
  compile(join(root, 'scripts/cross/qemu-guest.c'), 'qemu-guest.so')

  rmSync(folder, { recursive: true, force: true })
  const bindings = join(folder, 'bindings')
  mkdirSync(bindings, { recursive: true })
  copyFileSync(
    join(outputs, target, 'release/libprocpilot_binding.so'),
    join(bindings, 'procpilot.linux-arm64-gnu.node'),
  )
  const built = join(outputs, target, 'debug/examples')
  const programs = join(folder, 'programs')
  // Cargo leaves each program a second time, with a hash in its name.
  for (const name of readdirSync(built).filter((file) => /^(?!seccomp)[a-z_]+$/.test(file))) {
    writeLauncher(programs, name, join(built, name))
  }
  // qemu offers no seccomp(2). A filter of this machine refuses the system calls that qemu makes for
  // the program: it sees the same.
  const example = ['--example', 'seccomp_exec', '--target-dir', 'target']
  run('cargo', ['build', '-p', 'process_utils', ...example])
  copyFileSync(join(root, 'target/debug/examples/seccomp_exec'), join(programs, 'seccomp_exec'))
  const node = writeLauncher(folder, 'node', nodeFor('arm64'))
  const suite = join(folder, 'suite')
  await buildSuite(suite, { bindings, programs })
  // What is done a thousand times elsewhere would take an hour.
  const env = {
    PROCPILOT_ROUNDS: process.env['PROCPILOT_ROUNDS'] ?? '20',
    PROCPILOT_UNDER: 'qemu',
  }
  return runSuite([node], suite, { args, env, log: `${folder}/log` })
}

/**
 * Writes a script that starts an arm64 program as if the kernel could. The link gives qemu, and so
 * the process, the name of the program.
 * @param {string} directory
 * @param {string} name
 * @param {string} program
 */
function writeLauncher(directory, name, program) {
  const links = join(folder, 'qemu')
  mkdirSync(links, { recursive: true })
  mkdirSync(directory, { recursive: true })
  symlinkSync('/usr/bin/qemu-aarch64-static', join(links, name))
  const launcher = join(directory, name)
  const preload = `-E LD_PRELOAD='${outputs}/qemu-guest.so' -E QEMU_GUEST_LAUNCHER='${launcher}'`
  writeFileSync(launcher, `#!/bin/sh\nexec '${links}/${name}' ${preload} '${program}' "$@"\n`)
  chmodSync(launcher, 0o755)
  return launcher
}
