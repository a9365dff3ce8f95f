// The package managers and the runtimes beside Node, from __test__/runtimes.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand, once, root } from './tools.mjs'

const folder = '__test__/runtimes'
const modules = join(root, folder, 'node_modules')

/** Installs them. Without a network what needs them can't be tested, and all else can. */
export function setUpRuntimes() {
  const inputs = [`${folder}/package.json`, `${folder}/package-lock.json`]
  const outputs = () => existsSync(join(modules, '.package-lock.json'))
  try {
    once('runtimes', { inputs, outputs }, () => {
      console.log('setup: installing package managers and runtimes to test with (npm ci)')
      const [program, ...start] = npmCommand()
      const options = ['--ignore-scripts', '--no-audit', '--no-fund']
      const { status, stderr } = spawnSync(program, [...start, 'ci', ...options], {
        cwd: join(root, folder),
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      if (status !== 0) {
        throw new Error(/^npm error .*$/m.exec(stderr)?.[0] ?? `npm ci ended with ${status}`)
      }
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    console.log(`setup: not installed, what needs them is skipped (${why})`)
  }
}

/**
 * How each is started; `undefined` for what is not installed.
 * @returns {Record<'pnpm' | 'yarn' | 'bun' | 'deno', string[] | undefined>}
 */
export function runtimes() {
  const bun = firstThatStarts('@oven', /^bun-/, 'bin/bun')
  const deno = firstThatStarts('@deno', /./, 'deno')
  return {
    pnpm: script('pnpm/bin/pnpm.cjs'),
    yarn: script('@yarnpkg/cli-dist/bin/yarn.js'),
    bun: bun === undefined ? bun : [bun],
    deno: deno === undefined ? deno : [deno, 'run', '--allow-all'],
  }
}

/** @param {string} path */
function script(path) {
  const file = join(modules, path)
  return existsSync(file) ? [process.execPath, file] : undefined
}

/**
 * The first program that does: npm before 11.11 installs them for both C libraries.
 * @param {string} scope
 * @param {RegExp} pattern
 * @param {string} path
 */
function firstThatStarts(scope, pattern, path) {
  const packages = existsSync(join(modules, scope)) ? readdirSync(join(modules, scope)) : []
  return packages
    .filter((name) => pattern.test(name))
    .flatMap((name) => [path, `${path}.exe`].map((file) => join(modules, scope, name, file)))
    .find((file) => existsSync(file) && spawnSync(file, ['--version']).status === 0)
}
