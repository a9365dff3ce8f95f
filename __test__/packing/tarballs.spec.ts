// What is in the tarballs, before anybody installs them.
import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { describe, expect, test } from 'vitest'
import { type Manifest, platforms, readManifest } from '../../scripts/manifest.mjs'
import { root } from '../../scripts/tools.mjs'
import { npm, Project, setting, testWith } from './project.js'

const { main, binding, target, version } = setting

/** The scripts that an install from a registry runs. */
const installScripts = ['preinstall', 'install', 'postinstall']

function manifestIn(path: string): Manifest {
  const content = createPackageFromTarballData(readFileSync(path))
  return JSON.parse(content.readFile(`/node_modules/${content.packageName}/package.json`))
}

describe('the main package', () => {
  const manifest = manifestIn(main.path)

  test('has what is needed, and no more', () => {
    expect(main.files).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/cli.js',
      'dist/index.js',
      'dist/third-party-licenses.txt',
      'index.d.ts',
      'package.json',
    ])
    expect(main.size).toBeLessThan(100_000)
  })

  test('takes the binary of every platform in its own version', () => {
    const names = platforms().map((platform) => `@procpilot/binding-${platform}`)
    expect(names).toHaveLength(8)
    expect(manifest.optionalDependencies).toEqual(
      Object.fromEntries(names.map((name) => [name, version])),
    )
  })

  test('lists them only while it is packed', () => {
    expect(readManifest(root)).not.toHaveProperty('optionalDependencies')
  })

  test('has no script that an install would run', () => {
    const names = Object.keys(manifest.scripts ?? {})
    expect(names).toContain('prepack')
    expect(names.filter((name) => installScripts.includes(name))).toEqual([])
  })

  test('satisfies publint', async () => {
    const tarball = new Uint8Array(readFileSync(main.path)).buffer
    const { messages } = await publint({ pack: { tarball }, strict: true })
    expect(messages).toEqual([])
  })

  test('has the right types for every kind of resolution', async () => {
    const content = createPackageFromTarballData(readFileSync(main.path))
    const analysis = await checkPackage(content)
    if (!analysis.types) {
      throw new Error('no types were found')
    }
    // ES modules alone: every Node that is supported can require() them.
    const problems = analysis.problems.filter(({ kind }) => kind !== 'CJSResolvesToESM')
    expect(problems).toEqual([])
  })
})

testWith('built binding')('the package of this platform has the binary, and no script', () => {
  const files = ['LICENSE', 'README.md', 'package.json', `procpilot.${target}.node`]
  expect(binding?.files).toEqual(files)
  expect(binding?.size).toBeLessThan(600_000)
  const manifest = manifestIn(binding?.path ?? '')
  expect(manifest).toEqual(readManifest(`${root}/npm/${target}`))
  expect(manifest).not.toHaveProperty('scripts')
})

test('npm publish of the folder is refused', async () => {
  const project = new Project('publish')
  const publishing = project.run(npm, 'publish', '--dry-run', root)
  await expect(publishing).rejects.toThrow(`npm publish ./procpilot-${version}.tgz`)
})
