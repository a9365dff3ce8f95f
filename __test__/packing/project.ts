// An empty project in a folder of its own, and what a user does in it.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject } from 'vitest'
import { npmCommand } from '../../scripts/tools.mjs'
import { testsWith } from '../helpers/facilities.js'

export const setting = inject('setting')
const { scratch, registry, version, target, main, binding, runtimes } = setting

export const testWith = testsWith({
  'built binding': binding !== undefined,
  linux: process.platform === 'linux',
  pnpm: runtimes.pnpm !== undefined,
  yarn: runtimes.yarn !== undefined,
  bun: runtimes.bun !== undefined,
  deno: runtimes.deno !== undefined,
})

/** What `ask` prints where the binding answers. */
export const native = { backend: 'native', version, target, reason: null, alive: true }

/** What it prints where no binding is installed. */
export const fallback = {
  backend: 'js',
  version,
  reason: expect.stringContaining(`@procpilot/binding-${target}: not found`),
  alive: true,
}

/** What it prints after a plain install. */
export const installed = binding ? native : fallback

const asking =
  'console.log(JSON.stringify({ ...getBackendInfo(), alive: isProcessAlive(process.pid) }))\n'

export const sources = {
  'ask.mjs': `import { getBackendInfo, isProcessAlive } from 'procpilot'\n${asking}`,
  'ask.cjs': `const { getBackendInfo, isProcessAlive } = require('procpilot')\n${asking}`,
}

/** How a user starts things: by npm, or with Node. */
export const npm = npmCommand()
export const node: [string] = [process.execPath]

/** What a manifest has for a package that is installed from a file. */
export const fromFile = (path = ''): string => `file:${path.replaceAll('\\', '/')}`

export class Project {
  readonly name: string
  readonly directory: string

  /** A project that depends on the packed main package, and on `more`. */
  constructor(name: string, more: Record<string, string> = {}) {
    this.name = name
    this.directory = join(scratch, name)
    const dependencies = { procpilot: fromFile(main.path), ...more }
    this.write('package.json', JSON.stringify({ name, private: true, dependencies }))
    for (const [file, content] of Object.entries(sources)) {
      this.write(file, content)
    }
  }

  write(file: string, content: string): void {
    const path = join(this.directory, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }

  /** Runs a program there, and gives what it prints. */
  async run([program = '', ...start]: readonly string[], ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, [...start, ...args], {
      cwd: this.directory,
      env: this.#environment(),
      maxBuffer: 2 ** 24,
    })
    return stdout
  }

  /** What a script that asks for the backend tells. */
  async ask(program: readonly string[], ...args: string[]): Promise<unknown> {
    return JSON.parse(await this.run(program, ...args))
  }

  /** What it has asked the registry for. */
  async requests(): Promise<string[]> {
    const response = await fetch(`${registry}/${this.name}/-/requests`)
    return (await response.json()) as string[]
  }

  /** The user's own settings and caches have no part in it, nor what npm tells its scripts. */
  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(bun_|deno_|npm_|yarn_|pnpm_|procpilot_|vitest|node_)/i.test(name),
    )
    const url = `${registry}/${this.name}/`
    return {
      ...Object.fromEntries(inherited),
      DENO_DIR: join(this.directory, '.deno'),
      DENO_NO_UPDATE_CHECK: '1',
      NO_PROXY: '127.0.0.1',
      npm_config_registry: url,
      npm_config_cache: join(this.directory, '.cache'),
      npm_config_userconfig: join(this.directory, '.npmrc'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      YARN_ENABLE_GLOBAL_CACHE: 'false',
      YARN_ENABLE_TELEMETRY: 'false',
      YARN_GLOBAL_FOLDER: join(this.directory, '.yarn-global'),
      YARN_IGNORE_PATH: 'true',
      YARN_NPM_REGISTRY_SERVER: url,
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    }
  }
}
