import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case, Group } from './measure.js'

const EMPTY = 'import an empty module'
const IMPORT = 'import procpilot'
const CALL = 'import procpilot, and a call'

const programs = {
  'a program that imports nothing': '',
  [EMPTY]: "import 'empty'",
  [IMPORT]: "import 'procpilot'",
  [CALL]: "import { isProcessAlive } from 'procpilot'; isProcessAlive(process.pid)",
  'the same, fallback':
    "process.env.PROCPILOT_BACKEND = 'js'; (await import('procpilot')).isProcessAlive(process.pid)",
  'import node:child_process': "import 'node:child_process'",
}

const STARTS = 5

/** Whole processes, from start to exit. */
export async function* loading(): AsyncGenerator<Group> {
  const project = mkdtempSync(join(tmpdir(), 'procpilot-loading-'))
  try {
    install(project)
    const cases = Object.entries(programs).map(([name, source], index): Case => {
      const file = join(project, `${index}.mjs`)
      writeFileSync(file, source)
      return { name, role: 'other', elsewhere: () => start(file) }
    })
    const more = (name: string, median: (name: string) => number): number =>
      median(name) - median(EMPTY)
    yield {
      title: 'whole processes of Node',
      cases,
      rounds: 20,
      values: (median) => [
        {
          name: 'an import, more than an empty module',
          value: more(IMPORT, median),
          unit: 'ns',
          atMost: 5e6,
        },
        { name: 'with a call, which loads the binding', value: more(CALL, median), unit: 'ns' },
      ],
    }
  } finally {
    rmSync(project, { recursive: true })
  }
}

/** Both as they are installed: looking a package up takes a part of it, and links more. */
function install(project: string): void {
  const root = fileURLToPath(new URL('..', import.meta.url))
  for (const part of ['package.json', 'dist', 'lib/native']) {
    cpSync(join(root, part), join(project, 'node_modules/procpilot', part), { recursive: true })
  }
  const empty = join(project, 'node_modules/empty')
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), '{ "type": "module", "exports": "./index.js" }')
  writeFileSync(join(empty, 'index.js'), '')
}

function start(file: string): number[] {
  return Array.from({ length: STARTS }, () => {
    const before = process.hrtime.bigint()
    const { status } = spawnSync(process.execPath, [file], { stdio: 'ignore' })
    const took = Number(process.hrtime.bigint() - before)
    if (status !== 0) {
      throw new Error(`${file} ended with ${status}`)
    }
    return took
  })
}
