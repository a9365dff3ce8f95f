import { getBackend } from './backend.js'
import { fromNative } from './errors.js'
import { warnOfLowFdLimit } from './low-fd-warning.js'
import { checkCloud, toPath, toSources } from './validate.js'

/**
 * Descriptors that transferring `path` takes: 5 for each entry of a directory (not recursive), at
 * least 5. A file, a missing path and a directory that cannot be read count 5.
 *
 * @param path A string or a `file:` URL. Symbolic links are followed.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a bad path (the promise
 *   rejects with it).
 * @throws Error `EMFILE`, `ENFILE`, `ENOMEM` if descriptors or memory have run out: that says
 *   nothing about the path.
 */
export async function estimateFdsForDirectory(path: string | URL): Promise<number> {
  const text = toPath('path', path)
  try {
    return await getBackend().estimateFds(text)
  } catch (error) {
    throw fromNative(error, 'opendir', { path: text })
  }
}

/** {@link estimateFdsForDirectory}, blocking until the directory is read. */
export function estimateFdsForDirectorySync(path: string | URL): number {
  const text = toPath('path', path)
  try {
    return getBackend().estimateFdsSync(text)
  } catch (error) {
    throw fromNative(error, 'opendir', { path: text })
  }
}

/**
 * How many workers can transfer these sources side by side: (soft RLIMIT_NOFILE - 100) / the
 * descriptors of the most expensive source ({@link estimateFdsForDirectory}), rounded down, at
 * least 1 and at most {@link getParallelThreads}. An unlimited RLIMIT_NOFILE leaves only the upper
 * bound.
 *
 * Directories are read off the main thread, and only as long as the answer is open: one that leaves
 * room for a single worker ends the scan, however many entries follow. A soft limit below 1024
 * emits one process warning, code `PROCPILOT_LOW_FD_LIMIT`.
 *
 * @param fileMounts Target path -> source path.
 * @throws As {@link estimateFdsForDirectory}.
 */
export async function getMaxWorkersForFileMounts(
  fileMounts: Readonly<Record<string, string>>,
  cloud?: string | null,
): Promise<number> {
  const sources = toSources(fileMounts)
  checkCloud(cloud)
  warnOfLowFdLimit()
  try {
    return await getBackend().fileMountWorkers(sources, cloud)
  } catch (error) {
    throw fromNative(error, 'opendir')
  }
}

/** {@link getMaxWorkersForFileMounts}, blocking until the directories are read. */
export function getMaxWorkersForFileMountsSync(
  fileMounts: Readonly<Record<string, string>>,
  cloud?: string | null,
): number {
  const sources = toSources(fileMounts)
  checkCloud(cloud)
  warnOfLowFdLimit()
  try {
    return getBackend().fileMountWorkersSync(sources, cloud)
  } catch (error) {
    throw fromNative(error, 'opendir')
  }
}
