import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand, once, root } from './tools.mjs'

/**
 * Installs a folder of packages that has a lock file of its own, and runs no script of theirs. False,
 * and says why, where that can't be done, as without a network: what needs them can't be tested then,
 * and all else can.
 * @param {string} name of the stamp
 * @param {string} folder below the root
 * @param {string} what they are
 */
export function installFolder(name, folder, what) {
  const inputs = [`${folder}/package.json`, `${folder}/package-lock.json`]
  const outputs = () => existsSync(join(root, folder, 'node_modules/.package-lock.json'))
  try {
    once(name, { inputs, outputs }, () => {
      console.log(`setup: installing ${what} (npm ci)`)
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
    return true
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    console.log(`setup: not installed, what needs them is skipped (${why})`)
    return false
  }
}
