// Writes index.d.ts: the public types of index.ts, rolled into one file.
// With --check it only says whether the committed file is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { generateDtsBundle } from 'dts-bundle-generator'

const header = '// Generated from index.ts by `npm run types`; do not edit.\n\n'
const [bundle] = generateDtsBundle(
  [{ filePath: 'index.ts', output: { exportReferencedTypes: false, noBanner: true } }],
  { preferredConfigPath: 'tsconfig.json' },
)
const types = `${header}${bundle}`

if (!process.argv.includes('--check')) {
  writeFileSync('index.d.ts', types)
} else if (readFileSync('index.d.ts', 'utf8') !== types) {
  console.error('index.d.ts is out of date: run npm run types')
  process.exit(1)
}
