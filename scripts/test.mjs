// `npm test`: sets the checkout up, then runs the Rust tests and the TypeScript tests over both
// backends. Arguments go to vitest.
import { spawn } from 'node:child_process'
import { once as onceEmitted } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setUpRuntimes } from './runtimes.mjs'
import { hasBinding, setUp } from './setup.mjs'
import { cargoVersion, root, run } from './tools.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

setUp()
setUpRuntimes()
const hasCargo = cargoVersion() !== undefined
const rust = hasCargo ? await testRust() : undefined
const typescript = await testTypeScript()

console.log('')
if (rust) {
  print('rust:', rust)
} else {
  const tested = hasBinding() ? 'both backends were' : 'only the fallback was'
  console.log(`rust: not run, cargo not found; ${tested} tested`)
}
print('typescript:', typescript)
const all = [rust, typescript].flatMap((counts) => counts ?? [])
print('', {
  passed: sum(all.map(({ passed }) => passed)),
  failed: sum(all.map(({ failed }) => failed)),
  skipped: sum(all.map(({ skipped }) => skipped)),
})

/** @returns {Promise<Counts>} */
async function testRust() {
  console.log('test: building the child programs and the panicking binding')
  const target = ['--target-dir', 'target']
  run('cargo', ['build', '-p', 'process_utils', '--examples', ...target])
  run('cargo', ['build', '-p', 'procpilot_binding', '--features', 'panic-probe', ...target])
  console.log('test: cargo test')
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const options = ['--workspace', '--no-fail-fast', ...target, '--', '--show-output']
  const cargo = spawn('cargo', ['test', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = onceEmitted(cargo, 'exit')
  let isOutputOfPassed = false
  for await (const line of createInterface(cargo.stdout)) {
    isOutputOfPassed =
      line === 'successes:' || (isOutputOfPassed && !/^(failures:|test )/.test(line))
    // libtest knows no skipping at run time: such a test says so, passes, and is counted here.
    if (isOutputOfPassed && line.startsWith('skipped: ')) {
      console.log(line)
      counts.passed--
      counts.skipped++
    }
    if (isOutputOfPassed) {
      continue
    }
    console.log(line)
    const [, passed, failed, ignored] =
      /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/.exec(line) ?? []
    counts.passed += Number(passed ?? 0)
    counts.failed += Number(failed ?? 0)
    counts.skipped += Number(ignored ?? 0)
  }
  const [code] = await exited
  if (code !== 0) {
    process.exitCode = 1
  }
  return counts
}

/** @returns {Promise<Counts>} */
async function testTypeScript() {
  console.log('test: vitest')
  const report = join(root, '.setup/vitest.json')
  rmSync(report, { force: true })
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit' },
  )
  const [code] = await onceEmitted(vitest, 'exit')
  if (code !== 0) {
    process.exitCode = 1
  }
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  printSkipped(testResults)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
}

/**
 * Names what was skipped, whose name says what was missing, once for both backends.
 * @param {{ assertionResults: { status: string, fullName: string }[] }[]} files
 */
function printSkipped(files) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  const skipped = tests.filter(({ status }) => status === 'skipped' || status === 'pending')
  for (const name of new Set(skipped.map(({ fullName }) => fullName))) {
    console.log(`skipped: ${name}`)
  }
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

/**
 * @param {string} label
 * @param {Counts} counts
 */
function print(label, { passed, failed, skipped }) {
  console.log(`${label} ${passed} passed, ${failed} failed, ${skipped} skipped`.trim())
}
