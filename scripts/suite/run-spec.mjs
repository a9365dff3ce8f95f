// Runs one spec file and writes what came of it, a line of JSON each: the name of a test as it
// starts, and at the end all results. To a file, since the console is not to be had everywhere.
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as vitest from 'vitest'

const { runSpec } = /** @type {typeof import('./vitest.mjs')} */ (/** @type {unknown} */ (vitest))
const [, , spec = '', report = ''] = process.argv

/** @param {object} line */
const write = (line) => appendFileSync(report, `${JSON.stringify(line)}\n`)

/** @type {{ message: string, stack: string }[]} */
const unhandled = []

/** @param {unknown} error */
function note(error) {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  unhandled.push({ message: `outside of a test: ${message}`, stack })
}

process.on('uncaughtException', note)
process.on('unhandledRejection', note)

const root = fileURLToPath(new URL('.', import.meta.url))
const { tests, errors } = await runSpec(fileURLToPath(new URL(spec, import.meta.url)), {
  root,
  onStart: (name) => write({ started: name }),
})
// A rejection that nobody handled is told of in a later turn.
await new Promise((resolve) => setTimeout(resolve, 50))
write({ tests, errors: [...errors, ...unhandled] })
// As vitest ends its workers: what a test left open holds nothing up.
process.exit()
