import { availableParallelism, cpus } from 'node:os'
import type { CpuLimits } from '../types.js'
import { readCpuQuota } from './cgroup.js'
import { parseCpuList } from './parse/cgroup.js'
import { tryRead } from './read.js'

export function cpuCount(): number {
  return cpuLimits().count
}

export function cpuLimits(): CpuLimits {
  const { logical, affinity } = process.platform === 'linux' ? linuxCpus() : otherCpus()
  const quota = process.platform === 'linux' ? readCpuQuota() : undefined
  const isBound = quota !== undefined && quota.cpus < affinity
  return {
    logical,
    affinity,
    quota: quota?.cpus ?? null,
    count: Math.max(1, Math.floor(isBound ? quota.cpus : affinity)),
    source: isBound ? quota.version : affinity < logical ? 'affinity' : 'logical',
  }
}

export function parallelThreads(cloud?: string | null): number {
  const multiplier = /^kubernetes$/i.test(cloud ?? '') ? 4 : 1
  return Math.max(4, cpuCount() - 1) * multiplier
}

/**
 * From /proc and /sys: newer versions of Node mix the cgroup quota into availableParallelism().
 * thread-self is the calling thread, which is the one that sched_getaffinity(2) means.
 */
function linuxCpus(): { logical: number; affinity: number } {
  const status = tryRead('/proc/thread-self/status') ?? ''
  const allowed = parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '')
  const online = parseCpuList(tryRead('/sys/devices/system/cpu/online') ?? '')
  if (!allowed || !online) {
    return otherCpus()
  }
  const affinity = Math.max(1, [...allowed].filter((cpu) => online.has(cpu)).length)
  return { logical: Math.max(online.size, affinity), affinity }
}

function otherCpus(): { logical: number; affinity: number } {
  const affinity = availableParallelism()
  return { logical: Math.max(cpus().length, affinity), affinity }
}
