// The packages of npm/, and what is refused where one is packed.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { builtFor } from '../../scripts/binaries.mjs'
import { platforms, readManifest } from '../../scripts/manifest.mjs'
import { packBinding } from '../../scripts/pack.mjs'
import { root } from '../../scripts/tools.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'procpilot-platforms-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The start of a program in that format, as far as it names its machine. */
function binary(...parts: [offset: number, bytes: number[] | string][]): string {
  const content = Buffer.alloc(8192)
  for (const [offset, bytes] of parts) {
    Buffer.from(bytes as string).copy(content, offset)
  }
  const file = join(scratch, 'binary.node')
  writeFileSync(file, content)
  return file
}

const elf = (machine: number): [number, number[]] => [18, [machine, 0]]
const glibc: [number, string] = [5000, 'GLIBC_2.17']
const pe: [number, number[] | string][] = [
  [0, 'MZ'],
  [60, [0x80, 0]],
  [0x80, 'PE'],
]

const formats = {
  'linux-x64-gnu': [[0, '\x7fELF'], elf(62), glibc],
  'linux-x64-musl': [[0, '\x7fELF'], elf(62)],
  'linux-arm64-gnu': [[0, '\x7fELF'], elf(183), glibc],
  'linux-arm64-musl': [[0, '\x7fELF'], elf(183)],
  'darwin-x64': [[0, [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]]],
  'darwin-arm64': [[0, [0xcf, 0xfa, 0xed, 0xfe, 12, 0, 0, 1]]],
  'win32-x64-msvc': [...pe, [0x84, [0x64, 0x86]]],
  'win32-arm64-msvc': [...pe, [0x84, [0x64, 0xaa]]],
} satisfies Record<string, [number, number[] | string][]>

test('there is one for each target', () => {
  expect(platforms()).toEqual(Object.keys(formats).toSorted())
})

test.each(Object.entries(formats))('a binary for %s is told by its header', (platform, parts) => {
  expect(builtFor(binary(...(parts as [number, string][])))).toBe(platform)
})

describe.each(platforms())('%s', (platform) => {
  test('says where it can be installed, and no install runs a script', () => {
    const manifest = readManifest(join(root, 'npm', platform))
    const [os, cpu, library] = platform.split('-')
    const libc = { gnu: ['glibc'], musl: ['musl'] }[library ?? '']
    const name = `@procpilot/binding-${platform}`
    expect(manifest).toMatchObject({ name, os: [os], cpu: [cpu], license: 'MIT' })
    expect(manifest.libc).toEqual(libc)
    expect(manifest.files).toEqual([manifest.main])
    expect(manifest).not.toHaveProperty('scripts')
    expect(manifest).not.toHaveProperty('dependencies')
  })

  test('is not packed without its binary', () => {
    expect(() => packBinding(platform, join(scratch, 'missing.node'), scratch)).toThrow('ENOENT')
  })

  test('is not packed with something else', () => {
    const text = join(scratch, 'text.node')
    writeFileSync(text, 'not a library'.repeat(1000))
    expect(() => packBinding(platform, text, scratch)).toThrow(`is no binary for ${platform}`)
    const [other = ''] = platforms().filter((name) => name !== platform)
    const theirs = binary(...(formats[other as keyof typeof formats] as [number, string][]))
    expect(() => packBinding(platform, theirs, scratch)).toThrow(`but ${other}`)
    expect(readdirSync(scratch).filter((file) => file.endsWith('.tgz'))).toEqual([])
  })
})

test('there is nothing to pack for a platform without a package', () => {
  expect(() => packBinding('sunos-x64', join(scratch, 'binary.node'), scratch)).toThrow('sunos')
})
