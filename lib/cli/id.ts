import { getProcessIdentity } from '../../index.js'

/** Prints the identity; says so on standard error if there is no such process. */
export function id(pid: number): void {
  const identity = getProcessIdentity(pid)
  if (identity === null) {
    console.error(`${pid} not alive`)
    process.exitCode = 1
  } else {
    console.log(identity)
  }
}
