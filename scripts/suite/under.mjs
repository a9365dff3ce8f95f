// node scripts/suite/under.mjs bun|deno SUITE: runs the built suite under a runtime of __test__/runtimes.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { runtimes } from '../runtimes.mjs'

const [name = '', suite = ''] = process.argv.slice(2)
const { bun, deno } = runtimes()
const command = { bun, deno }[name]
if (command === undefined) {
  console.error(`${name} is not installed, or does not start here`)
  process.exit(1)
}
const [program = '', ...start] = command
const { status } = spawnSync(program, [...start, join(suite, 'run.mjs')], { stdio: 'inherit' })
process.exitCode = status ?? 1
