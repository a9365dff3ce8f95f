import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// Built by `npm test` where cargo is, with an export that panics.
const name = {
  darwin: 'libprocpilot_binding.dylib',
  win32: 'procpilot_binding.dll',
}[process.platform as string]
const library = fileURLToPath(
  new URL(`../../target/debug/${name ?? 'libprocpilot_binding.so'}`, import.meta.url),
)
const isBuilt = existsSync(library)

test.runIf(isBuilt)(
  `a panic becomes an error, and the process goes on${isBuilt ? '' : ' [no cargo]'}`,
  () => {
    const probe = { exports: {} as { panicProbe?(): never; version?(): string } }
    process.dlopen(probe, library, constants.dlopen.RTLD_NOW)
    expect(() => probe.exports.panicProbe?.()).toThrow('probe')
    expect(() => probe.exports.panicProbe?.()).toThrow(Error)
    expect(probe.exports.version?.()).toMatch(/^\d+\.\d+\.\d+/)
  },
)
