// `npm run test:cross`: on Debian, x86-64, the suite on linux-arm64 under qemu and on win32-x64
// under Wine, and the types and lints of the other targets. See docs/cross-testing.md.
// [--install] [--only linux-arm64|win32-x64|check]... and what the suite's run.mjs takes.
import { parseArgs } from 'node:util'
import { prepareMachine } from './cross/machine.mjs'
import { passesClippy } from './cross/cargo.mjs'
import { testLinuxArm64 } from './cross/linux-arm64.mjs'
import { installNodes } from './cross/node-packages.mjs'
import { testWindows } from './cross/win32-x64.mjs'
import { setUp } from './setup.mjs'

const checked = [
  'aarch64-apple-darwin',
  'x86_64-apple-darwin',
  'x86_64-pc-windows-msvc',
  'aarch64-pc-windows-msvc',
  'x86_64-unknown-linux-musl',
  'aarch64-unknown-linux-musl',
]

const { values } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    backend: { type: 'string', multiple: true, default: [] },
    filter: { type: 'string', multiple: true, default: [] },
  },
})
const { install, only = ['linux-arm64', 'win32-x64', 'check'], backend, filter } = values
const args = [
  ...backend.flatMap((name) => ['--backend', name]),
  ...filter.flatMap((text) => ['--filter', text]),
]

/** @type {string[]} */
const results = []
/** @type {string[]} */
const skipped = []

/**
 * @param {string} label
 * @param {(args: string[]) => Promise<import('./cross/run-suite.mjs').Result>} test
 */
async function suite(label, test) {
  console.log(`cross: ${label}`)
  try {
    const { passed, failed, skipped: count, names } = await test(args)
    results.push(`${label}: ${passed} passed, ${failed} failed, ${count} skipped`)
    skipped.push(...names.map((name) => `${label}, skipped: ${name}`))
    process.exitCode ||= failed > 0 ? 1 : 0
  } catch (error) {
    results.push(`${label}: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}

try {
  prepareMachine(install)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
setUp()
installNodes()
if (only.includes('linux-arm64')) {
  await suite('linux-arm64 under qemu', testLinuxArm64)
}
if (only.includes('win32-x64')) {
  await suite('win32-x64 under Wine', testWindows)
}
for (const target of only.includes('check') ? checked : []) {
  console.log(`cross: ${target}`)
  const isFine = passesClippy(
    target,
    target.endsWith('-musl') ? '-C target-feature=-crt-static' : '',
  )
  results.push(`${target}: ${isFine ? 'type-checked, clippy is content' : 'failed'}`)
  process.exitCode ||= isFine ? 0 : 1
}

console.log('')
skipped.forEach((line) => console.log(line))
results.forEach((line) => console.log(line))
