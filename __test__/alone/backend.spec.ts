// Which backend serves a package that is installed in a project of its own.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { targets } from '../../lib/targets.js'
import type { BackendInfo } from '../../index.js'
import { createProject, installBindingInto } from '../helpers/installed-package.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
}
const [target, otherTarget] = targets()
const binary = readdirSync(join(root, 'lib/native')).find((file) => file.endsWith(`${target}.node`))

let project: string
beforeEach(() => {
  project = createProject()
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** Installs a platform package with that main file. */
function installBinding(name: string, main: string, content: string | Buffer): void {
  installBindingInto(project, name, main, content)
}

interface Failure {
  name: string
  code: string
  message: string
  causes: string[]
}

/** What `getBackendInfo()` answers or throws there, with another function called beside it. */
function ask(backend?: string): { info?: BackendInfo; failure?: Failure } {
  const script = `
    import { getBackendInfo, isProcessAlive } from 'procpilot'
    try {
      const info = getBackendInfo()
      console.log(JSON.stringify({ info, alive: isProcessAlive(process.pid) }))
    } catch ({ name, code, message, cause }) {
      let also
      try { isProcessAlive(process.pid) } catch (error) { also = error.code }
      const causes = cause?.errors.map(({ message }) => message)
      console.log(JSON.stringify({ failure: { name, code, message, causes }, also }))
    }`
  const env: NodeJS.ProcessEnv = { ...process.env }
  delete env['PROCPILOT_BACKEND']
  const file = join(project, 'ask.mjs')
  writeFileSync(file, script)
  const output = execFileSync(process.execPath, [file], {
    cwd: project,
    encoding: 'utf8',
    env: backend === undefined ? env : { ...env, PROCPILOT_BACKEND: backend },
  })
  const { info, failure, alive, also } = JSON.parse(output) as ReturnType<typeof ask> & {
    alive?: boolean
    also?: string
  }
  expect(failure ? also : alive).toBe(failure ? failure.code : true)
  return { ...(info && { info }), ...(failure && { failure }) }
}

const identity = process.platform === 'linux'

const fallback = (reason: unknown): object => ({
  info: { backend: 'js', version, target, reason, features: { identity, exitEvents: 'poll' } },
})

describe('with no binding installed', () => {
  test.each([undefined, '', 'auto'])('%j takes the fallback and says why', (backend) => {
    const expected = expect.stringContaining(`@procpilot/binding-${target}: not found`)
    expect(ask(backend)).toEqual(fallback(expected))
  })

  test('native fails, naming every attempt and the package to install', () => {
    const { failure } = ask('native')
    expect(failure?.code).toBe('ERR_PROCPILOT_NO_BINDING')
    expect(failure?.message).toContain(`install @procpilot/binding-${target}@${version}`)
    expect(failure?.message).toContain(`procpilot.${target}.node: not found`)
    expect(failure?.causes).toHaveLength(2 * targets().length)
  })
})

test('js takes the fallback even where a binding is', () => {
  expect(ask('js')).toEqual(fallback('PROCPILOT_BACKEND=js asks for it'))
})

test('another value is refused', () => {
  const { failure } = ask('nonsense')
  expect(failure).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' })
  expect(failure?.message).toContain('PROCPILOT_BACKEND')
})

describe('with a binding that does not serve', () => {
  test('a corrupt one is reported', () => {
    installBinding(target, 'binding.node', 'not a library')
    const { info } = ask()
    expect(info?.backend).toBe('js')
    expect(info?.reason).toMatch(new RegExp(`@procpilot/binding-${target}: (?!not found)`))
    expect(ask('native').failure?.code).toBe('ERR_PROCPILOT_NO_BINDING')
  })

  test('one of another version is refused', () => {
    installBinding(target, 'index.js', "exports.version = () => '99.0.0'")
    const expected = `its version is 99.0.0, and the package's is ${version}`
    expect(ask()).toEqual(fallback(expect.stringContaining(expected)))
  })

  test('something else in its place is refused', () => {
    installBinding(target, 'index.js', 'module.exports = {}')
    expect(ask()).toEqual(fallback(expect.stringContaining('its version is unknown')))
  })
})

describe.runIf(binary)(`with a binding for ${target}`, () => {
  const content = binary === undefined ? '' : readFileSync(join(root, 'lib/native', binary))

  test.each([undefined, 'native'])('%j takes it', (backend) => {
    installBinding(target, 'binding.node', content)
    const features = { identity: true, exitEvents: 'kernel' }
    const info = { backend: 'native', version, target, reason: null, features }
    expect(ask(backend)).toEqual({ info })
  })

  test.runIf(otherTarget)('one for the other C library is not even tried', () => {
    installBinding(String(otherTarget), 'binding.node', content)
    const expected = `it is built for ${otherTarget}, and this program is not`
    expect(ask()).toEqual(fallback(expect.stringContaining(expected)))
  })
})
