// Bundled by esbuild with the binaries' packages left outside, and run from the project.
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { installed, node, npm, Project } from './project.js'

const project = new Project('bundler')
beforeAll(() => project.run(npm, 'install'))

/** @returns what was bundled into the output. */
async function bundle(outfile: string, external: string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: project.directory,
    bundle: true,
    entryPoints: ['ask.mjs'],
    external,
    format: 'esm',
    logLevel: 'silent',
    metafile: true,
    outfile,
    platform: 'node',
  })
  return Object.keys(metafile.inputs)
}

test('with the binding left outside', async () => {
  const inputs = await bundle('out/bundled.mjs', ['@procpilot/*'])
  expect(inputs).toContain('node_modules/procpilot/dist/index.js')
  expect(await project.ask(node, join('out', 'bundled.mjs'))).toMatchObject(installed)
})

test('with procpilot left outside', async () => {
  expect(await bundle('out/outside.mjs', ['procpilot'])).toEqual(['ask.mjs'])
  expect(await project.ask(node, join('out', 'outside.mjs'))).toMatchObject(installed)
})
