import { type Dir, opendirSync } from 'node:fs'
import { entriesForOneWorker, fdLimit, workers } from './fd-limits.js'
import { parallelThreads } from './parallelism.js'
import { isExhaustion } from './read.js'

/** Descriptors that a transfer takes for each entry of its source, and the least it takes. */
const FDS_PER_ENTRY = 5

/** Entries fetched at a time. */
const BUFFERED = { bufferSize: 512 }

export function estimateFdsSync(path: string): number {
  return toFds(countSync(path, Infinity))
}

export async function estimateFds(path: string): Promise<number> {
  return toFds(await count(path, Infinity))
}

export function fileMountWorkersSync(sources: string[], cloud?: string | null): number {
  const scan = new Scan(cloud)
  for (const source of sources) {
    if (scan.isDecided) {
      break
    }
    scan.add(countSync(source, scan.enough))
  }
  return scan.workers
}

export async function fileMountWorkers(sources: string[], cloud?: string | null): Promise<number> {
  const scan = new Scan(cloud)
  for (const source of sources) {
    if (scan.isDecided) {
      break
    }
    // One after the other: a later source need not be read if an earlier one decides.
    scan.add(await count(source, scan.enough))
  }
  return scan.workers
}

/** The answer so far; it only sinks, and 1 is the end. */
class Scan {
  readonly #soft = fdLimit().soft
  readonly enough = entriesForOneWorker(this.#soft, FDS_PER_ENTRY)
  workers: number

  constructor(cloud?: string | null) {
    this.workers = workers(this.#soft, FDS_PER_ENTRY, parallelThreads(cloud))
  }

  get isDecided(): boolean {
    return this.workers === 1 || this.#soft === Infinity
  }

  add(entries: number): void {
    this.workers = Math.min(this.workers, workers(this.#soft, toFds(entries), this.workers))
  }
}

function toFds(entries: number): number {
  return FDS_PER_ENTRY * Math.max(1, entries)
}

/** No path; libuv takes it for the working directory on Windows. */
const NOWHERE = ''

function countSync(path: string, enough: number): number {
  if (path === NOWHERE) {
    return 0
  }
  let directory: Dir | undefined
  try {
    directory = opendirSync(path, BUFFERED)
    let entries = 0
    while (entries < enough && directory.readSync()) {
      entries++
    }
    return entries
  } catch (error) {
    return unreadable(error, path)
  } finally {
    directory?.closeSync()
  }
}

async function count(path: string, enough: number): Promise<number> {
  if (path === NOWHERE) {
    return 0
  }
  try {
    let entries = 0
    const { opendir } = process.getBuiltinModule('node:fs/promises')
    // Leaving the loop closes the directory.
    for await (const _ of await opendir(path, BUFFERED)) {
      if (++entries >= enough) {
        break
      }
    }
    return entries
  } catch (error) {
    return unreadable(error, path)
  }
}

/** No directory, or none that can be read: no entries. */
function unreadable(error: unknown, path: string): number {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) {
    throw error
  }
  if (isExhaustion(error)) {
    throw Object.assign(error as Error, { syscall: 'opendir', path })
  }
  return 0
}
