import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { afterEach } from 'vitest'
import { firstLine, pidOf, start } from './processes.js'

const isWindows = process.platform === 'win32'
const grandchildren = new Set<number>()

afterEach(() => {
  for (const pid of grandchildren) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended, as it was to.
    }
  }
  grandchildren.clear()
})

/**
 * Starts a child of its own, which waits as well, and prints its pid. Detached on Windows: libuv
 * ends what is not together with its parent.
 */
const parent = `
  const { spawn } = require('node:child_process')
  const wait = 'console.log(1); setInterval(() => {}, 1000)'
  const child = spawn(process.execPath, ['-e', wait], {
    stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform === 'win32' })
  child.stdout.once('data', () => console.log(child.pid))
  setInterval(() => {}, 1000)`

export interface Pair {
  child: ChildProcess
  /** Of the child, and of what it has started. */
  pids: [number, number]
}

/** A child with a child of its own, with Node alone: for every system. Both end after the test. */
export async function startPair(startBy: typeof start = start): Promise<Pair> {
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'inherit'], detached: isWindows }
  const child = startBy(process.execPath, ['-e', parent], options)
  const grandchild = Number(await firstLine(child))
  grandchildren.add(grandchild)
  return { child, pids: [pidOf(child), grandchild] }
}
