// node scripts/bench-compare.mjs base*.json head*.json: what npm run bench:check -- --json wrote on
// two checkouts, as a table in Markdown. Which is which the names of the files begin with.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { markdown } from '../benchmark/check/markdown.mjs'

const files = process.argv.slice(2)
/** @param {string} side */
const runsOf = (side) =>
  files
    .filter((file) => basename(file).startsWith(side))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')).ratios)

const bases = runsOf('base')
const heads = runsOf('head')
if (heads.length === 0 || bases.length + heads.length < files.length) {
  console.error('bench: takes files named base*.json and head*.json, and one of head at least')
  process.exit(2)
}
console.log(markdown(bases, heads))
