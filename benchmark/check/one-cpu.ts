import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Keeps this thread on one CPU, and says why if it can't. What reads with the help of other threads,
 * as many as there are CPUs, reads alone then: else it would take as long as the machine has CPUs
 * that nobody else wants.
 */
export function stayOnOneCpu(): string | undefined {
  const status = readFileSync('/proc/self/status', 'utf8')
  const last = /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? '0'
  const options = ['-c', '-p', last, String(process.pid)]
  return spawnSync('taskset', options).status === 0 ? undefined : 'no taskset'
}
