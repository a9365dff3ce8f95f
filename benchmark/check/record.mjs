// Records in a process that does nothing else. Argument: the library. Prints nanoseconds an event,
// sample by sample, as JSON.
//
// The objects of the rival are dropped after each sample. Kept, as those who save them would keep
// them, they take twice as long in one process as in the next, by when the garbage collector comes:
// that is what npm run bench compares, and nothing to notice a regression by.
const [library = ''] = process.argv.slice(2)
/** @type {typeof import('../../index.js')} */
const { getBackendInfo, TimelineEvent, timelineEvent } = await import(library)
getBackendInfo()

const PAIRS = 2500
const SAMPLES = 60

const { pid } = process
/** @type {object[]} */
let objects = []
const push = (/** @type {string} */ ph) =>
  objects.push({ name: 'event', cat: 'rival', ph, pid, tid: pid, ts: performance.now() * 1000 })

const call = timelineEvent('call', () => undefined)
const event = new TimelineEvent('event')
/** @type {Record<string, () => unknown>} Each two events. */
const cases = {
  call,
  event: () => event.begin().end(),
  pushed: () => {
    push('B')
    push('E')
  },
  clock: () => performance.now() + performance.now(),
}

/** @type {Record<string, number[]>} */
const samples = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
// V8 shares type feedback between functions of equal source: the number makes it differ.
const loops = Object.entries(cases).map(([name, run], index) => {
  const body = `let last; for (let i = 0; i < times; i++) last = run(); return [last, ${index}]`
  const loop = new Function('run', 'times', body)
  return /** @type {const} */ ([name, () => loop(run, PAIRS)])
})
for (let sample = 0; sample < SAMPLES; sample++) {
  for (const [name, loop] of loops) {
    objects = []
    const start = process.hrtime.bigint()
    loop()
    samples[name]?.push(Number(process.hrtime.bigint() - start) / (2 * PAIRS))
  }
}
console.log(JSON.stringify(samples))
