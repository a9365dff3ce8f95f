import type { Budget } from './budget.js'
import { findClockOffset } from './clock.js'
import { Texts } from './texts.js'
import {
  ASYNC_BEGIN,
  DROPPED,
  EVENT_BYTES,
  EVENTS,
  eventColumns,
  type Phase,
  SYNC_END,
  type Track,
} from './track.js'

/** Small first, so that short-lived workers take little. */
const FIRST_EVENTS = 256
const MOST_EVENTS = 16_384
const LAST_ID = 0xffff_ffff

/** Writes the track of this thread. */
export class Recorder {
  readonly track: Track
  readonly #texts: Texts
  readonly #budget: Budget
  readonly #onChunk: () => void
  readonly #header: Int32Array
  readonly #offset = findClockOffset()
  // Looking the global up takes as long as all the rest.
  readonly #clock = performance
  readonly #isRead: boolean
  #times: Float64Array = new Float64Array(0)
  #numbers: Uint32Array = new Uint32Array(0)
  /** Of the chunk that is written to. */
  #capacity = 0
  #chunk = -1
  #at = 0
  #count = 0
  /** Places that are neither used nor kept for the end of what has begun. */
  #free = 0
  #lastId = 0

  /**
   * `onChunk` is called when the track has got another chunk, before anything is in it. With `isRead`
   * other threads may read the track at any time: it costs some nanoseconds an event.
   */
  constructor(track: Track, budget: Budget, isRead: boolean, onChunk: () => void) {
    this.#isRead = isRead
    this.track = track
    this.#budget = budget
    this.#onChunk = onChunk
    this.#texts = new Texts(track, budget, onChunk)
    this.#header = track.header
  }

  /** The number of a name or a message; 0 if there is no room for it. */
  intern(text: string): number {
    return this.#texts.intern(text)
  }

  nextId(): number {
    this.#lastId = this.#lastId === LAST_ID ? 1 : this.#lastId + 1
    return this.#lastId
  }

  /**
   * Records a begin, and keeps a place for its end: so none is ever recorded without the other. A
   * name of 0 could not be kept; a message of 0 is none. Returns its place, from 1 on; 0 if it was
   * dropped.
   */
  begin(phase: Phase, name: number, id: number, message = 0): number {
    if (name === 0 || (this.#free < 2 && !this.#grow())) {
      return this.drop()
    }
    this.#free -= 2
    return this.#write(phase + name * 4, id, message)
  }

  /** Records the end of what {@link begin} returned; drops it as well if that was dropped. */
  end(begun: number, phase: Phase, name: number, id: number): void {
    if (begun === 0) {
      this.drop()
    } else {
      this.#write(phase + name * 4, id, 0)
    }
  }

  /**
   * Makes a begin on the call stack one of asynchronous work, as it turns out to be when the call
   * returns. Returns its place and its id.
   */
  toAsync(begun: number, name: number): { begun: number; id: number } {
    const at = begun - 1 - (this.#count - this.#at)
    if (at >= 0 && this.#at < this.#capacity) {
      this.#numbers[at] = ASYNC_BEGIN + name * 4
      return { begun, id: this.#numbers[this.#capacity + at] ?? 0 }
    }
    const id = this.nextId()
    if (begun === 0) {
      return { begun, id }
    }
    // A full chunk may be with the native writer, which reads it on another thread: there the part
    // on the call stack ends, and the rest is another span.
    this.end(begun, SYNC_END, name, 0)
    return { begun: this.begin(ASYNC_BEGIN, name, id), id }
  }

  drop(): 0 {
    Atomics.add(this.#header, DROPPED, 1)
    return 0
  }

  #write(what: number, id: number, message: number): number {
    if (this.#at === this.#capacity) {
      this.#useNextChunk()
    }
    const at = this.#at
    this.#times[at] = this.#offset + this.#clock.now() * 1000
    this.#numbers[at] = what
    this.#numbers[this.#capacity + at] = id
    this.#numbers[this.#capacity * 2 + at] = message
    this.#at = at + 1
    this.#count++
    if (this.#isRead) {
      this.publish()
    }
    return this.#count
  }

  /** Lets other threads read what was recorded up to now: the events are written before the number. */
  publish(): void {
    Atomics.store(this.#header, EVENTS, this.#count)
  }

  /** Another chunk for the track; the one in use need not be full, if much has begun. */
  #grow(): boolean {
    const last = this.track.events.at(-1)
    const next = last ? (last.byteLength / EVENT_BYTES) * 2 : FIRST_EVENTS
    let size = Math.min(next, MOST_EVENTS)
    // The end of the budget is used up in smaller chunks.
    while (!this.#budget.takeEvents(size)) {
      size = Math.floor(size / 2)
      if (size < 2) {
        return false
      }
    }
    this.track.events.push(new SharedArrayBuffer(size * EVENT_BYTES))
    this.#free += size
    this.#onChunk()
    return true
  }

  #useNextChunk(): void {
    this.publish()
    const buffer = this.track.events[++this.#chunk]
    if (buffer) {
      const { capacity, times, numbers } = eventColumns(buffer)
      this.#times = times
      this.#numbers = numbers
      this.#capacity = capacity
      this.#at = 0
    }
  }
}
