import { isProcessAlive } from '../../index.js'

/** Prints a line a process. */
export function alive(targets: (number | string)[]): void {
  const answers = targets.map(isProcessAlive)
  targets.forEach((target, index) =>
    console.log(`${target} ${answers[index] ? 'alive' : 'not alive'}`),
  )
  process.exitCode = answers.every(Boolean) ? 0 : 1
}
