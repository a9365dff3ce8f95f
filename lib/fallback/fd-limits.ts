import type { FdLimit } from '../types.js'
import { parallelThreads } from './parallelism.js'
import { tryRead } from './read.js'

/** Descriptors that are kept for the program itself. */
const RESERVED_FDS = 100

export function fdLimit(): FdLimit {
  if (process.platform === 'win32') {
    return { soft: Infinity, hard: Infinity }
  }
  const limits = tryRead('/proc/self/limits') ?? ''
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? []
  return soft === undefined || hard === undefined
    ? reportedFdLimit()
    : { soft: toNumber(soft), hard: toNumber(hard) }
}

export function maxWorkersEstimate(fdsPerWorker: number, cloud?: string | null): number {
  return workers(fdLimit().soft, fdsPerWorker, parallelThreads(cloud))
}

export function workers(soft: number, fdsPerWorker: number, most: number): number {
  const fitting = Math.floor((soft - RESERVED_FDS) / fdsPerWorker)
  return Math.min(Math.max(fitting, 1), most)
}

/** Entries from which on a directory leaves room for one worker only. */
export function entriesForOneWorker(soft: number, fdsPerEntry: number): number {
  return Math.floor(Math.max(0, soft - RESERVED_FDS) / (2 * fdsPerEntry)) + 1
}

/** Without /proc, a diagnostic report is the only place where Node tells the limit. */
function reportedFdLimit(): FdLimit {
  const { report } = process as { report?: { excludeNetwork?: boolean; getReport(): object } }
  if (!report) {
    throw new Error('this system does not tell the limit on open file descriptors')
  }
  const { excludeNetwork } = report
  // A report looks up the names of connected hosts, which can take minutes.
  report.excludeNetwork = true
  try {
    const { userLimits } = report.getReport() as {
      userLimits: { open_files: { soft: string | number; hard: string | number } }
    }
    const { soft, hard } = userLimits.open_files
    return { soft: toNumber(soft), hard: toNumber(hard) }
  } finally {
    report.excludeNetwork = excludeNetwork ?? false
  }
}

function toNumber(limit: string | number): number {
  return limit === 'unlimited' ? Infinity : Number(limit)
}
