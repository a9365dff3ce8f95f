// Bundles index.ts and the command line into dist/, one file each. The dependencies of the command
// line stay outside; what index.ts takes from others is put in, so that importing it reads one file.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { readManifest } from './manifest.mjs'
import { root } from './tools.mjs'

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
  external: Object.keys(readManifest(root).dependencies),
  platform: 'node',
  target: 'node20.19',
}

await build({ ...common, entryPoints: ['index.ts'] })
loadBuiltinsAsUsed('dist/index.js')
await build({
  ...common,
  entryPoints: { cli: 'lib/cli/main.ts' },
  banner: { js: '#!/usr/bin/env node' },
  plugins: [
    {
      name: 'use-the-package',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\.\/\.\.\/index\.js$/ }, () => ({
          path: './index.js',
          external: true,
        }))
      },
    },
  ],
})
chmodSync('dist/cli.js', 0o755)
const license = readFileSync('node_modules/p-map/license', 'utf8')
writeFileSync('dist/third-party-licenses.txt', `index.js contains p-map:\n\n${license}`)

/**
 * An import of node:fs makes Node load all that hangs on it, streams and promises, some
 * milliseconds: the names of an ES module are looked up when it is linked. Asked for otherwise, a
 * built-in module is loaded as far as it is used.
 * @param {string} file as esbuild writes it
 */
function loadBuiltinsAsUsed(file) {
  const source = readFileSync(file, 'utf8')
  const changed = source.replaceAll(
    /^import \{([^}]+)\} from "(node:.+)";$/gm,
    (_, /** @type {string} */ names, module) =>
      `const {${names.replaceAll(' as ', ': ')}} = process.getBuiltinModule("${module}");`,
  )
  const left = /^import .*$/m.exec(changed)
  if (left) {
    throw new Error(`${file} would load with it: ${left[0]}`)
  }
  writeFileSync(file, changed)
}
