// Processes that sleep, by floor/crowd.c: they end with this process, however it ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const CROWD = fileURLToPath(new URL('../floor/build/crowd', import.meta.url))

/** More than such a process takes, its page tables and its part of the kernel's memory included. */
const MEMORY_EACH = 256 * 1024

export interface Crowd {
  /** Their parent, whose only children they are. */
  root: number
  pids: number[]
  /** Ends them and waits until all are reaped. */
  end(): Promise<void>
}

export async function startCrowd(count: number): Promise<Crowd> {
  const room = Math.floor(availableMemory() / MEMORY_EACH)
  if (count > room) {
    throw new Error(`${count} processes do not fit into memory, only ${room}`)
  }
  const parent = spawn(CROWD, [String(count)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(parent, 'exit')
  const end = async (): Promise<void> => {
    parent.stdin.end()
    await exit
  }
  const pids = await readPids(parent)
  if (pids.length !== count) {
    await end()
    throw new Error(`${pids.length} processes could be started instead of ${count}`)
  }
  return { root: parent.pid ?? 0, pids, end }
}

async function readPids({ stdout }: ChildProcess): Promise<number[]> {
  let line = ''
  for await (const text of stdout?.setEncoding('utf8') ?? []) {
    line += text
    if (line.endsWith('\n')) {
      break
    }
  }
  return line.trim().split(' ').filter(Boolean).map(Number)
}

/** All of the machine, kernel threads included: what a list of all processes has to tell. */
export function countProcesses(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length
}

/** Bytes, from proc_meminfo(5). */
function availableMemory(): number {
  const kib = /^MemAvailable:\s*(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
  return Number(kib ?? Infinity) * 1024
}
