// What the registry of these tests has: what procpilot depends on, as it is installed here, and
// the packages of all platforms.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { platforms, readManifest } from '../../scripts/manifest.mjs'
import type { Packed } from '../../scripts/pack.mjs'
import { npmCommand, root } from '../../scripts/tools.mjs'
import type { Published } from './registry.js'

/** Packs all that the main package needs at run time, and what its types need. */
export function packDependencies(destination: string): Published[] {
  const found = new Set(dependenciesOf(root))
  // A set that grows while it is walked.
  for (const name of found.add('@types/node')) {
    dependenciesOf(folderOf(name)).forEach((inner) => found.add(inner))
  }
  const folders = [...found].map(folderOf)
  const [program, ...start] = npmCommand()
  const options = ['--json', '--ignore-scripts', '--pack-destination', destination]
  const output = execFileSync(program, [...start, 'pack', ...options, ...folders], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const packed = Object.values(JSON.parse(output)) as { name: string; filename: string }[]
  return packed.map(({ name, filename }) => publish(folderOf(name), join(destination, filename)))
}

/** Those of other platforms can be seen, and not be had. */
export function bindings(target: string, ours: Packed | undefined): Published[] {
  return platforms()
    .filter((platform) => platform !== target || ours)
    .map((platform) =>
      publish(join(root, 'npm', platform), platform === target ? ours?.path : undefined),
    )
}

function publish(folder: string, path: string | undefined): Published {
  const tarball = path === undefined ? undefined : readFileSync(path)
  const hash = createHash('sha512').update(tarball ?? '')
  return { manifest: readManifest(folder), tarball, integrity: `sha512-${hash.digest('base64')}` }
}

const folderOf = (name: string): string => join(root, 'node_modules', name)

function dependenciesOf(folder: string): string[] {
  const { dependencies, optionalDependencies } = readManifest(folder)
  const optional = Object.keys(optionalDependencies ?? {})
  const names = [...Object.keys(dependencies ?? {}), ...optional]
  return names.filter((name) => !optional.includes(name) || existsSync(folderOf(name)))
}
