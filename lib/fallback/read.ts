import { readFileSync } from 'node:fs'

/** The text of a small file of the system; `undefined` if it cannot be read. */
export function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
