// The binding and the fallback write the same bytes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallback } from '../../lib/fallback/index.js'
import { loadBinding } from '../../lib/load-binding.js'
import { createNativeBackend } from '../../lib/native-backend.js'
import { Budget } from '../../lib/timeline/budget.js'
import { Recorder } from '../../lib/timeline/recorder.js'
import { takeSnapshot } from '../../lib/timeline/timeline-file.js'
import { createTrack, type Phase } from '../../lib/timeline/track.js'
import { Tracks } from '../../lib/timeline/tracks.js'
import type { Backend, TimelineFile } from '../../lib/types.js'
import { folder } from '../helpers/traces.js'

const { binding } = loadBinding()
const native = binding && createNativeBackend(binding)

/** Numbers that are the same in each run (Marsaglia's xorshift). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Rich in what JSON escapes, and in halves of surrogate pairs. */
function randomText(next: (below: number) => number): string {
  const units = Array.from({ length: next(20) }, () =>
    [next(0x80), 0xd7f0 + next(0x820), next(0x1_0000), 0x22, 0x5c].at(next(5)),
  )
  return String.fromCharCode(...units.map(Number))
}

/** What a thread has recorded: more than one chunk of events, and of texts. */
function randomFile(seed: number, path: string): { file: TimelineFile; texts: string[] } {
  const next = numbers(seed)
  const budget = new Budget()
  const track = createTrack(7, randomText(next))
  const tracks = new Tracks(track, false)
  const recorder = new Recorder(track, budget, false, tracks.tell)
  const texts = Array.from({ length: 500 }, () => randomText(next))
  for (const text of texts) {
    const name = recorder.intern(text)
    const message = next(2) * recorder.intern(randomText(next))
    recorder.begin(next(4) as Phase, name, next(0xffff_ffff), message)
  }
  return {
    ...takeSnapshot({ recorder, tracks, budget, path, collects: true }, path),
    texts,
  }
}

async function write(backend: Backend, file: TimelineFile): Promise<Buffer> {
  backend.writeTimelineSync(file)
  const written = readFileSync(file.path)
  await backend.writeTimeline(file)
  expect(readFileSync(file.path).equals(written)).toBe(true)
  return written
}

test.each([1, 2, 3])('texts of every kind come through, seed %d', async (seed) => {
  const { file, texts } = randomFile(seed, join(folder(), 'trace.json'))
  const { traceEvents } = JSON.parse(String(await write(fallback, file))) as {
    traceEvents: { ph: string; name: string }[]
  }
  const names = traceEvents.filter(({ ph }) => ph !== 'M').map(({ name }) => name)
  const wellFormed = texts.map((text) => Buffer.from(text).toString())
  expect(names).toEqual(wellFormed)
})

test.runIf(native).each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  `both write the same bytes, seed %d${native ? '' : ' [no native binding]'}`,
  async (seed) => {
    const { file } = randomFile(seed, join(folder(), 'trace.json'))
    const odd = [0, 0.0005, 1e15 + 0.25, 123.9999, 4_503_599_627_370_495.5]
    const track = {
      ...file.tracks[0],
      times: [Float64Array.from(odd)],
      numbers: [Uint32Array.from([...odd.keys(), ...odd.keys(), 0, 1, 2, 99_999, 0])],
    } as TimelineFile['tracks'][number]
    const mixed = { ...file, tracks: [...file.tracks, track, ...file.tracks] }
    expect((await write(native as Backend, mixed)).equals(await write(fallback, mixed))).toBe(true)
  },
)
