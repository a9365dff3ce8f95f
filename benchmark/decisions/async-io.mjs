import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createDirectory } from '../resources.js'
import { loadAddon } from './addon.mjs'
import { waitForExit } from './library.mjs'
import { async, report, told } from './report.mjs'

const ENTRIES = 1000
const LONG_ENTRIES = 20_000
const FILES_READ = 64
/** As many threads as libuv has by default. */
const LIBUV_THREADS = 4
const HANG = 50

const addon = loadAddon()
/** @type {Record<string, (path: string) => Promise<number>>} */
const kinds = {
  "libuv's pool, as it is": addon.scanOnLibuv,
  'a new thread each': addon.scanOnNewThread,
  'a pool of our own, 4 threads': addon.scanOnOwnPool,
}

/** @param {string} path */
async function* groups(path) {
  for (const count of [1, 4, 32]) {
    yield {
      title: `${count} at a time of a scan of ${ENTRIES} entries, until all are done`,
      cases: [
        ...Object.entries(kinds).map(([name, scan]) =>
          async(name, 30, () => many(count, () => scan(path))),
        ),
        async('synchronous', 30, () => many(count, async () => addon.scanSync(path))),
      ],
    }
  }
  const file = join(path, 'file-0.txt')
  writeFileSync(file, Buffer.alloc(2 ** 20))
  yield {
    title: `a scan behind ${FILES_READ} files of 1 MB that Node reads`,
    cases: under(path, () => many(FILES_READ, () => readFile(file)), 10),
  }
  const fifo = join(path, 'fifo')
  spawnSync('mkfifo', [fifo])
  yield {
    title: `a scan while all threads of libuv hang for ${HANG} ms, in open(2)`,
    cases: [...under(path, () => hang(fifo), 4), told('waitForExit', () => exits(fifo))],
  }
  rmSync(fifo)
  const long = createDirectory(LONG_ENTRIES)
  try {
    yield {
      title: `fs.stat of Node behind 32 scans of ${LONG_ENTRIES} entries`,
      rounds: 5,
      cases: Object.entries(kinds).map(([name, scan]) =>
        told(name, async () => {
          const scans = many(32, () => scan(long.path))
          const start = performance.now()
          await stat(path)
          const waited = performance.now() - start
          await scans
          return [waited * 1e6]
        }),
      ),
    }
  } finally {
    long.remove()
  }
}

/**
 * The time of a scan that is asked for just after the load.
 * @param {string} path
 * @param {() => Promise<unknown>} load
 * @param {number} samples
 */
function under(path, load, samples) {
  return Object.entries(kinds).map(([name, scan]) =>
    told(name, async () => {
      const times = []
      for (let sample = 0; sample < samples; sample++) {
        const loaded = load()
        const start = performance.now()
        await scan(path)
        times.push((performance.now() - start) * 1e6)
        await loaded
      }
      return times
    }),
  )
}

/**
 * @param {number} count
 * @param {() => Promise<unknown>} run
 */
function many(count, run) {
  return Promise.all(Array.from({ length: count }, run))
}

/**
 * Every thread of libuv opens a FIFO to write, as it would a file of a network that hangs, until
 * somebody opens it to read.
 * @param {string} fifo
 */
async function hang(fifo) {
  const writers = Array.from({ length: LIBUV_THREADS }, () => open(fifo, 'w'))
  await setTimeout(HANG)
  // No thread of libuv is left to do that.
  const reader = spawnSync('sh', ['-c', `exec 3<"${fifo}"`])
  if (reader.status !== 0) {
    throw new Error('the FIFO was not opened')
  }
  const files = await Promise.all(writers)
  await Promise.all(files.map((file) => file.close()))
}

/**
 * How long an exit takes to be told while the pool hangs.
 * @param {string} fifo
 */
async function exits(fifo) {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const exit = once(child, 'exit')
  const hung = hang(fifo)
  const start = performance.now()
  const waiting = waitForExit([child.pid ?? 0])
  child.kill('SIGKILL')
  await waiting
  const waited = performance.now() - start
  await Promise.all([hung, exit])
  return [waited * 1e6]
}

const directory = createDirectory(ENTRIES)
try {
  await report('async-io', groups(directory.path))
} finally {
  directory.remove()
}
