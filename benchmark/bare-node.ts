// Starts bare/main.mjs and asks it, one thing at a time.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NODE_24 } from './node24.js'

export interface BareNode {
  /** What a function of bare/ resolves to. */
  ask<T>(task: string, request: object): Promise<T>
  /** Why a package cannot be compared with. */
  whyMissing(name: string): Promise<string>
  end(): Promise<void>
}

export function startBareNode(execPath = process.execPath): BareNode {
  const program = fileURLToPath(new URL('bare/main.mjs', import.meta.url))
  const child = fork(program, { execPath, execArgv: [] })
  const ended = once(child, 'exit').then(([code, signal]) => ({ ended: code ?? signal }))
  const ask = async <T>(task: string, request: object): Promise<T> => {
    const answered = once(child, 'message').then(([answer]) => answer)
    child.send({ ...request, task })
    const answer = await Promise.race([answered, ended])
    if (!('result' in answer)) {
      throw new Error(answer.error ?? `the bare Node ended with ${answer.ended}`)
    }
    return answer.result
  }
  return {
    ask,
    whyMissing: (name) => ask('whyMissing', { name }),
    end: async () => {
      if (child.connected) {
        child.disconnect()
      }
      await ended
    },
  }
}

/** For packages that need Node 22: this one if it will do, or the Node 24 that is installed. */
export function startNewerBareNode(): BareNode | string {
  if (Number(process.versions.node.split('.')[0]) >= 22) {
    return startBareNode()
  }
  return existsSync(NODE_24) ? startBareNode(NODE_24) : 'needs Node 22'
}
