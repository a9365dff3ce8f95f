// Bundles index.ts and the command line into dist/, one file each; dependencies stay outside.
import { chmodSync } from 'node:fs'
import { build } from 'esbuild'

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
}

await build({ ...common, entryPoints: ['index.ts'] })
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
