// npm run test:runtimes [-- node-22 bun ...] [-- --filter text ...]: the behaviour suite's built
// form under Node 20, 22, 24 and 26, Bun and Deno, over both backends. Options go to its run.mjs.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runtimes, setUpRuntimes } from './runtimes.mjs'
import { setUp } from './setup.mjs'
import { cargoVersion, once, root, run, runNpm } from './tools.mjs'

const folder = '__test__/node-versions'
const suite = join(root, '.setup/suite')
const reports = join(root, '.setup/runtime-reports')

const args = process.argv.slice(2)
const firstOption = args.findIndex((arg) => arg.startsWith('-'))
const wanted = firstOption < 0 ? args : args.slice(0, firstOption)
const options = firstOption < 0 ? [] : args.slice(firstOption)

setUp()
setUpRuntimes()
once(
  'node-versions',
  {
    inputs: [`${folder}/package.json`, `${folder}/package-lock.json`],
    outputs: () => existsSync(join(root, folder, 'node_modules/.package-lock.json')),
  },
  () => {
    console.log('setup: installing versions of Node to test with (npm ci)')
    runNpm(['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'])
  },
)

/** How each is started; `undefined` for what this machine does not have. */
const { bun, deno } = runtimes()
const commands = {
  'node-20': node('20'),
  'node-22': node('22'),
  'node-24': node('24'),
  'node-26': node('26'),
  bun,
  deno,
}

/**
 * @param {string} major
 * @returns {string[] | undefined}
 */
function node(major) {
  if (process.versions.node.startsWith(`${major}.`)) {
    return [process.execPath]
  }
  const name = `node-${major}-${process.platform}-${process.arch}`
  const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const file = join(root, folder, 'node_modules', name, program)
  // npm installs Linux binaries of glibc on musl as well.
  return existsSync(file) && spawnSync(file, ['--version']).status === 0 ? [file] : undefined
}

const unknown = wanted.filter((name) => !(name in commands))
if (unknown.length > 0) {
  console.error(`no such runtime: ${unknown.join(', ')}; ${Object.keys(commands).join(', ')} are`)
  process.exit(2)
}

if (cargoVersion() !== undefined) {
  console.log('test: building the child programs')
  run('cargo', ['build', '-p', 'process_utils', '--examples', '--target-dir', 'target'])
}
console.log('test: building the suite')
run(process.execPath, ['scripts/suite/build.mjs', suite])
mkdirSync(reports, { recursive: true })

const totals = { passed: 0, failed: 0, skipped: 0 }
const lines = []
for (const [name, command] of Object.entries(commands)) {
  const isWanted = wanted.includes(name)
  if (wanted.length > 0 && !isWanted) {
    continue
  }
  if (command === undefined) {
    lines.push(`${name}: this machine does not have it`)
    totals.failed += isWanted ? 1 : 0
    continue
  }
  const [program = '', ...start] = command
  const version = versionOf(program)
  console.log(`\ntest: ${name}, ${version}`)
  const report = join(reports, `${name}.json`)
  rmSync(report, { force: true })
  const { status } = spawnSync(
    program,
    [...start, join(suite, 'run.mjs'), '--json', report, ...options],
    { cwd: suite, stdio: 'inherit' },
  )
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  const { passed = 0, failed = 0, skipped = 0 } = counts
  // A run that died did not count itself.
  const died = status !== 0 && failed === 0 ? 1 : 0
  lines.push(
    `${name.padEnd(8)} ${version.padEnd(9)} ${passed} passed, ${failed + died} failed, ${skipped} skipped`,
  )
  totals.passed += passed
  totals.failed += failed + died
  totals.skipped += skipped
}

/** @param {string} program */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown'
}

console.log(`\n${lines.join('\n')}`)
console.log(`runtimes: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0
