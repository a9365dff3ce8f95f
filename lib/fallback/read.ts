import { readFileSync, readlinkSync } from 'node:fs'

/** The text of a small file of the system; `undefined` if it cannot be read. */
export function tryRead(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'utf8'))
}

/** Where a symbolic link leads; `undefined` if it cannot be read. */
export function tryReadLink(path: string): string | undefined {
  return attempt(() => readlinkSync(path))
}

function attempt(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Whether the error tells that descriptors have run out, and nothing of the file. */
export function isExhaustion(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM'
}

let isOurs = false

/** Whether /proc shows the pids of our own namespace (pid_namespaces(7)), and is mounted at all. */
export function isProcOurs(): boolean {
  isOurs ||= tryReadLink('/proc/self') === String(process.pid)
  return isOurs
}
