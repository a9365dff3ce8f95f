// The package managers and the runtimes beside Node, from __test__/runtimes.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installFolder } from './install-folder.mjs'
import { root } from './tools.mjs'

const folder = '__test__/runtimes'
const modules = join(root, folder, 'node_modules')

/** Installs them. Without a network what needs them can't be tested, and all else can. */
export function setUpRuntimes() {
  installFolder('runtimes', folder, 'package managers and runtimes to test with')
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
