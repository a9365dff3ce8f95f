// Node for the other systems, from the registry.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { once, root, runNpm } from '../tools.mjs'

const folder = '__test__/cross'
const programs = { arm64: 'node-arm64/bin/node', win: 'node-win/bin/node.exe' }

/** @param {keyof typeof programs} system */
export function nodeFor(system) {
  return join(root, folder, 'node_modules', programs[system])
}

export function installNodes() {
  once(
    'cross',
    {
      inputs: [`${folder}/package-lock.json`],
      outputs: () => existsSync(nodeFor('arm64')) && existsSync(nodeFor('win')),
    },
    () => {
      const quiet = ['--no-audit', '--no-fund', '--ignore-scripts']
      // They are for other systems than this one.
      runNpm(['ci', '--prefix', folder, '--force', ...quiet])
    },
  )
}
