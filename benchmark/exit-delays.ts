// How long after SIGKILL an exit is told of, in nanoseconds: an upper bound, since ending a process
// takes the kernel a while, the same for whoever waits.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { ProcessHandle } from '../index.js'

type Open = (pid: number) => ProcessHandle

const now = process.hrtime.bigint

/** Until it sleeps, and the event loop too. */
const SETTLING = 2

export interface Delays {
  exited: number[]
  event: number[]
}

/** Both told of the same exits. */
export async function bothDelays(open: Open, times: number): Promise<Delays> {
  const delays: Delays = { exited: [], event: [] }
  for (let time = 0; time < times; time++) {
    const { child, pid } = await startChild()
    const handle = open(pid)
    const exited = whenExited(handle)
    const event = whenEvent(child)
    await setTimeout(SETTLING)
    const start = kill(pid)
    delays.exited.push(Number((await exited) - start))
    delays.event.push(Number((await event) - start))
    handle.close()
  }
  return delays
}

/** Of a child, on whose exit nobody else waits. */
export async function exitedDelays(open: Open, times: number): Promise<number[]> {
  const delays: number[] = []
  for (let time = 0; time < times; time++) {
    const { pid } = await startChild()
    delays.push(await exitedDelay(open, pid))
  }
  return delays
}

export async function eventDelays(times: number): Promise<number[]> {
  const delays: number[] = []
  for (let time = 0; time < times; time++) {
    const { child, pid } = await startChild()
    const event = whenEvent(child)
    await setTimeout(SETTLING)
    const start = kill(pid)
    delays.push(Number((await event) - start))
  }
  return delays
}

/** Of processes that a shell starts and reaps: no SIGCHLD reaches us. */
export async function strangerDelays(open: Open, times: number): Promise<number[]> {
  const script = 'while read -r line; do sleep 60 >/dev/null & echo $!; done; wait'
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]()
  const delays: number[] = []
  for (let time = 0; time < times; time++) {
    shell.stdin.write('\n')
    const { value } = await lines.next()
    delays.push(await exitedDelay(open, Number(value)))
  }
  shell.stdin.end()
  await once(shell, 'exit')
  return delays
}

async function exitedDelay(open: Open, pid: number): Promise<number> {
  const handle = open(pid)
  const exited = whenExited(handle)
  await setTimeout(SETTLING)
  const start = kill(pid)
  const delay = Number((await exited) - start)
  handle.close()
  return delay
}

async function startChild(): Promise<{ child: ChildProcess; pid: number }> {
  // Not for long, should we be killed.
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(child, 'spawn')
  return { child, pid: child.pid ?? 0 }
}

function kill(pid: number): bigint {
  const start = now()
  process.kill(pid, 'SIGKILL')
  return start
}

async function whenExited({ exited }: ProcessHandle): Promise<bigint> {
  await exited
  return now()
}

function whenEvent(child: ChildProcess): Promise<bigint> {
  return new Promise((resolve) => child.once('exit', () => resolve(now())))
}
