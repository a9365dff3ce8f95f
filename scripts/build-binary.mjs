// Builds the binding. node scripts/build-binary.mjs TARGET FOLDER [OPTION ...] builds that of a
// Rust target into a folder, with further options for `napi build`.
import { pathToFileURL } from 'node:url'
import { runTool } from './tools.mjs'

/**
 * @param {string} outputDir
 * @param {string[]} [options]
 */
export function buildBinary(outputDir, options = []) {
  const named = {
    '--manifest-path': 'crates/binding/Cargo.toml',
    '--target-dir': 'target',
    '--output-dir': outputDir,
    '--dts': 'binding.d.ts',
  }
  const flags = ['--release', '--platform', '--no-js']
  runTool('@napi-rs/cli', ['build', ...flags, ...Object.entries(named).flat(), ...options])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [target, outputDir, ...options] = process.argv.slice(2)
  if (target === undefined || outputDir === undefined) {
    console.error('usage: node scripts/build-binary.mjs TARGET FOLDER [OPTION ...]')
    process.exit(2)
  }
  buildBinary(outputDir, ['--target', target, ...options])
}
