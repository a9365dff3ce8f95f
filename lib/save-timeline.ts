import { invalidState, notInWorker, notWritten } from './errors.js'
import { type Recording, recording } from './timeline/recording.js'
import { save, saveSync } from './timeline/saves.js'
import { type Snapshot, takeSnapshot } from './timeline/timeline-file.js'
import { toPath } from './validate.js'

/** What {@link saveTimeline} has written. */
export interface SavedTimeline {
  /** Absolute. */
  path: string
  /** Events in the file, those that only name the process and its threads left out. */
  events: number
  /** Events that were not recorded, since there was no room for them. */
  dropped: number
}

/**
 * Writes all that was recorded up to now, by all threads, as a file of Chrome trace events, for
 * Perfetto or chrome://tracing. Saving again writes all of it again, and what has come since.
 *
 * The file is written off the main thread, to a temporary one beside it, which is then renamed: at no
 * time it is there in half. It is not synced to the disk (fsync(2)). What is no regular file, such as
 * a FIFO, is written to directly.
 *
 * @param path A string or a `file:` URL; by default what `PROCPILOT_TIMELINE_FILE_PATH` says.
 * @throws Error `ERR_INVALID_STATE` (the promise rejects with it) if nothing is recorded, since the
 *   variable was not set when the package was loaded.
 * @throws Error `ERR_WORKER_UNSUPPORTED_OPERATION` in a worker whose events are collected by the
 *   thread that started it.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a bad path.
 * @throws Error `ENOENT`, `EACCES`, `ENOSPC`, ... with `path` if it cannot be written; the temporary
 *   file is removed.
 */
export async function saveTimeline(path?: string | URL): Promise<SavedTimeline> {
  const { file, ...counts } = snapshot(path)
  try {
    await save(file)
  } catch (error) {
    throw notWritten(error, file.path)
  }
  return { path: file.path, ...counts }
}

/**
 * {@link saveTimeline}, blocking until the file is written: for exit handlers. A {@link saveTimeline}
 * to the same path that is under way does not write it any more.
 */
export function saveTimelineSync(path?: string | URL): SavedTimeline {
  return writeNow(snapshot(path))
}

function writeNow({ file, ...counts }: Snapshot): SavedTimeline {
  try {
    saveSync(file)
  } catch (error) {
    throw notWritten(error, file.path)
  }
  return { path: file.path, ...counts }
}

function snapshot(path: string | URL | undefined): Snapshot {
  const text = path === undefined ? undefined : toPath('path', path)
  if (!recording) {
    throw invalidState(
      'Nothing is recorded: PROCPILOT_TIMELINE_FILE_PATH was not set when procpilot was loaded',
    )
  }
  if (!recording.collects) {
    throw notInWorker('The timeline is saved by the thread that started this worker')
  }
  const { resolve } = process.getBuiltinModule('node:path')
  return takeSnapshot(recording, text === undefined ? recording.path : resolve(text))
}

if (recording?.collects) {
  saveAtExit(recording)
}

function saveAtExit(from: Recording): void {
  const { path } = from
  process.on('exit', () => {
    try {
      const all = takeSnapshot(from, path)
      // A program that has recorded nothing leaves the file of another one alone.
      if (all.events > 0) {
        writeNow(all)
      }
    } catch (error) {
      // Warnings are printed later than this.
      process.stderr.write(`procpilot: the timeline was not saved to ${path}: ${String(error)}\n`)
    }
  })
}
