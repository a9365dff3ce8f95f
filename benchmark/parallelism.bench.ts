import { existsSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { type Context, emptyCase, floorCase } from './context.js'
import type { Case, Group } from './measure.js'

/** A quota that was read serves further calls for 10 microseconds: longer than that. */
const PAUSE = 0.012

export async function* parallelism(context: Context): AsyncGenerator<Group> {
  const { getCpuCount: fallback } = context.js
  if (context.native.getCpuCount() !== fallback()) {
    throw new Error('the backends do not agree about the CPU count')
  }
  yield* bothWays(context, 'getCpuCount', [
    { name: 'os.cpus().length', role: 'rival', run: () => cpus().length, target: 20 },
    { name: 'fallback', role: 'rival', run: () => fallback() },
    {
      name: 'os.availableParallelism(), no cgroups before Node 24',
      role: 'rival',
      run: () => availableParallelism(),
    },
  ])
}

/**
 * The part that runs in Node 24, whose availableParallelism() knows cgroups. In version 1 it finds
 * a limit only where the controllers cpu and cpuacct are mounted as one; elsewhere it reads
 * /proc/self/cgroup and no limit.
 */
export function parallelismOnNode24(context: Context): Generator<Group> {
  return bothWays(context, 'getCpuCount on Node 24', [
    {
      name: 'os.availableParallelism()',
      role: 'rival',
      run: () => availableParallelism(),
      target: 3,
    },
  ])
}

function* bothWays(context: Context, title: string, rivals: Case[]): Generator<Group> {
  const { getCpuCount } = context.native
  const ours: Case = { name: 'procpilot', role: 'ours', run: () => getCpuCount() }
  yield {
    title: `${title}, hot loop`,
    cases: [
      ours,
      ...rivals,
      floorCase(
        context,
        'C: sched_getaffinity alone',
        ({ affinity }) =>
          () =>
            affinity(),
      ),
      emptyCase(context),
    ],
  }
  yield {
    title: `${title}, every call reads the kernel`,
    pause: PAUSE,
    cases: [
      ours,
      ...rivals,
      floorCase(context, 'C: sched_getaffinity, cgroup, quota', ({ affinity, readFile }) => {
        const files = quotaFiles()
        return () => affinity() + files.reduce((sum, file) => sum + readFile(file), 0)
      }),
      emptyCase(context),
    ],
  }
}

/** The least that tells a quota: which cgroup we are in, and one level's limit where there is one. */
export function quotaFiles(): string[] {
  const limits = ['/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us']
  return ['/proc/self/cgroup', ...limits.filter((file) => existsSync(file)).slice(0, 1)]
}
