// Whether those that count CPUs know of an affinity mask and of a cgroup's quota: both leave one.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { PYTHON_PROGRAM } from './python.js'

const V1 = '/sys/fs/cgroup/cpu'
const V2 = '/sys/fs/cgroup'
const NODE = fileURLToPath(new URL('bare/cpus.mjs', import.meta.url))
const PYTHON = `
import json, os
print(json.dumps({
  "Python, os.cpu_count()": os.cpu_count(),
  "Python, len(os.sched_getaffinity(0))": len(os.sched_getaffinity(0)),
}))
`

/** What each is wrong about, in words; empty if about nothing. */
export function examineCpuCounts(): Map<string, string> {
  const limits = { affinity: ['taskset', '-c', '0'], quotas: quotaWrapper() }
  const wrong = new Map<string, string[]>()
  if (cpus().length < 2) {
    return new Map()
  }
  for (const [limit, wrapper] of Object.entries(limits)) {
    for (const [name, count] of wrapper ? counts(wrapper) : []) {
      wrong.set(name, [...(wrong.get(name) ?? []), ...(count === 1 ? [] : [limit])])
    }
  }
  removeCgroup()
  return new Map([...wrong].map(([name, limitsMissed]) => [name, limitsMissed.join(', ')]))
}

function counts([program = '', ...args]: string[]): [string, number][] {
  const commands = [
    [process.execPath, NODE],
    [PYTHON_PROGRAM, '-c', PYTHON],
  ]
  return commands.flatMap((command) => {
    const { status, stdout } = spawnSync(program, [...args, ...command], { encoding: 'utf8' })
    return status === 0 ? Object.entries(JSON.parse(stdout) as Record<string, number>) : []
  })
}

const name = `procpilot-benchmark-${process.pid}`

/** Makes a cgroup with the time of one CPU; nothing where that is not allowed. */
function quotaWrapper(): string[] | undefined {
  const [root, file, quota] = existsSync(`${V1}/cpu.cfs_quota_us`)
    ? [V1, 'cpu.cfs_quota_us', '100000']
    : [V2, 'cpu.max', '100000 100000']
  const path = `${root}/${name}`
  try {
    mkdirSync(path)
    writeFileSync(`${path}/${file}`, quota)
  } catch {
    return undefined
  }
  return ['sh', '-c', `echo $$ > ${path}/cgroup.procs && exec "$@"`, 'sh']
}

function removeCgroup(): void {
  for (const root of [V1, V2]) {
    if (existsSync(`${root}/${name}`)) {
      rmdirSync(`${root}/${name}`)
    }
  }
}
