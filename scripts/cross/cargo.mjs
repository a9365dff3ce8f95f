// Builds and checks for other targets: with the compiler of Debian, which brings the source of its
// standard library, and the cargo of this machine.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tools.mjs'

/** Whatever is built for other systems, apart from what is built for this one. */
export const outputs = join(root, 'target/cross')

const buildStd = '-Zbuild-std=std,panic_unwind'
const linker = 'aarch64-linux-gnu-gcc'
const env = {
  ...process.env,
  RUSTC: '/usr/bin/rustc',
  RUSTC_BOOTSTRAP: '1',
  CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: linker,
  // napi-build wants a library to link Windows' binding to, though it loads the symbols itself.
  LIBNODE_PATH: join(outputs, 'libnode'),
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function works(program, args, environment = env) {
  const { error, status } = spawnSync(program, args, {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  })
  if (error) {
    throw error
  }
  return status === 0
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  if (!works(program, args)) {
    throw new Error(`failed: ${[program, ...args].join(' ')}`)
  }
}

/**
 * Builds the binding, and the child programs if they are wanted.
 * @param {string} target
 * @param {{ withPrograms?: boolean }} [options]
 */
export function build(target, { withPrograms = false } = {}) {
  const common = ['--target', target, '--target-dir', outputs]
  const isLinux = target.includes('-linux-')
  if (!isLinux) {
    mkdirSync(env.LIBNODE_PATH, { recursive: true })
    compile('/dev/null', 'libnode/libnode.dll', { compiler: 'x86_64-w64-mingw32-gcc' })
    common.push(buildStd)
  }
  run('cargo', ['build', '--release', '-p', 'procpilot_binding', ...common])
  if (withPrograms) {
    run('cargo', ['build', '-p', 'process_utils', '--examples', ...common])
  }
}

/**
 * Compiles a shared library from C.
 * @param {string} source
 * @param {string} output below the outputs
 * @param {{ compiler?: string, libraries?: string[] }} [options]
 */
export function compile(source, output, { compiler = linker, libraries = [] } = {}) {
  mkdirSync(outputs, { recursive: true })
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror']
  run(compiler, [...flags, '-o', join(outputs, output), '-x', 'c', source, ...libraries])
}

/**
 * Types and lints of all crates for a target that cannot run here.
 * @param {string} target
 * @param {string} [rustflags]
 */
export function passesClippy(target, rustflags = '') {
  const options = ['--workspace', '--target', target, '--target-dir', join(outputs, 'check')]
  return works('/usr/bin/cargo-clippy', ['clippy', buildStd, ...options, '--', '-D', 'warnings'], {
    ...env,
    [`CARGO_TARGET_${target.toUpperCase().replaceAll('-', '_')}_RUSTFLAGS`]: rustflags,
  })
}
