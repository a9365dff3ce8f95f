import type { Budget } from './budget.js'
import { TEXTS, type Track } from './track.js'

const FIRST_UNITS = 1024
const MOST_UNITS = 32_768
/** Units before each text: its length plus 1, the lower half first. */
const LENGTH_UNITS = 2

/** The names and messages of one track, each kept once, with a number from 1. */
export class Texts {
  readonly #numbers = new Map<string, number>()
  readonly #track: Track
  readonly #budget: Budget
  readonly #onChunk: () => void
  #units: Uint16Array = new Uint16Array(0)
  #used = 0

  constructor(track: Track, budget: Budget, onChunk: () => void) {
    this.#track = track
    this.#budget = budget
    this.#onChunk = onChunk
  }

  /** The number of the text; 0 if there is no room for it. */
  intern(text: string): number {
    return this.#numbers.get(text) ?? this.#add(text)
  }

  #add(text: string): number {
    const needed = LENGTH_UNITS + text.length
    if (this.#used + needed > this.#units.length && !this.#grow(needed)) {
      return 0
    }
    const length = text.length + 1
    let at = this.#used
    this.#units[at++] = length & 0xffff
    this.#units[at++] = length >>> 16
    for (let index = 0; index < text.length; index++) {
      this.#units[at++] = text.charCodeAt(index)
    }
    this.#used = at
    const number = this.#numbers.size + 1
    this.#numbers.set(text, number)
    Atomics.store(this.#track.header, TEXTS, number)
    return number
  }

  #grow(needed: number): boolean {
    const usual = Math.min(Math.max(FIRST_UNITS, this.#units.length * 2), MOST_UNITS)
    // What is left may be enough for this text, and not for more.
    const size = [Math.max(usual, needed), needed].find((units) => this.#budget.takeUnits(units))
    if (size === undefined) {
      return false
    }
    const buffer = new SharedArrayBuffer(size * 2)
    this.#units = new Uint16Array(buffer)
    this.#used = 0
    this.#track.texts.push(buffer)
    this.#onChunk()
    return true
  }
}
