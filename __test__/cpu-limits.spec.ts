import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { getCpuCount, getCpuLimits, getParallelThreads } from '../index.js'
import { answers, shell } from './helpers/answers.js'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'

describe('getCpuLimits', () => {
  test('is consistent with itself and with getCpuCount', () => {
    const limits = getCpuLimits()
    expect(limits.affinity).toBeGreaterThanOrEqual(1)
    expect(limits.logical).toBeGreaterThanOrEqual(limits.affinity)
    const whole = Math.floor(Math.min(limits.affinity, limits.quota ?? Infinity))
    expect(limits.count).toBe(Math.max(1, whole))
    expect(getCpuCount()).toBe(limits.count)
    const isBound = limits.quota !== null && limits.quota < limits.affinity
    expect(limits.source.startsWith('cgroup')).toBe(isBound)
  })

  testWith('taskset')('sees the affinity mask', async () => {
    const [limits, count] = await answers([['getCpuLimits'], ['getCpuCount']], {
      wrapper: ['taskset', '-c', '0'],
    })
    const { logical } = getCpuLimits()
    const source = logical > 1 ? 'affinity' : 'logical'
    expect(limits).toMatchObject({ logical, affinity: 1, count: 1, source })
    expect(count).toBe(1)
  })

  testWith('cgroup v1 cpu')('sees a real quota of 1.5 CPUs', async () => {
    await inCgroup(150_000, async (_, wrapper) => {
      const [limits, count] = await answers([['getCpuLimits'], ['getCpuCount']], { wrapper })
      const source = getCpuLimits().affinity > 1 ? 'cgroup-v1' : getCpuLimits().source
      expect(limits).toMatchObject({ quota: 1.5, count: 1, source })
      expect(count).toBe(1)
    })
  })

  testWith('cgroup v1 cpu')('sees a quota of an ancestor, and the tightest of all', async () => {
    await inCgroup(30_000, async (parent) => {
      const inner = `${parent}/inner`
      mkdirSync(inner)
      try {
        const wrapper = shell(`echo $$ > ${inner}/cgroup.procs`)
        expect(await answers([['getCpuLimits']], { wrapper })).toMatchObject([
          { quota: 0.3, count: 1 },
        ])
        writeFileSync(`${inner}/cpu.cfs_quota_us`, '20000')
        expect(await answers([['getCpuLimits']], { wrapper })).toMatchObject([{ quota: 0.2 }])
      } finally {
        rmdirSync(inner)
      }
    })
  })

  testWith('cgroup v1 cpu')('sees a quota that changes, and a move to a cgroup', async () => {
    await inCgroup(150_000, async (cgroup) => {
      const child = fork(fixture('ask.mjs'))
      const ask = async (): Promise<unknown> => {
        const answer = once(child, 'message')
        child.send(['getCpuLimits'])
        return (await answer)[0]
      }
      try {
        const before = getCpuLimits().quota
        expect(await ask()).toMatchObject({ quota: before })
        writeFileSync(`${cgroup}/cgroup.procs`, String(child.pid))
        expect(await ask()).toMatchObject({ quota: 1.5 })
        writeFileSync(`${cgroup}/cpu.cfs_quota_us`, '25000')
        expect(await ask()).toMatchObject({ quota: 0.25, count: 1 })
        writeFileSync(`${cgroup}/cpu.cfs_quota_us`, '-1')
        expect(await ask()).toMatchObject({ quota: before })
      } finally {
        child.disconnect()
        await once(child, 'exit')
      }
    })
  })
})

describe('getParallelThreads', () => {
  test('is max(4, CPUs - 1), four times that on kubernetes in any case', () => {
    const plain = Math.max(4, getCpuCount() - 1)
    for (const cloud of [undefined, null, '', 'aws', 'kubernetes ', 'k8s', 'Kubernete\u017f']) {
      expect(getParallelThreads(cloud)).toBe(plain)
    }
    for (const cloud of ['kubernetes', 'Kubernetes', 'KUBERNETES']) {
      expect(getParallelThreads(cloud)).toBe(4 * plain)
    }
  })

  test.each([1, true, {}, ['kubernetes'], Symbol('kubernetes')])('%s is no cloud', (cloud) => {
    expect(() => getParallelThreads(cloud as string)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
    )
  })
})

/** Runs with a cgroup of that quota, and a wrapper that puts a child into it. */
async function inCgroup(
  quota: number,
  work: (cgroup: string, wrapper: string[]) => Promise<void>,
): Promise<void> {
  const cgroup = `/sys/fs/cgroup/cpu/procpilot-test-${process.pid}`
  mkdirSync(cgroup)
  try {
    writeFileSync(`${cgroup}/cpu.cfs_quota_us`, String(quota))
    await work(cgroup, shell(`echo $$ > ${cgroup}/cgroup.procs`))
  } finally {
    rmdirSync(cgroup)
  }
}
