// npm run bench:instructions [-- --check | --update]: counts the instructions of the core's parsers
// by callgrind, beside those of benchmark/instructions.json. With --check it fails where one has
// grown; with --update it writes that file.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { band, compare, readCounts, table, toolchainDifference } from './instructions.mjs'
import { cargoVersion, root } from './tools.mjs'

/** @typedef {import('./instructions.mjs').Counts} Counts */
/** @typedef {import('./instructions.mjs').Toolchain} Toolchain */

const crate = 'crates/process_utils/benches'
const baselineFile = join(root, 'benchmark/instructions.json')
const tools = join(root, 'target/tools')
const isCheck = process.argv.includes('--check')
const isUpdate = process.argv.includes('--update')

if (cargoVersion() === undefined) {
  stop('cargo not found, nothing is counted', isCheck || isUpdate)
}
const toolchain = toolchainHere()
const baseline = readBaseline()
const difference = baseline && toolchainDifference(baseline.toolchain, toolchain)
if (isCheck && baseline === undefined) {
  stop('there is no baseline: npm run bench:instructions -- --update', true)
}
if (isCheck && difference !== undefined) {
  stop(`cannot compare: ${difference}`, false)
}
const missing = withoutValgrind() ?? withoutRunner()
if (missing !== undefined) {
  stop(`${missing}, nothing is counted`, isCheck || isUpdate)
}

const instructions = count()
const rows = compare(baseline?.instructions ?? {}, instructions)
console.log(table(rows).join('\n'))
if (difference !== undefined) {
  console.log(`not to be compared: ${difference}`)
}
if (isUpdate) {
  writeFileSync(baselineFile, `${JSON.stringify({ toolchain, instructions }, undefined, 2)}\n`)
  console.log('bench: benchmark/instructions.json is written')
} else if (difference === undefined) {
  judge()
}

function judge() {
  const grown = rows.filter(({ change }) => change === 'grown')
  if (grown.length > 0) {
    const names = grown.map(({ name }) => name).join(', ')
    console.log(`bench: grown by more than ${100 * band} %: ${names}`)
  }
  if (rows.some(({ change }) => change !== 'same')) {
    console.log('bench: if that is meant: npm run bench:instructions -- --update')
  }
  if (isCheck && grown.length > 0) {
    process.exitCode = 1
  }
}

/** @returns {string | undefined} */
function withoutValgrind() {
  const { status } = spawnSync('valgrind', ['--version'])
  return status === 0 ? undefined : 'valgrind not found'
}

/**
 * Installs the runner where it is missing: in the library's very version, whose requests it reads.
 * @returns {string | undefined} why there is none
 */
function withoutRunner() {
  const lock = readFileSync(join(root, crate, 'Cargo.lock'), 'utf8')
  const version = /^name = "gungraun"\nversion = "(.+)"$/m.exec(lock)?.[1]
  const name = 'gungraun-runner'
  const installed = join(tools, '.crates.toml')
  const isInstalled =
    existsSync(installed) &&
    readFileSync(installed, 'utf8').includes(`"${name} ${version} `) &&
    existsSync(join(tools, 'bin', name))
  if (isInstalled) {
    return undefined
  }
  console.log(`setup: installing ${name} ${version} into target/tools (cargo install)`)
  const { status, stderr } = spawnSync(
    'cargo',
    ['install', '--quiet', '--locked', '--root', tools, '--version', `=${version}`, name],
    { cwd: root, encoding: 'utf8' },
  )
  const reason = /^error: (.+)/m.exec(stderr)?.[1] ?? `status ${status}`
  return status === 0 ? undefined : `${name} ${version} cannot be installed (${reason})`
}

/** @returns {Toolchain} */
function toolchainHere() {
  const version = spawnSync('rustc', ['-vV'], { cwd: root, encoding: 'utf8' }).stdout
  const [rustc = ''] = version.split('\n')
  const target = /^host: (.+)$/m.exec(version)?.[1] ?? ''
  const { stdout } = spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' })
  return { rustc: rustc.trim(), target, libc: stdout?.trim() || 'unknown' }
}

/** @returns {Counts | undefined} */
function readBaseline() {
  return existsSync(baselineFile) ? JSON.parse(readFileSync(baselineFile, 'utf8')) : undefined
}

/** @returns {Record<string, number>} */
function count() {
  console.log('bench: building the parsers, and running each under callgrind')
  const target = join(root, 'target/benches')
  // The baseline is that of plain settings: flags that somebody has set would give other counts.
  const { RUSTFLAGS: _, CARGO_BUILD_TARGET: __, ...env } = process.env
  const { status, stdout } = spawnSync(
    'cargo',
    [
      ...['bench', '--quiet', '--locked', '--features', 'parsers', '--bench', 'parsers'],
      ...['--target-dir', target, '--', '--output-format=json', '--nosummary'],
      `--home=${join(target, 'gungraun')}`,
    ],
    {
      cwd: join(root, crate),
      encoding: 'utf8',
      env: { ...env, PATH: [join(tools, 'bin'), process.env['PATH']].join(delimiter) },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (status !== 0) {
    stop('the benchmark of the parsers failed', true)
  }
  return readCounts(stdout)
}

/**
 * @param {string} why
 * @param {boolean} isFailure
 * @returns {never}
 */
function stop(why, isFailure) {
  console.log(`bench: ${why}`)
  process.exit(isFailure ? 1 : 0)
}
