// Builds a copy of the binding twice, below target/decisions: as it is, and with mimalloc.
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from '../../scripts/tools.mjs'

export const VARIANTS = /** @type {const} */ (['system', 'mimalloc'])
/** Where each variant has a dist/ and a lib/native/ as in a checkout. */
export const ALLOCATORS = join(root, 'target/decisions/allocator')

const VERSION = '=0.1.52'
const GLOBAL = `
#[cfg(feature = "mimalloc")]
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;
`

export function buildAllocators() {
  const copy = join(ALLOCATORS, 'copy')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const path of ['Cargo.toml', 'Cargo.lock', 'crates', 'package.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  const manifest = join(copy, 'crates/binding/Cargo.toml')
  const features = '["local_dynamic_tls"]'
  const dependency = `mimalloc = { version = "${VERSION}", features = ${features}, optional = true }`
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(manifest, text.replace('[dependencies]\n', `[dependencies]\n${dependency}\n`))
  appendFileSync(join(copy, 'crates/binding/src/lib.rs'), GLOBAL)

  for (const variant of VARIANTS) {
    const place = join(ALLOCATORS, variant)
    const native = join(place, 'lib/native')
    mkdirSync(native, { recursive: true })
    runTool('@napi-rs/cli', [
      ...['build', '--release', '--platform', '--no-js', '--dts', 'binding.d.ts'],
      ...['--cwd', copy, '--manifest-path', 'crates/binding/Cargo.toml'],
      ...['--target-dir', join(ALLOCATORS, 'target'), '--output-dir', native],
      ...(variant === 'mimalloc' ? ['--features', 'mimalloc'] : []),
    ])
    mkdirSync(join(place, 'dist'), { recursive: true })
    copyFileSync(join(root, 'dist/index.js'), join(place, 'dist/index.js'))
    copyFileSync(join(root, 'package.json'), join(place, 'package.json'))
    console.log(readdirSync(native).join(' '))
  }
}
