// Runs the built specs with the JavaScript runtime that runs this, one process each:
// <runtime> run.mjs [--backend native|js]... [--filter text]... [--json file] [--timeout seconds]
import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * @typedef {{ message: string, stack?: string, diff?: string }} Failure
 * @typedef {{ name: string, state: 'passed' | 'failed' | 'skipped', errors: Failure[] }} Test
 * @typedef {{ tests: Test[], errors: Failure[] }} Outcome
 * @typedef {{ spec: string, backend: string | undefined }} Run
 */

const root = fileURLToPath(new URL('.', import.meta.url))
const { values } = parseArgs({
  options: {
    backend: { type: 'string', multiple: true },
    filter: { type: 'string', multiple: true, default: [''] },
    json: { type: 'string' },
    timeout: { type: 'string', default: '1800' },
  },
})
const seconds = Number(values.timeout)
const hasBinding = readdirSync(join(root, 'lib/native')).length > 0
const backends = values.backend ?? (hasBinding ? ['native', 'js'] : ['js'])
const programArgs = 'Deno' in globalThis ? ['run', '-A'] : []
const scratch = mkdtempSync(join(tmpdir(), 'procpilot-suite-'))

/** @param {string} folder */
const specsIn = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.spec.js'))
    .toSorted()
    .map((name) => `${folder}/${name}`)
    .filter((spec) => values.filter.some((text) => spec.includes(text)))

/** @type {Run[]} */
const runs = [
  ...backends.flatMap((backend) => specsIn('__test__').map((spec) => ({ spec, backend }))),
  // What no backend has a part in runs once.
  ...specsIn('__test__/alone').map((spec) => ({ spec, backend: undefined })),
]

/**
 * @param {Run} run
 * @returns {Promise<Outcome>}
 */
async function execute({ spec, backend }) {
  const report = join(scratch, 'report')
  const output = join(scratch, 'output')
  rmSync(report, { force: true })
  const stream = openSync(output, 'w')
  const { PROCPILOT_BACKEND: _, ...inherited } = process.env
  const env = backend === undefined ? inherited : { ...inherited, PROCPILOT_BACKEND: backend }
  const child = spawn(
    process.execPath,
    [...programArgs, join(root, 'run-spec.mjs'), spec, report],
    {
      cwd: root,
      env,
      stdio: ['ignore', stream, stream],
    },
  )
  closeSync(stream)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, seconds * 1000)
  const ended = await new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code))
    child.once('error', (error) => resolve(error))
  })
  clearTimeout(timer)

  const lines = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n') : []
  const last = JSON.parse(lines.at(-1) ?? '{}')
  if (last.tests && ended === 0) {
    return last
  }
  const how = isLate ? `did not end in ${seconds} seconds` : `ended with ${ended}`
  const where = last.started ? ` in "${last.started}"` : ''
  const said = readFileSync(output, 'utf8').slice(-4000)
  const errors = [{ message: `the spec ${how}${where}`, stack: said }]
  return { tests: last.tests ?? [], errors: [...errors, ...(last.errors ?? [])] }
}

/** @param {Failure} failure */
function print({ message, stack = '', diff = '' }) {
  // V8 puts the message into the stack, other engines do not.
  const text = stack.includes(message) ? stack : `${message}\n${stack}`
  console.log(`${text}\n${diff}`.trimEnd().replaceAll(/^/gm, '    '))
}

/**
 * @param {Test[]} tests
 * @param {Test['state']} state
 */
const count = (tests, state) => tests.filter((test) => test.state === state).length

const totals = { passed: 0, failed: 0, skipped: 0 }
/** @type {Set<string>} */
const skipped = new Set()
const results = []
for (const run of runs) {
  const start = performance.now()
  const outcome = await execute(run)
  const took = (performance.now() - start) / 1000
  const { tests, errors } = outcome
  const counts = {
    passed: count(tests, 'passed'),
    failed: count(tests, 'failed') + (errors.length > 0 ? 1 : 0),
    skipped: count(tests, 'skipped'),
  }
  if (tests.length === 0 && errors.length === 0) {
    errors.push({ message: 'the spec has no tests' })
    counts.failed = 1
  }
  const label = [run.backend, run.spec].filter(Boolean).join(' ')
  console.log(
    `${counts.failed > 0 ? 'FAILED' : 'ok'} ${label}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${took.toFixed(1)} s`,
  )
  for (const { name, state, errors: causes } of tests) {
    if (state === 'failed') {
      console.log(`  failed: ${label} > ${name}`)
      causes.forEach(print)
    } else if (state === 'skipped') {
      skipped.add(name)
    }
  }
  errors.forEach(print)
  totals.passed += counts.passed
  totals.failed += counts.failed
  totals.skipped += counts.skipped
  results.push({ ...run, ...counts, seconds: took, tests, errors })
}
rmSync(scratch, { recursive: true, force: true })

if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ ...totals, results }, undefined, 1)}\n`)
}
for (const name of skipped) {
  console.log(`skipped: ${name}`)
}
if (totals.passed + totals.failed === 0) {
  console.log('no test ran')
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0
