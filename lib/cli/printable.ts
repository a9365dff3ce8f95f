/** A process chooses its name itself: none may steer the terminal. */
export function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '?')
}
