// Packs once for all tests of this folder, and serves what their installs ask for on the loopback.
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { builtFor } from '../../scripts/binaries.mjs'
import { readManifest } from '../../scripts/manifest.mjs'
import { packBinding, packMain, type Packed } from '../../scripts/pack.mjs'
import { runtimes } from '../../scripts/runtimes.mjs'
import { root } from '../../scripts/tools.mjs'
import { bindings, packDependencies } from './published.js'
import { startRegistry } from './registry.js'

export interface Setting {
  scratch: string
  registry: string
  version: string
  target: string
  main: Packed
  /** Where cargo has built it. */
  binding: Packed | undefined
  runtimes: ReturnType<typeof runtimes>
}

declare module 'vitest' {
  interface ProvidedContext {
    setting: Setting
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'procpilot-packing-')))
  // Not asked of lib/targets.ts, which is tested here as well.
  const target = builtFor(process.execPath) ?? 'unknown'
  const { version } = readManifest(root)
  const binary = join(root, `lib/native/procpilot.${target}.node`)
  const main = packMain(scratch)
  const binding = existsSync(binary) ? packBinding(target, binary, scratch) : undefined
  for (const { path, size, unpackedSize } of binding ? [main, binding] : [main]) {
    console.log(`packed: ${basename(path)}, ${size} bytes, ${unpackedSize} unpacked`)
  }
  const registry = await startRegistry([...packDependencies(scratch), ...bindings(target, binding)])
  const setting = { scratch, registry: registry.url, version, target, main, binding }
  project.provide('setting', { ...setting, runtimes: runtimes() })
  return async () => {
    await registry.close()
    await rm(scratch, { recursive: true, force: true })
  }
}
