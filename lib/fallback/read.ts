import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

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

/** `undefined` if it cannot be read; throws if that is no property of the file. */
export function readUnlessExhausted(path: string): string | undefined {
  return attemptUnlessExhausted(() => readFileSync(path, 'utf8'))
}

/** The names of a directory; as {@link readUnlessExhausted}. */
export function listUnlessExhausted(path: string): string[] | undefined {
  return attemptUnlessExhausted(() => readdirSync(path))
}

function attemptUnlessExhausted<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isExhaustion(error)) {
      throw error
    }
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
