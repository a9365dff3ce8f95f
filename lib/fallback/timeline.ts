import { constants, closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { promisify, toUSVString } from 'node:util'
import { destination } from '../timeline/destination.js'
import type { TimelineFile, TimelineTrack } from '../types.js'

const PHASES = ['B', 'E', 'b', 'e']
/** The first phase whose events have an id. */
const WITH_ID = 2
/** What a text reads that did not get here. */
const UNKNOWN = '"?"'
/** So few that making their text does not block the event loop for long. */
const EVENTS_A_PIECE = 2048

export async function writeTimeline(file: TimelineFile): Promise<void> {
  const { close, open, promises, writeFile } = process.getBuiltinModule('node:fs')
  const { path, temporary } = destination(file)
  // The temporary file is there when this returns: removing it supersedes the work, wherever that is.
  const handle =
    temporary === undefined
      ? await promisify(open)(path, constants.O_WRONLY)
      : openSync(temporary, 'wx')
  try {
    try {
      for (const piece of pieces(file)) {
        await promisify(writeFile)(handle, piece)
      }
    } finally {
      await promisify(close)(handle)
    }
    if (temporary !== undefined && !file.superseded) {
      await promises.rename(temporary, path)
    }
  } finally {
    if (temporary !== undefined) {
      await promises.rm(temporary, { force: true })
    }
  }
}

export function writeTimelineSync(file: TimelineFile): void {
  const { path, temporary } = destination(file)
  const handle =
    temporary === undefined ? openSync(path, constants.O_WRONLY) : openSync(temporary, 'wx')
  try {
    try {
      for (const piece of pieces(file)) {
        writeAll(handle, Buffer.from(piece))
      }
    } finally {
      closeSync(handle)
    }
    if (temporary !== undefined) {
      renameSync(temporary, path)
    }
  } catch (error) {
    if (temporary !== undefined) {
      rmSync(temporary, { force: true })
    }
    throw error
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(handle, bytes, at)
  }
}

function* pieces({ head, tracks, foot }: TimelineFile): Generator<string> {
  yield head
  for (const track of tracks) {
    const texts = readTexts(track)
    for (const [index, times] of track.times.entries()) {
      const numbers = track.numbers[index] ?? new Uint32Array()
      for (let from = 0; from < times.length; from += EVENTS_A_PIECE) {
        const to = Math.min(times.length, from + EVENTS_A_PIECE)
        yield eventsText(track, texts, times, numbers, from, to)
      }
    }
  }
  yield foot
}

function eventsText(
  { place, ids }: TimelineTrack,
  texts: string[],
  times: Float64Array,
  numbers: Uint32Array,
  from: number,
  to: number,
): string {
  const count = times.length
  let text = ''
  for (let at = from; at < to; at++) {
    const what = numbers[at] ?? 0
    const message = numbers[2 * count + at] ?? 0
    text += `,\n{"ph":"${PHASES[what & 3]}","name":${texts[what >>> 2] ?? UNKNOWN}${place}`
    text += `,"ts":${timeText(times[at] ?? 0)}`
    if ((what & 3) >= WITH_ID) {
      const id = numbers[count + at] ?? 0
      text += `,"id2":{"local":"${ids}${id.toString(16).padStart(8, '0')}"}`
    }
    if (message !== 0) {
      text += `,"args":{"message":${texts[message] ?? UNKNOWN}}`
    }
    text += '}'
  }
  return text
}

/** Microseconds, with three decimals: nanoseconds cut off, as the core does it. */
function timeText(time: number): string {
  const whole = Math.floor(time)
  const nanoseconds = Math.floor((time - whole) * 1000)
  return `${whole}.${String(nanoseconds).padStart(3, '0')}`
}

/** JSON of the texts, by their numbers. */
function readTexts({ texts, textCount }: TimelineTrack): string[] {
  const read = [UNKNOWN]
  for (const units of texts) {
    for (let at = 0; at + 2 <= units.length && read.length <= textCount;) {
      const length = (units[at] ?? 0) + (units[at + 1] ?? 0) * 0x1_0000 - 1
      if (length < 0) {
        break
      }
      at += 2
      const bytes = Buffer.from(units.buffer, units.byteOffset + at * 2, length * 2)
      // JSON.stringify() would escape half surrogate pairs, and Perfetto drop the text.
      read.push(JSON.stringify(toUSVString(bytes.toString('utf16le'))))
      at += length
    }
  }
  return read
}
