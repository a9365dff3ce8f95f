// A process with so many children, which sleep and end by themselves, should nobody end them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { getDescendants } from './library.mjs'

/** @param {number} children */
export async function startTree(children) {
  const script = `i=0; while [ $i -lt ${children} ]; do sleep 900 & i=$((i+1)); done; echo ready; wait`
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const root = shell.pid ?? 0
  await once(shell.stdout, 'data')
  const pids = getDescendants(root).map(({ pid }) => pid)
  if (pids.length !== children) {
    throw new Error(`${pids.length} of ${children} children were started`)
  }
  const end = async () => {
    const exit = once(shell, 'exit')
    // Its children first: while it lives, no other process has their pids, or it has reaped them.
    for (const { pid } of getDescendants(root)) {
      process.kill(pid, 'SIGKILL')
    }
    shell.kill('SIGKILL')
    await exit
  }
  return { root, pids, end }
}
