// Bundles index.ts and the command line into dist/, one file each. The dependencies of the command
// line stay outside; what index.ts takes from others is put in, so that importing it reads one file.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build, transform } from 'esbuild'
import { readManifest } from './manifest.mjs'
import { root } from './tools.mjs'

const target = 'node20.19'
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
  target,
}

const { outputFiles } = await build({ ...common, entryPoints: ['index.ts'], write: false })
const program = loadBuiltinsAsUsed(outputFiles[0]?.text ?? '')
// Compiling it is most of what an import takes, and takes as long as it is long. Names stay, and
// lines, for the stacks of errors.
const { code } = await transform(program, {
  charset: 'utf8',
  format: 'esm',
  target,
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 100,
})
mkdirSync('dist', { recursive: true })
writeFileSync('dist/index.js', code)
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
 * built-in module is loaded as far as it is used, and asked for once it takes less time than thrice.
 * @param {string} source as esbuild writes it
 */
function loadBuiltinsAsUsed(source) {
  /** @type {Map<string, string[]>} */
  const names = new Map()
  const rest = source.replaceAll(
    /^import \{([^}]+)\} from "(node:.+)";$/gm,
    (_, /** @type {string} */ imported, /** @type {string} */ module) => {
      names.set(module, [...(names.get(module) ?? []), imported.replaceAll(' as ', ': ')])
      return ''
    },
  )
  const left = /^import .*$/m.exec(rest)
  if (left) {
    throw new Error(`the package would load with it: ${left[0]}`)
  }
  const asked = [...names].map(
    ([module, imported]) => `const {${imported.join()}} = process.getBuiltinModule("${module}");`,
  )
  return [...asked, rest].join('\n')
}
