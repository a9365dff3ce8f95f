// node scripts/bench-history.mjs file...: the medians of what npm run bench:check -- --json wrote, as
// one line of JSON; with the commit, which GITHUB_SHA names.
import { readFileSync } from 'node:fs'
import { references } from '../benchmark/check/ratios.mjs'

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')))
const [first] = runs
if (first === undefined) {
  console.error('bench: takes files that npm run bench:check -- --json wrote')
  process.exit(2)
}
const { at, node, system, cpu } = first
const { checks } = references(runs.map(({ ratios }) => ratios))
const ratios = Object.fromEntries(
  Object.entries(checks).map(([check, compared]) => [
    check,
    Object.fromEntries(Object.entries(compared).map(([name, { ratio }]) => [name, ratio])),
  ]),
)
const commit = process.env['GITHUB_SHA']
console.log(JSON.stringify({ commit, at, node, system, cpu, runs: runs.length, ratios }))
