// The types as TypeScript finds them in an installed package, libraries checked as well.
import { beforeAll, expect, test } from 'vitest'
import { toolScript } from '../../scripts/tools.mjs'
import { node, npm, Project } from './project.js'

const project = new Project('types', { '@types/node': '*' })
const tsc = [...node, toolScript('typescript')]

const use = `
const alive: boolean = isProcessAlive(process.pid)
const handle: ProcessHandle = openProcess(process.pid)
const exited: Promise<void> = handle.exited
// @ts-expect-error A boolean is no pid: whoever got no types would not be told.
isProcessAlive(true)
void [alive, exited]
`

const sources = {
  'esm.mts': `import { isProcessAlive, openProcess, type ProcessHandle } from 'procpilot'\n${use}`,
  'cjs.cts': `
import procpilot = require('procpilot')
import type { ProcessHandle } from 'procpilot'
const { isProcessAlive, openProcess } = procpilot
${use}`,
}

beforeAll(async () => {
  for (const [file, source] of Object.entries(sources)) {
    project.write(file, source)
  }
  await project.run(npm, 'install')
})

test.each([
  { moduleResolution: 'bundler', module: 'preserve' },
  { moduleResolution: 'nodenext', module: 'nodenext' },
])('$moduleResolution finds them, from ES modules and from CommonJS', async (options) => {
  const compilerOptions = {
    ...options,
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
  }
  const config = `tsconfig.${options.moduleResolution}.json`
  project.write(config, JSON.stringify({ compilerOptions, files: Object.keys(sources) }))
  const listed = await project.run(tsc, '--project', config, '--listFiles', '--pretty', 'false')
  expect(listed).toContain('node_modules/procpilot/index.d.ts')
})
