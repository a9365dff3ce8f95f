// node scripts/suite/build.mjs [outdir]: writes the behaviour suite as a directory of plain
// JavaScript with all that it needs, for any runtime: <runtime> outdir/run.mjs
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from '../tools.mjs'

/** What no backend has a part in; the others there need the checkout. */
const alone = ['backend', 'fallback-cgroup', 'fallback-tree', 'loop-lag', 'run-in-parallel']

/**
 * Needs dist/, and takes the bindings and the child programs that are built.
 * @param {string} outdir what the suite built there before is replaced
 * @param {{ bindings?: string, programs?: string }} [from] folders of them, for another machine
 */
export async function buildSuite(
  outdir,
  { bindings = join(root, 'lib/native'), programs = join(root, 'target/debug/examples') } = {},
) {
  if (existsSync(outdir) && !existsSync(join(outdir, 'run-spec.mjs'))) {
    throw new Error(`${outdir} holds something else`)
  }
  rmSync(outdir, { recursive: true, force: true })
  mkdirSync(outdir, { recursive: true })

  await transpile(outdir)
  writeFileSync(join(outdir, 'index.js'), "export * from './dist/index.js'\n")
  for (const path of ['dist', 'package.json', '__test__/fixtures', '__test__/recorded']) {
    cpSync(join(root, path), join(outdir, path), { recursive: true })
  }
  for (const name of ['run.mjs', 'run-spec.mjs']) {
    cpSync(join(root, 'scripts/suite', name), join(outdir, name))
  }
  copyDependencies(outdir)
  copyFiles(bindings, join(outdir, 'lib/native'), /\.node$/)
  // Cargo leaves each program a second time, with a hash in its name.
  copyFiles(programs, join(outdir, 'target/debug/examples'), /^(?!.*-[\da-f]{16})\w+(\.exe)?$/)
}

/** @param {string} outdir */
async function transpile(outdir) {
  const specs = [...filesIn('__test__', /\.spec\.ts$/), ...filesIn('__test__/helpers', /\.ts$/)]
  await build({
    absWorkingDir: root,
    charset: 'utf8',
    entryPoints: [
      ...specs,
      ...alone.map((name) => `__test__/alone/${name}.spec.ts`),
      // Some of them look at the parts of the fallback.
      ...filesIn('lib', /(?<!\.d)\.ts$/, true),
    ],
    format: 'esm',
    logLevel: 'warning',
    outbase: '.',
    outdir,
    platform: 'node',
    target: 'node20.19',
  })
  await build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: ['scripts/suite/vitest.mjs'],
    format: 'esm',
    logLevel: 'warning',
    outfile: join(outdir, 'node_modules/vitest/index.js'),
    platform: 'node',
    target: 'node20.19',
  })
  const manifest = { name: 'vitest', type: 'module', exports: './index.js' }
  writeFileSync(join(outdir, 'node_modules/vitest/package.json'), JSON.stringify(manifest))
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
function filesIn(folder, pattern, recursive = false) {
  return readdirSync(join(root, folder), { encoding: 'utf8', recursive })
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`)
}

/**
 * @param {string} from
 * @param {string} to
 * @param {RegExp} pattern
 */
function copyFiles(from, to, pattern) {
  mkdirSync(to, { recursive: true })
  for (const name of existsSync(from) ? readdirSync(from) : []) {
    if (pattern.test(name)) {
      cpSync(join(from, name), join(to, name))
    }
  }
}

/**
 * What package.json depends on, and what that depends on.
 * @param {string} outdir
 */
function copyDependencies(outdir) {
  // A part of dist/; a test asks it for its symbols.
  const waiting = dependenciesOf(root).add('p-map')
  for (const name of waiting) {
    const from = join(root, 'node_modules', name)
    cpSync(from, join(outdir, 'node_modules', name), { recursive: true })
    dependenciesOf(from).forEach((inner) => waiting.add(inner))
  }
}

/** @param {string} folder */
function dependenciesOf(folder) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return new Set(Object.keys(dependencies))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const outdir = resolve(process.argv[2] ?? join(root, '.setup/suite'))
  await buildSuite(outdir)
  console.log(`the suite is in ${outdir}`)
}
