// Other package managers than npm. pnpm and Yarn find nothing that is not declared, and Yarn leaves
// packages in their archives.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { installed, node, Project, setting, testWith } from './project.js'

const { runtimes } = setting

describe('installed with pnpm', () => {
  const project = new Project('pnpm')
  const pnpm = runtimes.pnpm ?? []
  const usedTest = testWith('pnpm')
  beforeAll(() => project.run(pnpm, 'install', '--no-frozen-lockfile', '--store-dir=.store'))

  usedTest('works from ESM and from require()', async () => {
    expect(existsSync(join(project.directory, 'node_modules/.pnpm'))).toBe(true)
    expect(await project.ask(node, 'ask.mjs')).toMatchObject(installed)
    expect(await project.ask(node, 'ask.cjs')).toMatchObject(installed)
  })

  usedTest('works from the command line', async () => {
    const { backend } = JSON.parse(await project.run(pnpm, 'exec', 'procpilot', 'doctor', '--json'))
    expect(backend.backend).toBe(installed.backend)
  })
})

testWith('bun')('installed with Bun it works in Bun', async () => {
  const project = new Project('bun')
  const bun = runtimes.bun ?? []
  await project.run(bun, 'install')
  expect(await project.ask(bun, 'ask.mjs')).toMatchObject(installed)
})

describe('installed with Yarn, Plug and Play', () => {
  const project = new Project('yarn')
  const yarn = runtimes.yarn ?? []
  const usedTest = testWith('yarn')
  beforeAll(async () => {
    // So that it takes the folder for a project of its own.
    project.write('yarn.lock', '')
    await project.run(yarn, 'install', '--no-immutable')
  })

  usedTest('works from ESM and from require()', async () => {
    expect(existsSync(join(project.directory, '.pnp.cjs'))).toBe(true)
    expect(existsSync(join(project.directory, 'node_modules'))).toBe(false)
    expect(await project.ask([...yarn, 'node'], 'ask.mjs')).toMatchObject(installed)
    expect(await project.ask([...yarn, 'node'], 'ask.cjs')).toMatchObject(installed)
  })

  usedTest('works from the command line', async () => {
    const { backend } = JSON.parse(await project.run(yarn, 'run', 'procpilot', 'doctor', '--json'))
    expect(backend.backend).toBe(installed.backend)
  })
})
