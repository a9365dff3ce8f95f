/** Where a process stands in the hierarchies that can limit its CPU time. */
export interface Membership {
  /** Path in the version 1 hierarchy that holds the `cpu` controller. */
  v1Cpu?: string
  /** Path in the version 2 hierarchy. */
  v2?: string
}

/** Parses /proc/self/cgroup (cgroups(7)): `hierarchy-id:controllers:path` lines. */
export function parseMembership(text: string): Membership {
  const membership: Membership = {}
  for (const line of text.split('\n')) {
    const [, id, controllers, path] = /^([^:]*):([^:]*):(\/.*)$/s.exec(line) ?? []
    if (controllers === undefined || path === undefined) {
      continue
    }
    if (id === '0' && controllers === '') {
      membership.v2 = path
    } else if (controllers.split(',').includes('cpu')) {
      membership.v1Cpu = path
    }
  }
  return membership
}

/** CPUs allowed by a cpu.max file (cgroup-v2.rst); `undefined` means no limit. */
export function parseCpuMax(text: string): number | undefined {
  const [quota = '', period = '100000'] = text.trim().split(/\s+/)
  return ratio(quota, period)
}

/** CPUs allowed by version 1's cpu.cfs_quota_us and cpu.cfs_period_us (sched-bwc.rst). */
export function parseCfsQuota(quota: string, period: string): number | undefined {
  return ratio(quota.trim(), period.trim())
}

function ratio(quota: string, period: string): number | undefined {
  const digits = /^\+?\d+$/
  if (!digits.test(quota) || !digits.test(period)) {
    return undefined
  }
  const cpus = Number(quota) / Number(period)
  return cpus > 0 && cpus < Infinity ? cpus : undefined
}

/** How many CPUs a list such as `0-3,8,10-11` names (cpuset(7), "List format"). */
export function parseCpuList(text: string): Set<number> | undefined {
  const cpus = new Set<number>()
  for (const range of text.trim().split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? []
    if (first === undefined || Number(last) < Number(first)) {
      return undefined
    }
    for (let cpu = Number(first); cpu <= Number(last); cpu++) {
      cpus.add(cpu)
    }
  }
  return cpus
}
