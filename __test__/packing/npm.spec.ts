// Installed with npm, as most do, and used in every way that Node has.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  fallback,
  fromFile,
  installed,
  native,
  node,
  npm,
  Project,
  setting,
  testWith,
} from './project.js'

const { binding, target, version, runtimes } = setting
const npx = [...npm, 'exec', '--']

describe('installed with npm', () => {
  const project = new Project('npm')
  beforeAll(() => project.run(npm, 'install'))

  test('works from ESM', async () => {
    expect(await project.ask(node, 'ask.mjs')).toMatchObject(installed)
  })

  test('works from require()', async () => {
    expect(await project.ask(node, 'ask.cjs')).toMatchObject(installed)
  })

  test('works from the command line', async () => {
    const { backend } = JSON.parse(await project.run(npx, 'procpilot', 'doctor', '--json'))
    expect(backend).toMatchObject({ backend: installed.backend, version, target })
    expect(await project.run(npx, 'procpilot', '--version')).toBe(`${version}\n`)
  })

  testWith('bun')('works in Bun', async () => {
    expect(await project.ask(runtimes.bun ?? [], 'ask.mjs')).toMatchObject(installed)
    expect(await project.ask(runtimes.bun ?? [], 'ask.cjs')).toMatchObject(installed)
  })

  testWith('deno')('works in Deno', async () => {
    expect(await project.ask(runtimes.deno ?? [], 'ask.mjs')).toMatchObject(installed)
    expect(await project.ask(runtimes.deno ?? [], 'ask.cjs')).toMatchObject(installed)
  })

  test('only the binary of this platform is downloaded', async () => {
    const tarballs = (await project.requests()).filter((path) => path.endsWith('.tgz'))
    const binaries = tarballs.filter((path) => path.includes('@procpilot'))
    const file = `@procpilot/binding-${target}/-/@procpilot-binding-${target}-${version}.tgz`
    expect(binaries).toEqual(binding ? [file] : [])
    expect(readdirSync(join(project.directory, 'node_modules')).includes('@procpilot')).toBe(
      binding !== undefined,
    )
  })

  test('no package has a script that an install would run', () => {
    const lock = readFileSync(join(project.directory, 'package-lock.json'), 'utf8')
    expect(lock).toContain(`@procpilot/binding-${target}`)
    expect(lock).not.toContain('hasInstallScript')
  })
})

test('with --omit=optional the fallback answers, and says why', async () => {
  const project = new Project('npm-omit-optional')
  await project.run(npm, 'install', '--omit=optional')
  expect(await project.ask(node, 'ask.mjs')).toMatchObject(fallback)
})

testWith('built binding')('with --ignore-scripts the binding answers', async () => {
  const project = new Project('npm-ignore-scripts')
  await project.run(npm, 'install', '--ignore-scripts')
  expect(await project.ask(node, 'ask.mjs')).toMatchObject(native)
})

const bothTest = testWith('linux', 'built binding')
bothTest('with the packages of both C libraries the one that loads is used', async () => {
  const other = target.endsWith('-musl')
    ? target.replace(/musl$/, 'gnu')
    : target.replace(/gnu$/, 'musl')
  const project = new Project('npm-both', {
    [`@procpilot/binding-${target}`]: fromFile(binding?.path),
    [`@procpilot/binding-${other}`]: `file:procpilot-binding-${other}-${version}.tgz`,
  })
  // As npm before 11.11 does, which knows no `libc`.
  const manifest = { name: `@procpilot/binding-${other}`, version, main: 'binding.node' }
  project.write('other/package.json', JSON.stringify(manifest))
  project.write('other/binding.node', 'not a library')
  await project.run(npm, 'pack', './other')
  await project.run(npm, 'install')
  expect(await project.ask(node, 'ask.mjs')).toMatchObject(native)
})
