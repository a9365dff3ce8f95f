/** What an event is; the number is its place in `PHASES` of the writers, native and fallback. */
export const SYNC_BEGIN = 0
export const SYNC_END = 1
export const ASYNC_BEGIN = 2
export const ASYNC_END = 3
export type Phase = 0 | 1 | 2 | 3

/** Places in the header of a track. */
export const EVENTS = 0
export const TEXTS = 1
export const DROPPED = 2
const HEADER_LENGTH = 3

/** Bytes an event: when (a double), phase and name, id, message (four bytes each). */
export const EVENT_BYTES = 20

/**
 * What one thread records, in shared memory: whoever holds it can read it while the thread runs, and
 * after its end however that came. Only that thread writes, each place once, and counts in the header
 * what is there to be read.
 */
export interface Track {
  /** Tells it from all others of the process. */
  key: string
  threadId: number
  threadName: string
  header: Int32Array
  /** Columns, see {@link eventColumns}. */
  events: SharedArrayBuffer[]
  /** Texts in UTF-16, each after its length plus 1, in two units. A zero ends what is used. */
  texts: SharedArrayBuffer[]
}

export function createTrack(threadId: number, threadName: string): Track {
  const header = new Int32Array(new SharedArrayBuffer(HEADER_LENGTH * 4))
  // Two copies of the package may record in one thread.
  const key = Math.floor(Math.random() * 0xffff)
    .toString(16)
    .padStart(4, '0')
  return {
    key: `${threadId.toString(16)}${key}`,
    threadId,
    threadName,
    header,
    events: [],
    texts: [],
  }
}

export interface EventColumns {
  capacity: number
  /** Microseconds. */
  times: Float64Array
  /** Three columns, one after the other: phase + 4 * name, id, message. */
  numbers: Uint32Array
}

export function eventColumns(buffer: SharedArrayBuffer): EventColumns {
  const capacity = buffer.byteLength / EVENT_BYTES
  return {
    capacity,
    times: new Float64Array(buffer, 0, capacity),
    numbers: new Uint32Array(buffer, capacity * 8, capacity * 3),
  }
}
