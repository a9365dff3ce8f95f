import yoctoSpinner from 'yocto-spinner'
import { type KillOptions, killProcessTree, type KillReport } from '../../index.js'
import { printable } from './printable.js'

interface Flags {
  signal?: NodeJS.Signals
  grace?: number
  force?: boolean
}

/** Ends the tree and prints how each process ended; a live line tells how many are left. */
export async function killTree(target: number | string, flags: Flags): Promise<void> {
  const { signal, grace, force } = flags
  const options: KillOptions = {
    ...(signal !== undefined && { signal }),
    ...(grace !== undefined && { gracePeriod: grace }),
    ...(force !== undefined && { force }),
  }
  const report = await withProgress(target, options)
  if (report.processes.length === 0) {
    console.error(`${target} not alive`)
    process.exitCode = 1
    return
  }
  for (const { pid, name, outcome } of report.processes) {
    console.log(`${pid} ${printable(name)} ${outcome}`)
  }
  process.exitCode = report.ok ? 0 : 1
}

async function withProgress(target: number | string, options: KillOptions): Promise<KillReport> {
  if (!process.stderr.isTTY) {
    return killProcessTree(target, options)
  }
  const spinner = yoctoSpinner()
  const start = performance.now()
  let counts = { total: 0, left: 0 }
  const show = (): void => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    spinner.text = `${counts.left} of ${counts.total} processes left, ${seconds} s`
  }
  const timer = setInterval(show, 100)
  spinner.start()
  try {
    const onProgress = (progress: { total: number; left: number }): void => {
      counts = progress
      show()
    }
    return await killProcessTree(target, { ...options, onProgress })
  } finally {
    clearInterval(timer)
    spinner.stop()
  }
}
