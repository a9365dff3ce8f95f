// The repository has one version, and package.json is as it is committed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { platforms } from './manifest.mjs'
import { root } from './tools.mjs'

/** @param {string} file */
const readHere = (file) => readFileSync(join(root, file), 'utf8')

/**
 * Every place whose version is not package.json's, and what packing has left behind.
 * @param {(file: string) => string} read
 */
export function versionProblems(read = readHere) {
  const { version, optionalDependencies } = JSON.parse(read('package.json'))
  const problems = Object.entries(versions(read))
    .filter(([, found]) => found !== version)
    .map(([place, found]) => `${place} has version ${found}, and package.json ${version}`)
  if (optionalDependencies) {
    problems.push('package.json has optionalDependencies, left by npm pack: npm run postpack')
  }
  return problems
}

/**
 * @param {(file: string) => string} read
 * @returns {Record<string, string | undefined>}
 */
function versions(read) {
  const lock = JSON.parse(read('package-lock.json'))
  const released = /^## \[(\d.*?)\]/m.exec(read('CHANGELOG.md'))?.[1]
  /** @param {string} file @param {string} crate */
  const locked = (file, crate) =>
    new RegExp(`^name = "${crate}"\nversion = "(.+)"$`, 'm').exec(read(file))?.[1]
  const fuzz = 'crates/process_utils/fuzz/Cargo.lock'
  const benches = 'crates/process_utils/benches/Cargo.lock'
  return {
    'package-lock.json': lock.version,
    'package-lock.json, packages': lock.packages[''].version,
    'Cargo.toml': /^\[workspace\.package\]\nversion = "(.+)"$/m.exec(read('Cargo.toml'))?.[1],
    'Cargo.lock, process_utils': locked('Cargo.lock', 'process_utils'),
    'Cargo.lock, procpilot_binding': locked('Cargo.lock', 'procpilot_binding'),
    [fuzz]: locked(fuzz, 'process_utils'),
    [benches]: locked(benches, 'process_utils'),
    ...(released !== undefined && { 'CHANGELOG.md': released }),
    ...Object.fromEntries(
      platforms().map((name) => {
        const file = `npm/${name}/package.json`
        return [file, JSON.parse(read(file)).version]
      }),
    ),
  }
}
