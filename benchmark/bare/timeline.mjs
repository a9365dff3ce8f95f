// Records and saves in a process that does nothing else. Arguments: the library, a folder, how many
// events are saved. Prints nanoseconds as JSON.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const [library = '', directory = '', count = ''] = process.argv.slice(2)
const events = Number(count)
/** @type {typeof import('../../index.js')} */
const { getBackendInfo, saveTimeline, TimelineEvent, timelineEvent } = await import(library)
// What loads the binding is measured elsewhere.
getBackendInfo()

const { pid } = process
/** @type {object[]} */
let objects = []

/** The rival: the same functions, which push objects. */
class PushedEvent {
  id = 0
  begin() {
    this.id++
    this.push('b')
    return this
  }
  end() {
    this.push('e')
  }
  /** @param {string} ph */
  push(ph) {
    const ts = performance.now() * 1000
    objects.push({ name: 'event', cat: 'rival', ph, pid, tid: pid, ts, id2: { local: this.id } })
  }
}

/**
 * @param {string} name
 * @param {() => unknown} fn
 */
function pushedCall(name, fn) {
  /** @param {string} ph */
  const push = (ph) =>
    objects.push({ name, cat: 'rival', ph, pid, tid: pid, ts: performance.now() * 1000 })
  return () => {
    push('B')
    try {
      return fn()
    } finally {
      push('E')
    }
  }
}

const call = timelineEvent('call', () => undefined)
const event = new TimelineEvent('event')
const pushed = pushedCall('call', () => undefined)
const pushedEvent = new PushedEvent()

/** @type {Record<string, () => unknown>} Each two events. */
const cases = {
  call,
  pushedCall: pushed,
  event: () => event.begin().end(),
  pushedEvent: () => pushedEvent.begin().end(),
}
/** So many that a sample has its part of collecting garbage, and of getting memory. */
const PAIRS = 20_000
const ROUNDS = 10
/** @type {Record<string, number[]>} */
const samples = { call: [], pushedCall: [], event: [], pushedEvent: [] }
// V8 shares type feedback between functions of equal source: the number makes it differ.
const loops = Object.values(cases).map((run, index) => {
  const body = `for (let i = 0; i < times; i++) run(); return ${index}`
  const loop = new Function('run', 'times', body)
  return () => loop(run, PAIRS)
})
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, name] of Object.keys(cases).entries()) {
    const start = process.hrtime.bigint()
    loops[index]?.()
    samples[name]?.push(Number(process.hrtime.bigint() - start) / (2 * PAIRS))
  }
}

for (let recorded = ROUNDS * 4 * PAIRS; recorded < events; recorded += 2) {
  call()
}
objects = []
while (objects.length < events) {
  pushed()
}

const [stringify] = await timed(async () => {
  await writeFile(join(directory, 'objects.json'), JSON.stringify({ traceEvents: objects }))
})
const [save, blocked] = await timed(async () => {
  const saved = await saveTimeline()
  if (saved.events !== events) {
    throw new Error(`${saved.events} events were saved`)
  }
})
console.log(JSON.stringify({ ...samples, save, stringify, blocked }))

/**
 * How long it took, and the longest turn of the event loop meanwhile.
 * @param {() => Promise<void>} run
 */
async function timed(run) {
  const start = performance.now()
  let last = start
  let longest = 0
  let isDone = false
  const done = run().finally(() => (isDone = true))
  while (!isDone) {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    await new Promise((resolve) => setImmediate(resolve))
  }
  await done
  return [(performance.now() - start) * 1e6, longest * 1e6]
}
