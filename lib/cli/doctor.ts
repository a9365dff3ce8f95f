import Table from 'cli-table3'
import {
  type BackendInfo,
  type CpuLimits,
  type FdLimit,
  getBackendInfo,
  getCpuLimits,
  getFdLimit,
  getMaxWorkersEstimate,
  getParallelThreads,
} from '../../index.js'

interface Workers {
  parallelThreads: number
  maxWorkers: number
}

interface Report {
  cpu: CpuLimits
  fd: FdLimit
  workers: { plain: Workers; kubernetes: Workers }
  backend: BackendInfo
}

/** Prints what limits this process and what that leads to. */
export function doctor({ json = false }: { json?: boolean }): void {
  const report: Report = {
    cpu: getCpuLimits(),
    fd: getFdLimit(),
    workers: { plain: workersOn(null), kubernetes: workersOn('kubernetes') },
    backend: getBackendInfo(),
  }
  // JSON has no Infinity.
  const withText = (_: string, value: unknown): unknown =>
    value === Infinity ? 'unlimited' : value
  console.log(json ? JSON.stringify(report, withText, 2) : toTable(report))
}

function workersOn(cloud: string | null): Workers {
  return {
    parallelThreads: getParallelThreads(cloud),
    maxWorkers: getMaxWorkersEstimate({ cloud }),
  }
}

function toTable({ cpu, fd, workers, backend }: Report): string {
  const table = new Table({
    head: ['what', 'value', 'note'],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: [26, 14, 60],
  })
  const limit = (value: number): string => (value === Infinity ? 'unlimited' : String(value))
  table.push(
    ['CPUs usable', cpu.count, `decided by: ${cpu.source}`],
    ['  logical', cpu.logical, 'online'],
    ['  affinity', cpu.affinity, 'in the affinity mask'],
    ['  quota', cpu.quota ?? 'none', 'of all cgroup levels, the tightest'],
    ['open files, soft', limit(fd.soft), 'RLIMIT_NOFILE, enforced'],
    ['open files, hard', limit(fd.hard), 'RLIMIT_NOFILE, may be raised to'],
    ['parallel threads', workers.plain.parallelThreads, 'max(4, CPUs - 1)'],
    ['  on kubernetes', workers.kubernetes.parallelThreads, 'four times as many'],
    ['workers at 5 files each', workers.plain.maxWorkers, '(soft - 100) / 5, at most the threads'],
    ['  on kubernetes', workers.kubernetes.maxWorkers, ''],
    ['backend', backend.backend, `procpilot ${backend.version}, ${backend.target}`],
  )
  const { identity, exitEvents } = backend.features
  table.push(['  features', '', `identities: ${identity ? 'yes' : 'no'}, exits by: ${exitEvents}`])
  if (backend.reason !== null) {
    table.push([backend.backend === 'js' ? '  why the fallback' : '  also', '', backend.reason])
  }
  return table.toString()
}
