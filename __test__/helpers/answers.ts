import { once } from 'node:events'
import { fixture, start } from './processes.js'

/** A call of a function of the package: its name and its arguments. */
export type Call = [name: string, ...args: unknown[]]

/** A program in front of node, such as `sh -c 'ulimit -n 64; exec "$@"' --`. */
export interface In {
  wrapper?: string[]
  env?: NodeJS.ProcessEnv
}

/** What the package answers to the calls in a process of its own. */
export async function answers(
  calls: Call[],
  { wrapper = [], env = {} }: In = {},
): Promise<unknown[]> {
  const [program = '', ...args] = [...wrapper, process.execPath, fixture('answer.mjs')]
  const child = start(program, [...args, JSON.stringify(calls)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.on('data', (data) => (output += data))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) {
    throw new Error(`the child exited with ${code}: ${output}`)
  }
  return JSON.parse(output, (_, value) => (value === 'Infinity' ? Infinity : value)) as unknown[]
}

/** A shell that prepares and then becomes the program. */
export function shell(script: string): string[] {
  return ['sh', '-c', `${script}; exec "$@"`, 'sh']
}
