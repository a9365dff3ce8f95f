import { join } from 'node:path'
import { parseCfsQuota, parseCpuMax, parseMembership } from './parse/cgroup.js'
import { type CgroupMount, parseCgroupMounts } from './parse/mountinfo.js'
import { tryRead } from './read.js'

export interface CpuQuota {
  /** How many CPUs' worth of time may be used, fractional. */
  cpus: number
  version: 'cgroup-v1' | 'cgroup-v2'
}

/** The tightest CPU quota of all cgroup levels that the file system below `root` shows. */
export function readCpuQuota(root = '/'): CpuQuota | undefined {
  const { v1Cpu, v2 } = parseMembership(tryRead(join(root, 'proc/self/cgroup')) ?? '')
  // The `cpu` controller is in one version's hierarchy, never in both: version 1's line names it.
  const version = v1Cpu === undefined ? 'cgroup-v2' : 'cgroup-v1'
  const path = v1Cpu ?? v2
  const read = v1Cpu === undefined ? readV2 : readV1
  let tightest: CpuQuota | undefined
  for (const directory of path === undefined ? [] : levels(root, path, version)) {
    const cpus = read(directory)
    if (cpus !== undefined && !(tightest && tightest.cpus <= cpus)) {
      tightest = { cpus, version }
    }
  }
  return tightest
}

function readV1(directory: string): number | undefined {
  const quota = tryRead(join(directory, 'cpu.cfs_quota_us'))
  const period = tryRead(join(directory, 'cpu.cfs_period_us'))
  return quota === undefined || period === undefined ? undefined : parseCfsQuota(quota, period)
}

function readV2(directory: string): number | undefined {
  const max = tryRead(join(directory, 'cpu.max'))
  return max === undefined ? undefined : parseCpuMax(max)
}

/** The directory of the cgroup at `path` and those of its ancestors, up to the mount point. */
function levels(root: string, path: string, version: CpuQuota['version']): string[] {
  const mounts = parseCgroupMounts(tryRead(join(root, 'proc/self/mountinfo')) ?? '')
  // Of several mounts, the one with the shortest root shows most ancestors.
  const [best] = mounts
    .filter((mount) => mount.isV2 === (version === 'cgroup-v2'))
    .flatMap((mount) => {
      const inner = belowMount(path, mount)
      return inner === undefined ? [] : [{ mount, inner }]
    })
    .toSorted((a, b) => a.mount.root.length - b.mount.root.length)
  if (!best) {
    return []
  }
  const names = best.inner.split('/').filter(Boolean)
  const top = join(root, best.mount.mountPoint)
  return Array.from({ length: names.length + 1 }, (_, depth) => join(top, ...names.slice(0, depth)))
}

/**
 * The part of the cgroup path that lies below what the mount shows. `undefined` if the mount shows
 * another part of the hierarchy, whose limits are not ours, or if the path leads out of the cgroup
 * namespace (`/../x`).
 */
function belowMount(path: string, mount: CgroupMount): string | undefined {
  if (path.split('/').includes('..')) {
    return undefined
  }
  // Mounted from outside our cgroup namespace, the root reads `/..`: what the mount point shows is
  // an ancestor, whose limit holds for us too.
  if (mount.root === '/..' || mount.root.startsWith('/../')) {
    return ''
  }
  const top = mount.root.replace(/\/$/, '')
  const inner = path.startsWith(top) ? path.slice(top.length) : undefined
  return inner === '' || inner?.startsWith('/') ? inner : undefined
}
