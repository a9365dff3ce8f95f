import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { hasExited, parseStat, parseTgid } from './parse/stat.js'
import { tryRead } from './read.js'

/** pid_t is a signed 32-bit number; process.kill() would let a greater one wrap. */
const MAX_PID = 0x7fff_ffff

/**
 * process.kill(pid, 0) rules out the dead. It takes zombies and threads for live processes: on
 * Linux /proc tells them apart; elsewhere nothing does in JavaScript.
 */
export function isProcessAlive(pid: number): boolean {
  // Windows ignores the two low bits, which no pid has set.
  if (pid < 1 || pid > MAX_PID || (process.platform === 'win32' && pid % 4 !== 0)) {
    return false
  }
  try {
    process.kill(pid, 0)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') {
      return false
    }
    if (code !== 'EPERM') {
      throw error
    }
  }
  return process.platform !== 'linux' || (askStat(pid) ?? true)
}

export function areProcessesAlive(pids: Uint32Array): boolean[] {
  return Array.from(pids, isProcessAlive)
}

/** `undefined` where /proc does not show the process: hidepid, or not mounted. */
function askStat(pid: number): boolean | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EMFILE' || code === 'ENFILE' ? askWithoutDescriptor(pid) : undefined
  }
  const stat = parseStat(text)
  if (!stat) {
    return undefined
  }
  // exec in a thread makes it the leader, and gVisor writes 0 for all: asked again.
  if (stat.exitSignal <= 0) {
    const tgid = parseTgid(tryRead(`/proc/${pid}/status`) ?? '')
    if (tgid !== pid) {
      return tgid === undefined ? undefined : false
    }
  }
  return !hasExited(stat) || (stat.threads > 1 && anotherThreadLives(pid))
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
    const stat = parseStat(tryRead(`/proc/${pid}/task/${tid}/stat`) ?? '')
    return stat !== undefined && !hasExited(stat)
  })
}

/**
 * With no descriptor free, paths can still be looked up: a thread that has exited has no working
 * directory any more, and the links of the directory `task` count the threads (two more for
 * itself). Threads and processes look alike this way.
 */
function askWithoutDescriptor(pid: number): boolean | undefined {
  try {
    readlinkSync(`/proc/${pid}/cwd`)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      return undefined
    }
  }
  const task = statSync(`/proc/${pid}/task`, { throwIfNoEntry: false })
  return task && task.nlink > 2 + 1
}
