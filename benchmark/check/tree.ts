import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds. Until then some of its children may still be shells, about to be something else. */
const SETTLING = 250

/** It ends with its children when its standard input does: however we end. */
const SCRIPT = `
  for child in $(seq "$1"); do
    sleep 900 < /dev/null > /dev/null 2>&1 &
    children="$children $!"
  done
  echo ready
  read -r _
  kill -9 $children
  wait
`

/** A process with so many children that do nothing; a shell, which takes no C compiler. */
export async function startTree(count: number): Promise<{ pid: number; end(): Promise<void> }> {
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', String(count)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exit = once(shell, 'exit')
  await once(shell.stdout, 'data')
  await delay(SETTLING)
  return {
    pid: shell.pid ?? 0,
    end: async () => {
      shell.stdin.end()
      await exit
    },
  }
}
