// package.json files: reading them, and the optional dependencies that only a packed one has.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './tools.mjs'

/**
 * @typedef {{
 *   name: string, version: string, main: string, files: string[], license: string,
 *   dependencies: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   scripts?: Record<string, string>, publishConfig: object, engines: object,
 *   repository?: object, os: string[], cpu: string[], libc?: string[],
 * }} Manifest
 */

/**
 * @param {string} directory
 * @returns {Manifest}
 */
export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

/** The platforms that npm/ has a package for, as `linux-x64-gnu`. */
export function platforms() {
  return readdirSync(join(root, 'npm')).toSorted()
}

/**
 * The packages of all platforms, in exactly this version: what package.json has only while it is
 * packed. Committed they would make every checkout ask the registry for them.
 */
export function addOptionalDependencies() {
  const { version } = readManifest(root)
  const entries = platforms().map((name) => [`@procpilot/binding-${name}`, version])
  write({ ...readManifest(root), optionalDependencies: Object.fromEntries(entries) })
}

export function removeOptionalDependencies() {
  const { optionalDependencies: _, ...committed } = readManifest(root)
  write(committed)
}

/**
 * Whoever reads meanwhile sees the old file or the new one.
 * @param {object} manifest
 */
function write(manifest) {
  const file = join(root, 'package.json')
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  if (readFileSync(file, 'utf8') === text) {
    return
  }
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}
