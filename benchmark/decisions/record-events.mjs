// Records in a process that does nothing else. Argument: the library. Prints nanoseconds an event.
import { rmSync } from 'node:fs'
import { loadAddon } from './addon.mjs'

const [library = ''] = process.argv.slice(2)
/** @type {typeof import('../../index.js')} */
const { getBackendInfo, TimelineEvent } = await import(library)
getBackendInfo()
const { empty, recordEvent, recordEventRaw, recordNamedEvent, clearEvents } = loadAddon()

/** So many that a sample has its part of collecting garbage, and of getting memory. */
const PAIRS = 20_000
const ROUNDS = 10

let last = 0

class RawEvent {
  #id = 0
  begin() {
    this.#id = ++last
    recordEventRaw(1, this.#id, 0)
    return this
  }
  end() {
    recordEventRaw(2, this.#id, 0)
  }
}

class NativeEvent {
  #id = 0
  begin() {
    this.#id = ++last
    recordEvent(1, this.#id, 0)
    return this
  }
  end() {
    recordEvent(2, this.#id, 0)
  }
}

class NamedEvent {
  #id = 0
  begin() {
    this.#id = ++last
    recordNamedEvent('event', this.#id, 0)
    return this
  }
  end() {
    recordNamedEvent('event', this.#id, 0)
  }
}

const event = new TimelineEvent('event')
const raw = new RawEvent()
const native = new NativeEvent()
const named = new NamedEvent()
// Looking the global up takes as long as all the rest.
const clock = performance

/** @type {Record<string, () => unknown>} Each two events. */
const cases = {
  'columns in JavaScript, as it is': () => event.begin().end(),
  'one native call, Node-API alone': () => raw.begin().end(),
  'one native call, napi-rs': () => native.begin().end(),
  'one native call, napi-rs, name as a string': () => named.begin().end(),
  'an empty native call, napi-rs': () => {
    empty()
    empty()
  },
  'performance.now() alone': () => clock.now() + clock.now(),
}

/** @type {Record<string, number[]>} */
const samples = {}
// V8 shares type feedback between functions of equal source: the number makes it differ.
const loops = Object.entries(cases).map(([name, run], index) => {
  const body = `let last; for (let i = 0; i < times; i++) last = run(); return [last, ${index}]`
  const loop = new Function('run', 'times', body)
  return { name, go: () => loop(run, PAIRS) }
})
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, go } of loops) {
    const start = process.hrtime.bigint()
    go()
    ;(samples[name] ??= []).push(Number(process.hrtime.bigint() - start) / (2 * PAIRS))
  }
}
const recorded = clearEvents()
if (recorded !== 3 * ROUNDS * 2 * PAIRS) {
  throw new Error(`${recorded} events were recorded`)
}
console.log(JSON.stringify(samples))
process.on('exit', () => {
  // The file of the events is saved at exit, by a listener that was there before this one.
  const path = process.env['PROCPILOT_TIMELINE_FILE_PATH'] ?? ''
  rmSync(path.replaceAll('${pid}', String(process.pid)), { force: true })
})
