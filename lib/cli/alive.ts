import { areProcessesAlive } from '../../index.js'

/** Prints a line a pid. */
export function alive(pids: number[]): void {
  const answers = areProcessesAlive(pids)
  pids.forEach((pid, index) => console.log(`${pid} ${answers[index] ? 'alive' : 'not alive'}`))
  process.exitCode = answers.every(Boolean) ? 0 : 1
}
