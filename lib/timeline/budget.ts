import { warnOnce } from '../warn-once.js'

const VARIABLE = 'PROCPILOT_TIMELINE_MAX_EVENTS'
const DEFAULT = 4_194_304
const MOST = 16_777_216
/** Units of UTF-16 that there may be for each event. */
const UNITS_AN_EVENT = 4

const EVENTS = 0
const UNITS = 1
const MAX_EVENTS = 2
const LENGTH = 3

/**
 * How much memory recording may still take: in shared memory, for one thread and all workers that
 * are started below it.
 */
export class Budget {
  readonly shared: Int32Array

  constructor(shared = create()) {
    this.shared = shared
  }

  get maxEvents(): number {
    return this.shared[MAX_EVENTS] ?? 0
  }

  /** Whether there was room for so many events more. */
  takeEvents(count: number): boolean {
    return this.#take(EVENTS, count, this.maxEvents)
  }

  /** Whether there was room for so many units of text more. */
  takeUnits(count: number): boolean {
    return this.#take(UNITS, count, this.maxEvents * UNITS_AN_EVENT)
  }

  #take(place: number, count: number, most: number): boolean {
    if (count > most || Atomics.add(this.shared, place, count) + count > most) {
      if (count <= most) {
        Atomics.sub(this.shared, place, count)
      }
      return false
    }
    return true
  }
}

function create(): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(LENGTH * 4))
  shared[MAX_EVENTS] = maxEvents()
  return shared
}

function maxEvents(): number {
  const text = process.env[VARIABLE]?.trim()
  const number = Number(text || DEFAULT)
  if (Number.isSafeInteger(number) && number >= 1 && number <= MOST) {
    return number
  }
  warnOnce(
    'PROCPILOT_INVALID_TIMELINE_MAX_EVENTS',
    () => `${VARIABLE} is ignored: it must be an integer from 1 to ${MOST}, and is "${text}"`,
  )
  return DEFAULT
}
