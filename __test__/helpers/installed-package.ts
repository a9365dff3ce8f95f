import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A project of its own in which the built package is installed, and no binding. */
export function createProject(): string {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'procpilot-project-')))
  // Deno looks into node_modules only beside one.
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  for (const file of ['package.json', 'dist/index.js']) {
    mkdirSync(join(project, 'node_modules/procpilot/dist'), { recursive: true })
    copyFileSync(join(root, file), join(project, 'node_modules/procpilot', file))
  }
  return project
}

/** Installs a platform package with that main file, and returns its path. */
export function installBindingInto(
  project: string,
  name: string,
  main: string,
  content: string | Buffer,
): string {
  const directory = join(project, `node_modules/@procpilot/binding-${name}`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name: `@procpilot/binding-${name}`, main }),
  )
  writeFileSync(join(directory, main), content)
  return join(directory, main)
}
