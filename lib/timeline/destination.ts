import { realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemError } from '../errors.js'
import type { TimelineFile } from '../types.js'

/** Where the file comes to be. A link stays one; what is no regular file has no temporary one. */
export function destination({ path, temporary }: TimelineFile): {
  path: string
  temporary?: string
} {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) {
    // Some systems open it, and fail later in ways of their own.
    throw systemError('EISDIR', 'write', { path })
  }
  if (found && !found.isFile()) {
    return { path }
  }
  const real = found ? realpathSync(path) : path
  return { path: real, temporary: join(dirname(real), temporary) }
}
