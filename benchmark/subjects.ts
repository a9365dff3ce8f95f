// Processes in the states that tell a right answer from a wrong one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { getDeadPid, startChildren } from './resources.js'

export interface Subjects {
  live: number
  dead: number
  zombie: number
  /** The id of a thread that is no process. */
  thread: number
  end(): Promise<void>
}

const PATIENCE = 10_000
const TRIES = 100

export async function createSubjects(): Promise<Subjects> {
  const children = await startChildren(1)
  // The shell becomes a program that waits for nobody, with a child that has ended.
  const parent = spawn('sh', ['-c', 'true & exec sleep 900'], { stdio: 'ignore' })
  const end = async (): Promise<void> => {
    await Promise.all([stop(parent), children.end()])
  }
  try {
    const thread = readdirSync('/proc/self/task')
      .map(Number)
      .find((tid) => tid !== process.pid)
    return {
      live: children.pids[0] ?? 0,
      dead: await getDeadPid(),
      zombie: await findZombie(parent.pid ?? 0),
      thread: thread ?? 0,
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/**
 * Calls `hold` with the pid of a process, ends that, lets another one have its pid, and calls `ask`
 * while that lives. Returns why it could not be done, if it could not.
 */
export async function recycle(
  hold: (pid: number) => Promise<void>,
  ask: () => Promise<void>,
): Promise<string | undefined> {
  const first = await startChildren(1)
  const [pid = 0] = first.pids
  await hold(pid)
  // Start times are told in clock ticks: within one of 10 ms nobody can tell two processes apart.
  await delay(50)
  await first.end()
  for (let tried = 0; tried < TRIES; tried++) {
    try {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1))
    } catch {
      return 'ns_last_pid cannot be written'
    }
    const second = await startChildren(1)
    try {
      if (second.pids[0] === pid) {
        await ask()
        return undefined
      }
    } finally {
      await second.end()
    }
  }
  return 'the pid was not had again'
}

async function findZombie(parent: number): Promise<number> {
  const deadline = performance.now() + PATIENCE
  while (performance.now() < deadline) {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    const [child] = children.trim().split(' ')
    const isExeced = readFileSync(`/proc/${parent}/comm`, 'utf8') === 'sleep\n'
    if (isExeced && child && / Z /.test(readFileSync(`/proc/${child}/stat`, 'utf8'))) {
      return Number(child)
    }
    await delay(5)
  }
  throw new Error('the shell made no zombie')
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
