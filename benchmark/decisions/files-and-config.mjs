import { deepStrictEqual } from 'node:assert'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { opendir, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAddon } from './addon.mjs'
import { createConfig, createOverride, SIZES } from './config-samples.mjs'
import { load } from './packages.mjs'
import { async, report, sync } from './report.mjs'

const addon = loadAddon()
const { default: deepmerge } = await load('deepmerge')
const { createDefu } = await load('defu')

/** Entries of a tree: directories, and files in each. */
const TREES = { '1,000': [20, 49], '100,000': [1000, 99] }

function* groups() {
  for (const [title, [directories = 0, files = 0]] of Object.entries(TREES)) {
    const root = createTree(directories, files)
    try {
      yield walking(title, root, { files: directories * files, directories })
    } finally {
      rmSync(root, { recursive: true })
    }
  }
  for (const [title, pools] of Object.entries(SIZES)) {
    yield merging(title, createConfig(pools), createOverride(pools))
  }
}

/**
 * @param {string} title
 * @param {string} root
 * @param {import('./addon.mjs').Counts} expected
 */
function walking(title, root, expected) {
  const byList = () => countList(readdirSync(root, { recursive: true, withFileTypes: true }))
  const cases = {
    'fs.readdirSync, recursive': byList,
    'fs.readdirSync, a call a directory': () => countSync(root, { files: 0, directories: 0 }),
    'Rust, std': () => addon.walk(root),
    'Rust, the walker of ripgrep on 2 threads': () => addon.walkOnThreads(root, 2),
  }
  for (const run of Object.values(cases)) {
    deepStrictEqual({ ...run() }, expected)
  }
  return {
    title: `files and directories of a tree of ${title} entries, counted`,
    rounds: 5,
    cases: [
      ...Object.entries(cases).map(([name, run]) => sync(name, run)),
      async('fs.promises.readdir, a call a directory', 3, () => countByPromises(root)),
      async('fs.opendir, asynchronous', title === '1,000' ? 3 : 1, () => countAsync(root)),
    ],
  }
}

/**
 * @param {string} title
 * @param {Record<string, any>} config
 * @param {Record<string, any>} override
 */
function merging(title, config, override) {
  const texts = /** @type {const} */ ([JSON.stringify(config), JSON.stringify(override)])
  const defu = createDefu(replaceArray)
  /** @type {Record<string, () => unknown>} */
  const cases = {
    'JavaScript, ten lines': () => merge(config, override),
    deepmerge: () => deepmerge(config, override),
    defu: () => defu(override, config),
    'Rust, objects across': () => addon.mergeValues(config, override),
    'Rust, JSON across': () =>
      JSON.parse(addon.mergeTexts(JSON.stringify(config), JSON.stringify(override))),
  }
  const expected = merge(config, override)
  for (const run of Object.values(cases)) {
    deepStrictEqual(run(), expected)
  }
  const fromFiles = {
    'two files: JSON.parse, merge': () => merge(JSON.parse(texts[0]), JSON.parse(texts[1])),
    'two files: merge in Rust, JSON.parse': () => JSON.parse(addon.mergeTexts(...texts)),
  }
  return {
    title: `a configuration of ${title} merged with the changes to it`,
    cases: Object.entries({ ...cases, ...fromFiles }).map(([name, run]) => sync(name, run)),
  }
}

/**
 * The second has priority; objects are merged, all else is replaced.
 * @param {Record<string, any>} into
 * @param {Record<string, any>} from
 * @returns {Record<string, any>}
 */
function merge(into, from) {
  const merged = { ...into }
  for (const [key, value] of Object.entries(from)) {
    const old = merged[key]
    merged[key] = isObject(old) && isObject(value) ? merge(old, value) : value
  }
  return merged
}

/**
 * defu would join them.
 * @param {Record<string, unknown>} into
 * @param {string} key
 * @param {unknown} value
 */
function replaceArray(into, key, value) {
  if (Array.isArray(value)) {
    into[key] = value
    return true
  }
  return false
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param {import('node:fs').Dirent[]} entries */
function countList(entries) {
  const directories = entries.filter((entry) => entry.isDirectory()).length
  return { files: entries.length - directories, directories }
}

/**
 * @param {string} path
 * @param {import('./addon.mjs').Counts} counts
 */
function countSync(path, counts) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      counts.directories++
      countSync(join(path, entry.name), counts)
    } else {
      counts.files++
    }
  }
  return counts
}

/**
 * All directories at a time, as far as libuv has threads.
 * @param {string} path
 * @returns {Promise<import('./addon.mjs').Counts>}
 */
async function countByPromises(path) {
  const entries = await readdir(path, { withFileTypes: true })
  const counts = countList(entries)
  const below = entries.filter((entry) => entry.isDirectory())
  const inner = await Promise.all(below.map(({ name }) => countByPromises(join(path, name))))
  for (const { files, directories } of inner) {
    counts.files += files
    counts.directories += directories
  }
  return counts
}

/** @param {string} path */
async function countAsync(path) {
  const counts = { files: 0, directories: 0 }
  for await (const entry of await opendir(path, { recursive: true, bufferSize: 1024 })) {
    counts[entry.isDirectory() ? 'directories' : 'files']++
  }
  return counts
}

/**
 * @param {number} directories
 * @param {number} files
 */
function createTree(directories, files) {
  const root = mkdtempSync(join(tmpdir(), 'procpilot-decisions-'))
  for (let directory = 0; directory < directories; directory++) {
    const path = join(root, `directory-${directory}`)
    mkdirSync(path)
    for (let file = 0; file < files; file++) {
      writeFileSync(join(path, `file-${file}.txt`), '')
    }
  }
  return root
}

await report('files-and-config', groups())
