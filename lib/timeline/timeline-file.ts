import { version } from '../../package.json'
import type { TimelineFile, TimelineTrack } from '../types.js'
import type { Recording } from './recording.js'
import { DROPPED, EVENTS, eventColumns, TEXTS, type Track } from './track.js'

/** What is to be written, and how much that is. */
export interface Snapshot {
  file: TimelineFile
  events: number
  dropped: number
}

/**
 * Everything recorded up to now. Full chunks are given as they are, since nothing writes to them any
 * more; of the chunk in use the part that is filled is copied.
 */
export function takeSnapshot({ recorder, tracks, budget }: Recording, path: string): Snapshot {
  recorder.publish()
  // First how many there are, then the chunks: whatever these events use has been told by then.
  const counts = new Map(
    tracks.all().map((track) => [track.key, Atomics.load(track.header, EVENTS)]),
  )
  const used = tracks.all().filter(({ key }) => counts.get(key))
  const written = used.map((track) => toWritten(track, counts.get(track.key) ?? 0))
  const events = sum(written.map(({ times }) => sum(times.map(({ length }) => length))))
  const dropped = sum(tracks.all().map(({ header }) => Atomics.load(header, DROPPED)))
  const otherData = {
    recorder: `procpilot ${version}`,
    savedAt: new Date().toISOString(),
    events,
    dropped,
    maxEvents: budget.maxEvents,
  }
  const temporary = `.procpilot-timeline-${process.pid}-${process.hrtime.bigint()}.tmp`
  const file = {
    path,
    temporary,
    head: `{"traceEvents":[\n${metadata(used)}`,
    tracks: written,
    foot: `\n],"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)}}\n`,
  }
  return { file, events, dropped }
}

/** As Linux numbers the main thread. A worker's cannot be that of another thread of ours. */
function tid({ threadId }: Track): number {
  return process.pid + threadId
}

function metadata(tracks: Track[]): string {
  const { pid } = process
  const { basename } = process.getBuiltinModule('node:path')
  const name = basename(process.argv[1] ?? process.execPath)
  const events = [
    { ph: 'M', name: 'process_name', pid, tid: pid, args: { name } },
    ...tracks.flatMap((track) => [
      { ph: 'M', name: 'thread_name', pid, tid: tid(track), args: { name: track.threadName } },
      {
        ph: 'M',
        name: 'thread_sort_index',
        pid,
        tid: tid(track),
        args: { sort_index: track.threadId },
      },
    ]),
  ]
  return events.map((event) => JSON.stringify(event)).join(',\n')
}

function toWritten(track: Track, count: number): TimelineTrack {
  const times: Float64Array[] = []
  const numbers: Uint32Array[] = []
  let left = count
  for (const buffer of track.events) {
    const columns = buffer && eventColumns(buffer)
    if (!columns || left === 0) {
      break
    }
    const { capacity } = columns
    const filled = Math.min(left, capacity)
    left -= filled
    if (filled === capacity) {
      times.push(columns.times)
      numbers.push(columns.numbers)
    } else {
      times.push(columns.times.slice(0, filled))
      const copy = new Uint32Array(filled * 3)
      for (const column of [0, 1, 2]) {
        const from = column * capacity
        copy.set(columns.numbers.subarray(from, from + filled), column * filled)
      }
      numbers.push(copy)
    }
  }
  const texts = track.texts.map((buffer): Uint16Array => new Uint16Array(buffer))
  const last = texts.at(-1)
  if (last) {
    // The thread may be writing to it.
    texts[texts.length - 1] = last.slice()
  }
  return {
    place: `,"cat":"procpilot","pid":${process.pid},"tid":${tid(track)}`,
    ids: `0x${track.key}`,
    times,
    numbers,
    texts,
    textCount: Atomics.load(track.header, TEXTS),
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
