// Writes npm/: a package for each target of package.json, made by @napi-rs/cli and completed here.
// With --check it only says whether the committed ones are what it would write, and whether the
// repository has one version.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from './manifest.mjs'
import { root, toolScript } from './tools.mjs'
import { versionProblems } from './versions.mjs'

/** @type {Record<string, string>} */
const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }
/** @type {Record<string, string>} */
const libraries = { gnu: ' with glibc', musl: ' with musl' }

const scratch = mkdtempSync(join(tmpdir(), 'procpilot-npm-'))
try {
  const made = makePackages(scratch)
  if (process.argv.includes('--check')) {
    const problems = [...differences(made, join(root, 'npm')), ...versionProblems()]
    for (const problem of problems) {
      console.error(problem)
    }
    process.exitCode = problems.length === 0 ? 0 : 1
  } else {
    rmSync(join(root, 'npm'), { recursive: true, force: true })
    cpSync(made, join(root, 'npm'), { recursive: true })
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** @param {string} directory */
function makePackages(directory) {
  copyFileSync(join(root, 'package.json'), join(directory, 'package.json'))
  const napi = [toolScript('@napi-rs/cli'), 'create-npm-dirs', '--cwd', directory]
  execFileSync(process.execPath, napi, { stdio: 'pipe' })
  const packages = join(directory, 'npm')
  const { publishConfig, repository } = readManifest(root)
  for (const target of readdirSync(packages)) {
    const folder = join(packages, target)
    const { name, version, license, files, main, engines, os, cpu, libc } = readManifest(folder)
    const [system = '', arch, library = ''] = target.split('-')
    const description = `The binary of procpilot for ${systems[system]} on ${arch}${libraries[library] ?? ''}`
    const start = { name, version, description, license, files, os, cpu }
    // oxfmt wants this order.
    const rest = { main, publishConfig, engines }
    const manifest = { ...start, ...(libc && { libc }), ...(repository && { repository }), ...rest }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    const readme = [`# ${name}`, `${description}.`, 'It comes with `npm install procpilot`.']
    writeFileSync(join(folder, 'README.md'), `${readme.join('\n\n')}\n`)
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  }
  return packages
}

/**
 * What differs between what was made and what is there; binaries are no part of either.
 * @param {string} made
 * @param {string} committed
 */
function differences(made, committed) {
  const there = existsSync(committed) ? filesBelow(committed) : []
  const wanted = filesBelow(made)
  const same = wanted.filter(
    (file) =>
      there.includes(file) &&
      readFileSync(join(made, file), 'utf8') === readFileSync(join(committed, file), 'utf8'),
  )
  return [...new Set([...wanted, ...there])]
    .filter((file) => !same.includes(file))
    .map((file) => `npm/${file} is not what npm run packages writes`)
}

/** @param {string} directory */
function filesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.node'))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted()
}
