// The tarballs of a release: a package for each platform, then the main one.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { platforms } from '../manifest.mjs'
import { packBinding, packMain } from '../pack.mjs'

/**
 * Packs all of a release. The main package comes last: published in this order, nobody can install
 * one whose binaries are not there yet.
 * @param {string} binaries a folder with procpilot.<platform>.node for every platform
 * @param {string} destination
 */
export function packAll(binaries, destination) {
  const files = platforms().map((platform) => ({
    platform,
    binary: join(binaries, `procpilot.${platform}.node`),
  }))
  const missing = files.filter(({ binary }) => !existsSync(binary))
  if (missing.length > 0) {
    throw new Error(`No binary for ${missing.map(({ platform }) => platform).join(', ')}`)
  }
  const bindings = files.map(({ platform, binary }) => packBinding(platform, binary, destination))
  return [...bindings, packMain(destination)]
}
