// The lint gate: rustfmt, clippy, the linter and the formatter of JavaScript, types, and the
// committed declaration files, the packages of npm/, and that all versions are one.
import { execFileSync } from 'node:child_process'
import { setUp } from './setup.mjs'
import { cargoVersion, root, run, runTool } from './tools.mjs'

setUp()

if (cargoVersion() === undefined) {
  console.log('lint: cargo not found, Rust is not checked')
} else {
  console.log('lint: rustfmt, clippy')
  run('cargo', ['fmt', '--all', '--check'])
  for (const apart of ['benchmark/decisions', 'crates/process_utils/benches']) {
    run('cargo', ['fmt', '--manifest-path', `${apart}/Cargo.toml`, '--check'])
  }
  run('cargo', ['clippy', '--workspace', '--all-targets', '--', '-D', 'warnings'])
  // The stub for systems that the core does not know must build as well.
  run('cargo', ['clippy', '-p', 'process_utils', '--lib', '--target-dir', 'target/unsupported'], {
    RUSTFLAGS: '--cfg procpilot_unsupported -D warnings',
  })
  const changed = execFileSync('git', ['status', '--porcelain', 'lib/native/binding.d.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (changed !== '') {
    console.error('lib/native/binding.d.ts is not committed as the binding has it')
    process.exit(1)
  }
}

console.log('lint: oxlint, oxfmt, tsc, index.d.ts, npm, versions')
runTool('oxlint', ['--deny-warnings'])
runTool('oxfmt', ['--check'])
runTool('typescript', [])
run(process.execPath, ['scripts/types.mjs', '--check'])
run(process.execPath, ['scripts/npm-packages.mjs', '--check'])
console.log('lint: the workflows')
run(process.execPath, ['scripts/lint-workflows.mjs'])
console.log('lint: clean')
