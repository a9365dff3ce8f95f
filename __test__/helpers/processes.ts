import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import { startZombie as startUncollected } from '../fixtures/zombie.mjs'

/** What runs a script in a command line; Deno mends only what it spawns itself. */
export const runtime = [process.execPath, ...('Deno' in globalThis ? ['run', '--allow-all'] : [])]

const started = new Set<ChildProcess>()

afterEach(() => {
  for (const child of started) {
    child.kill('SIGKILL')
  }
  started.clear()
})

/** Starts a program that is ended after the test. */
export function start(command: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options })
  started.add(child)
  return child
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) {
    throw new Error('the child did not start')
  }
  return child.pid
}

/** The first line that the child writes: it is ready then. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) {
    throw new Error('the child has no standard output')
  }
  const lines = createInterface(child.stdout)
  const ended = once(lines, 'close').then(() => {
    throw new Error('the child ended before it was ready')
  })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  return line
}

/** So many lines that the child writes, as soon as they are there. */
export async function linesOf(child: ChildProcess, count: number): Promise<string[]> {
  let text = ''
  child.stdout?.on('data', (data) => (text += data))
  await until(() => text.split('\n').length > count, `${count} lines`)
  return text.split('\n').slice(0, count)
}

/** A child that runs until the test ends. */
export async function startLive(): Promise<number> {
  const child = start(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'])
  await firstLine(child)
  return pidOf(child)
}

/** A live child of that command name. */
export async function startNamed(name: string): Promise<ChildProcess> {
  // Not by `process.title`, which not every runtime tells the kernel.
  const script = 'printf %s "$1" > /proc/$$/comm && echo ready && read -r _'
  const child = start('sh', ['-c', script, 'sh', name])
  await firstLine(child)
  return child
}

/** A process that has exited and is not collected by its parent until the test ends. */
export async function startZombie(): Promise<number> {
  const { pid, parent } = await startUncollected()
  started.add(parent)
  await until(() => stateOf(pid) === 'Z', 'the zombie')
  return pid
}

/** A process that has exited and was collected. */
export async function startDead(): Promise<number> {
  const child = start(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return pidOf(child)
}

/** A process of which only the main thread has exited. */
export async function startLeaderExited(): Promise<{ pid: number; end: () => Promise<void> }> {
  const child = start(program('leader_exits'), [])
  await firstLine(child)
  return {
    pid: pidOf(child),
    end: async () => {
      const exited = once(child, 'exit')
      child.stdin?.end()
      await exited
    },
  }
}

/** The id of a thread of a live process that does not lead it. */
export async function startWithThread(): Promise<number> {
  const { pid } = await startLeaderExited()
  const thread = readdirSync(`/proc/${pid}/task`).find((tid) => tid !== String(pid))
  return Number(thread)
}

/** The state letter of /proc/PID/stat; undefined if there is no such process. */
export function stateOf(pid: number): string | undefined {
  const path = `/proc/${pid}/stat`
  return existsSync(path) ? /\) (\w)/.exec(readFileSync(path, 'utf8'))?.[1] : undefined
}

/** Polls until the condition holds; fails loudly at the deadline. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  // Other tests step the clock meanwhile.
  const deadline = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited in vain for ${what}`)
    }
    await delay(2)
  }
}

/** Path of a child program written in Rust; `npm test` builds them where cargo is. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../target/debug/examples/${name}`, import.meta.url))
}

/** Path of a child program written in JavaScript. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}
