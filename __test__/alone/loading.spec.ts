// What importing the package and choosing its backend touch, and what they survive.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { targets } from '../../lib/targets.js'
import type { BackendInfo } from '../../index.js'
import { writeStandIn } from '../../scripts/release/stand-in.mjs'
import { facilities, testWith } from '../helpers/facilities.js'
import { createProject, installBindingInto } from '../helpers/installed-package.js'

const native = fileURLToPath(new URL('../../lib/native', import.meta.url))
const [target, otherTarget] = targets()
const binary = readdirSync(native).find((file) => file.endsWith(`${target}.node`))
const content = binary === undefined ? Buffer.alloc(0) : readFileSync(join(native, binary))

let project: string
beforeEach(() => {
  project = createProject()
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

const env = { ...process.env }
delete env['PROCPILOT_BACKEND']

function write(source: string): string {
  const file = join(project, 'program.mjs')
  writeFileSync(file, source)
  return file
}

/** Asks in a process of its own, which `setup` prepares. */
function ask(setup = '', wrapper: string[] = []): BackendInfo {
  const file = write(`${setup}
    const { getBackendInfo } = await import('procpilot')
    console.log(JSON.stringify(getBackendInfo()))`)
  const [program = '', ...args] = [...wrapper, process.execPath, file]
  const options = { cwd: project, env, encoding: 'utf8' } as const
  const { status, signal, stdout, stderr } = spawnSync(program, args, options)
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
  return JSON.parse(stdout) as BackendInfo
}

/** Every path that a program asks the kernel for, found or not. */
function pathsOf(source: string): string[] {
  const log = join(project, 'strace.log')
  const options = ['-f', '-qq', '-s', '4096', '-e', 'trace=%file', '-o', log]
  execFileSync('strace', [...options, process.execPath, write(source)], { cwd: project, env })
  const paths = readFileSync(log, 'utf8').matchAll(/"([^"]*)"/g)
  rmSync(log)
  return Array.from(paths, ([, path = '']) => path)
}

describe('what is touched', () => {
  const belongs = (path: string): boolean =>
    path.startsWith(join(project, 'node_modules/procpilot'))
  /** What importing an empty package does not ask for. */
  const added = (source: string): string[] => {
    const empty = join(project, 'node_modules/empty')
    mkdirSync(empty)
    writeFileSync(join(empty, 'package.json'), '{ "exports": "./index.js", "type": "module" }')
    writeFileSync(join(empty, 'index.js'), '')
    const without = new Set(pathsOf("import 'empty'"))
    return [...new Set(pathsOf(source))].filter((path) => !without.has(path))
  }

  testWith('strace')('importing reads nothing but files of the package', () => {
    const paths = added("import 'procpilot'")
    expect(paths).toContain(join(project, 'node_modules/procpilot/dist/index.js'))
    expect(paths.filter((path) => !belongs(path))).toEqual([])
  })

  testWith('strace')('choosing a backend looks for bindings, and at nothing else', () => {
    const paths = added("import { getBackendInfo } from 'procpilot'; getBackendInfo()")
    const ours = /\/(node_modules|\.node_modules|\.node_libraries|node)(\/@procpilot|$)/
    expect(paths.filter((path) => ours.test(path))).not.toEqual([])
    expect(paths.filter((path) => !belongs(path) && !ours.test(path))).toEqual([])
  })

  test('importing loads no module of Node that is needed only later', () => {
    const file = write(`
      const before = new Set(process.moduleLoadList)
      await import('procpilot')
      const added = process.moduleLoadList.filter((name) => !before.has(name))
      console.log(JSON.stringify(added))`)
    const output = execFileSync(process.execPath, [file], { encoding: 'utf8' })
    const loaded = JSON.parse(output) as string[]
    const late =
      /^NativeModule (child_process|crypto|diagnostics_channel|perf_hooks|worker_threads)$/
    expect(loaded).not.toEqual([])
    expect(loaded.filter((name) => late.test(name))).toEqual([])
  })

  test.each(['nothing', 'one that does not load', 'both C libraries'])(
    'no report is asked for, which looks names up in the network: %s installed',
    (installed) => {
      if (installed !== 'nothing') {
        installBindingInto(project, target, 'binding.node', 'not a library')
      }
      if (installed === 'both C libraries' && otherTarget !== undefined) {
        installBindingInto(project, otherTarget, 'binding.node', 'not a library')
      }
      const poison = `
        process.report.getReport = process.report.writeReport = () => process.exit(66)`
      expect(ask(poison).backend).toBe('js')
    },
  )
})

describe('a binary that does not serve', () => {
  test.each(['darwin-arm64', 'linux-arm64-gnu', 'linux-x64-musl', 'win32-x64-msvc'])(
    'for %s, in the place of the right one',
    (platform) => {
      const path = installBindingInto(project, target, 'binding.node', '')
      writeStandIn(platform, path)
      const { backend, reason } = ask()
      expect(backend).toBe('js')
      expect(reason).toMatch(new RegExp(`@procpilot/binding-${target}: (?!not found)`))
    },
  )

  test.runIf(binary && facilities.linux).each([0.01, 0.5, 0.9999])(
    'of which only the first part is there (%d)',
    (part) => {
      const cut = content.subarray(0, Math.floor(content.length * part))
      installBindingInto(project, target, 'binding.node', cut)
      const { backend, reason } = ask()
      expect(backend).toBe('js')
      expect(reason).toContain(`@procpilot/binding-${target}: its end is missing`)
    },
  )
})

describe('files that may not be read', () => {
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  /** Root reads everything: the program runs as somebody else then. */
  const wrapper = facilities.root ? nobody : []

  testWith('posix', 'setpriv for root')('the binary', () => {
    chmodSync(project, 0o755)
    const path = installBindingInto(project, target, 'binding.node', content)
    chmodSync(path, 0)
    const { backend, reason } = ask('', wrapper)
    expect(backend).toBe('js')
    expect(reason).toMatch(new RegExp(`@procpilot/binding-${target}: .*(EACCES|[Pp]ermission)`))
  })

  testWith('posix', 'setpriv for root')('the folder that it is in', () => {
    chmodSync(project, 0o755)
    installBindingInto(project, target, 'binding.node', content)
    chmodSync(join(project, 'node_modules/@procpilot'), 0)
    const { backend, reason } = ask('', wrapper)
    chmodSync(join(project, 'node_modules/@procpilot'), 0o755)
    expect(backend).toBe('js')
    expect(reason).toContain(`@procpilot/binding-${target}: `)
  })
})
