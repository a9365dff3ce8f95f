import { pointChannel, tracingChannel } from '../lib/channels.js'
import type { Group } from './measure.js'

const EMPTY = 'an empty loop'
const TRACING = 'a tracing channel'
const POINT = 'a plain channel'

/** What the channels cost an operation while nobody listens to them. */
export function* channels(): Generator<Group> {
  yield {
    title: 'is anybody listening? Nobody is',
    cases: [
      { name: TRACING, role: 'other', loop: countTracing },
      { name: POINT, role: 'other', loop: countPoint },
      { name: EMPTY, role: 'other', loop: countNothing },
    ],
    values: (median) =>
      [TRACING, POINT].map((name) => ({
        name: `${name}, more than an empty loop`,
        value: median(name) - median(EMPTY),
        unit: 'ns',
        atMost: 50,
      })),
  }
}

// Three loops and not one that is handed a function: the call would be measured with it.

function countTracing(times: number): number {
  let heard = 0
  for (let time = 0; time < times; time++) {
    if (tracingChannel('procpilot:kill')) {
      heard++
    }
  }
  return heard
}

function countPoint(times: number): number {
  let heard = 0
  for (let time = 0; time < times; time++) {
    if (pointChannel('procpilot:exit')) {
      heard++
    }
  }
  return heard
}

function countNothing(times: number): number {
  const listeners = { count: 0 }
  let heard = 0
  for (let time = 0; time < times; time++) {
    if (listeners.count > 0) {
      heard++
    }
  }
  return heard
}
