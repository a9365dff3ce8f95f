// node scripts/release/publish.mjs BINARIES: packs everything and publishes it. What the registry
// has in this version already is left out, so that a release which failed half-way can be repeated.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readManifest } from '../manifest.mjs'
import { npmCommand, root } from '../tools.mjs'
import { packAll } from './tarballs.mjs'

const [npm, ...npmArgs] = npmCommand()

/**
 * @param {string} binaries
 * @param {string[]} [options] for npm, such as a registry
 */
export function publishAll(binaries, options = []) {
  const destination = mkdtempSync(join(tmpdir(), 'procpilot-release-'))
  try {
    for (const { name, version, path, size } of packAll(binaries, destination)) {
      if (isPublished(`${name}@${version}`, options)) {
        console.log(`${name}@${version} is published already`)
        continue
      }
      const tag = version.includes('-') ? 'next' : 'latest'
      const args = ['publish', path, '--tag', tag, ...options]
      execFileSync(npm, [...npmArgs, ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      console.log(`${name}@${version} published, ${(size / 1000).toFixed(0)} kB`)
    }
  } finally {
    rmSync(destination, { recursive: true, force: true })
  }
}

/**
 * @param {string} spec
 * @param {string[]} options
 */
function isPublished(spec, options) {
  const view = [...npmArgs, 'view', spec, 'version', '--json', ...options]
  const { status, stdout, stderr } = spawnSync(npm, view, { cwd: root, encoding: 'utf8' })
  if (status === 0) {
    return stdout.trim() !== ''
  }
  if (!`${stdout}${stderr}`.includes('E404')) {
    throw new Error(`The registry could not be asked for ${spec}: ${stderr}`)
  }
  return false
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [binaries] = process.argv.slice(2)
  if (binaries === undefined) {
    console.error('usage: node scripts/release/publish.mjs BINARIES')
    process.exit(2)
  }
  const { version } = readManifest(root)
  const tag = process.env['GITHUB_REF_NAME']
  if (tag !== undefined && tag !== `v${version}`) {
    console.error(`The tag is ${tag}, and package.json has version ${version}`)
    process.exit(1)
  }
  publishAll(binaries)
}
