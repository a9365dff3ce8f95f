// Packs what is published: the main package, and the packages of the platforms.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { builtFor } from './binaries.mjs'
import { platforms, readManifest } from './manifest.mjs'
import { npmCommand, root } from './tools.mjs'

/**
 * @typedef {{
 *   name: string, version: string, path: string, size: number, unpackedSize: number, files: string[],
 * }} Packed
 *   A tarball, its size and that of its content in bytes, and what is in it.
 */

/**
 * The main package, by a plain `npm pack`; which sets up dist/ first.
 * @param {string} destination
 * @returns {Packed}
 */
export function packMain(destination) {
  return npmPack(root, destination)
}

/**
 * The package of a platform such as `linux-x64-gnu`, with its binary. Only here the two meet: a
 * package that is packed by hand in npm/ has none.
 * @param {string} platform
 * @param {string} binary
 * @param {string} destination
 * @returns {Packed}
 */
export function packBinding(platform, binary, destination) {
  if (!platforms().includes(platform)) {
    throw new Error(`There is no package for ${platform}, only for ${platforms().join(', ')}`)
  }
  const found = builtFor(binary)
  if (found !== platform) {
    throw new Error(`${binary} is no binary for ${platform}, but ${found ?? 'something else'}`)
  }
  const staged = mkdtempSync(join(tmpdir(), 'procpilot-pack-'))
  try {
    cpSync(join(root, 'npm', platform), staged, { recursive: true })
    copyFileSync(binary, join(staged, readManifest(staged).main))
    return npmPack(staged, destination)
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}

/**
 * @param {string} directory
 * @param {string} destination
 */
function npmPack(directory, destination) {
  const [program, ...start] = npmCommand()
  const target = resolve(destination)
  // What scripts print would be taken for a part of the JSON.
  const options = ['--json', '--foreground-scripts=false', '--pack-destination', target]
  const output = execFileSync(program, [...start, 'pack', ...options], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // An array, and in newer versions of npm an object by name.
  const [{ name, version, filename, size, unpackedSize, files }] = Object.values(JSON.parse(output))
  /** @type {string[]} */
  const paths = files.map((/** @type {{ path: string }} */ { path }) => path)
  const path = join(target, filename)
  return { name, version, path, size, unpackedSize, files: paths.toSorted() }
}
