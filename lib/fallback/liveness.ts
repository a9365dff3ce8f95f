import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { isAlive } from '../is-alive.js'
import type { ProcessState } from '../types.js'
import { hasExited, parseStat, parseTgid, type Stat } from './parse/stat.js'
import { isExhaustion, isProcOurs, tryRead } from './read.js'

/** pid_t is a signed 32-bit number; process.kill() would let a greater one wrap. */
const MAX_PID = 0x7fff_ffff

export function isProcessAlive(pid: number): boolean {
  return isAlive(processState(pid))
}

export function areProcessesAlive(pids: Uint32Array): boolean[] {
  return Array.from(pids, isProcessAlive)
}

/**
 * process.kill(pid, 0) rules out the dead. It takes zombies and threads for live processes: on
 * Linux /proc tells them apart; elsewhere nothing does in JavaScript.
 */
export function processState(pid: number): ProcessState {
  if (!exists(pid)) {
    return 'gone'
  }
  return process.platform === 'linux' ? (askStat(pid)?.state ?? 'unknown') : 'unknown'
}

/** Whether the pid is taken, by a process or a thread. */
export function exists(pid: number): boolean {
  // Windows ignores the two low bits, which no pid has set.
  if (pid < 1 || pid > MAX_PID || (process.platform === 'win32' && pid % 4 !== 0)) {
    return false
  }
  try {
    return process.kill(pid, 0)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') {
      throw error
    }
    return code === 'EPERM'
  }
}

/** What /proc tells; `start` is missing where there was no descriptor to read it. */
export interface Seen {
  state: 'running' | 'zombie' | 'gone'
  start?: string
}

/** `undefined` where /proc does not show the process: hidepid, not mounted, another namespace's. */
export function askStat(pid: number): Seen | undefined {
  if (!isProcOurs()) {
    return undefined
  }
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const state = isExhaustion(error) ? askWithoutDescriptor(pid) : undefined
    return state && { state }
  }
  const stat = parseStat(text)
  const state = stat && judge(pid, stat)
  return stat && state && { state, start: stat.start }
}

/** What the line of the pid says of the whole process; `undefined` where it does not tell. */
export function judge(pid: number, stat: Stat): Seen['state'] | undefined {
  // exec in a thread makes it the leader, and gVisor writes 0 for all: asked again.
  if (stat.exitSignal <= 0) {
    const tgid = parseTgid(tryRead(`/proc/${pid}/status`) ?? '')
    if (tgid !== pid) {
      return tgid === undefined ? undefined : 'gone'
    }
  }
  const runs = !hasExited(stat) || (stat.threads > 1 && anotherThreadLives(pid))
  return runs ? 'running' : 'zombie'
}

/** Only the main thread may have exited: the process is a zombie when the last one has. */
function anotherThreadLives(pid: number): boolean {
  let threads: string[]
  try {
    threads = readdirSync(`/proc/${pid}/task`)
  } catch {
    return true
  }
  return threads.some((tid) => {
    try {
      const stat = parseStat(readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8'))
      return stat !== undefined && !hasExited(stat)
    } catch (error) {
      // The thread is gone. Any other error tells nothing of it.
      const { code } = error as NodeJS.ErrnoException
      return code !== 'ENOENT' && code !== 'ESRCH'
    }
  })
}

/**
 * With no descriptor free, paths can still be looked up: a thread that has exited has no working
 * directory any more, and the links of the directory `task` count the threads (two more for
 * itself). Threads and processes look alike this way.
 */
function askWithoutDescriptor(pid: number): Seen['state'] | undefined {
  try {
    readlinkSync(`/proc/${pid}/cwd`)
    return 'running'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      return undefined
    }
  }
  const task = statSync(`/proc/${pid}/task`, { throwIfNoEntry: false })
  return task && (task.nlink > 2 + 1 ? 'running' : 'zombie')
}
