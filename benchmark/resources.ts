// Children and directories that the benchmarks need, and their end, however the run ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const leftovers = new Set<() => void>()

process.on('exit', () => leftovers.forEach((end) => end()))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(1))
}

/** `sleep` of the system, or floor/sleeper.c. */
export type Program = 'sleep' | 'sleeper'

export const SLEEPER = fileURLToPath(new URL('floor/build/sleeper', import.meta.url))

export interface Children {
  pids: number[]
  /** Ends them and waits until all are reaped. */
  end(): Promise<void>
}

/** Small processes that do nothing. They end by themselves, should we be killed. */
export async function startChildren(count: number, program: Program = 'sleep'): Promise<Children> {
  const children: ChildProcess[] = []
  const kill = (): void => children.forEach((child) => child.kill('SIGKILL'))
  leftovers.add(kill)
  const end = async (): Promise<void> => {
    const running = children.filter((child) => child.exitCode === null && child.pid !== undefined)
    const exits = running.map((child) => once(child, 'exit'))
    kill()
    await Promise.all(exits)
    leftovers.delete(kill)
  }
  try {
    for (let started = 0; started < count; started++) {
      const child =
        program === 'sleep'
          ? spawn('sleep', ['900'], { stdio: 'ignore' })
          : spawn(SLEEPER, { stdio: ['ignore', 'pipe', 'ignore'] })
      children.push(child)
      await once(child, 'spawn')
      if (child.stdout) {
        await once(child.stdout, 'data')
        child.stdout.destroy()
      }
    }
  } catch (error) {
    await end()
    throw error
  }
  return { pids: children.map((child) => child.pid ?? 0), end }
}

/** The pid of a process that has been reaped. */
export async function getDeadPid(): Promise<number> {
  const child = await startChildren(1)
  await child.end()
  return child.pids[0] ?? 0
}

/** Pids that no process has, the greatest first. */
export function findUnusedPids(count: number, below: number): number[] {
  const unused: number[] = []
  for (let pid = below - 1; unused.length < count && pid > 0; pid--) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
        unused.push(pid)
      }
    }
  }
  return unused
}

export interface Directory {
  path: string
  remove(): void
}

/** A directory with so many empty files. */
export function createDirectory(entries: number): Directory {
  const path = mkdtempSync(join(tmpdir(), 'procpilot-bench-'))
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true })
    leftovers.delete(remove)
  }
  leftovers.add(remove)
  try {
    for (let entry = 0; entry < entries; entry++) {
      closeSync(openSync(join(path, `file-${entry}.txt`), 'w'))
    }
  } catch (error) {
    remove()
    throw error
  }
  return { path, remove }
}
