import type { Channel, TracingChannel } from 'node:diagnostics_channel'
import type { PointMessages, TracedMessages } from './channel-messages.js'

/** A channel that takes nothing but its own messages. */
type Point<M> = Omit<Channel, 'publish'> & { publish(message: M): void }

const points = new Map<string, Channel>()
const traced = new Map<string, TracingChannel>()

// Bun 1.4 forgets a channel that has subscribers when nobody else holds on to it.
if ('Bun' in globalThis) {
  const ofPoints: Record<keyof PointMessages, true> = {
    'procpilot:exit': true,
    'procpilot:loop-lag': true,
    'procpilot:warning': true,
  }
  const ofTraced: Record<keyof TracedMessages, true> = {
    'procpilot:kill': true,
    'procpilot:run-in-parallel': true,
    'procpilot:run-in-parallel:call': true,
    'procpilot:wait': true,
  }
  Object.keys(ofPoints).forEach((name) => points.set(name, load().channel(name)))
  Object.keys(ofTraced).forEach((name) => traced.set(name, load().tracingChannel(name)))
}

/**
 * The channel of that name if anybody listens to it. Ask before a message is made, so that none is
 * made for nobody.
 */
export function pointChannel<N extends keyof PointMessages>(
  name: N,
): Point<PointMessages[N]> | undefined {
  let channel = points.get(name)
  if (!channel) {
    points.set(name, (channel = load().channel(name)))
  }
  return channel.hasSubscribers ? channel : undefined
}

/** The same for a tracing channel. */
export function tracingChannel<N extends keyof TracedMessages>(
  name: N,
): TracingChannel<unknown, TracedMessages[N]> | undefined {
  let channel = traced.get(name)
  if (!channel) {
    traced.set(name, (channel = load().tracingChannel(name)))
  }
  return isHeard(channel) ? (channel as TracingChannel<unknown, never>) : undefined
}

/** Runs an operation that has a tracing channel; the message is made only if anybody listens. */
export function tracePromise<N extends keyof TracedMessages, T>(
  name: N,
  run: () => Promise<T>,
  message: () => TracedMessages[N],
): Promise<T> {
  const channel = tracingChannel(name)
  return channel ? channel.tracePromise(run, message()) : run()
}

/** The same for a synchronous one. */
export function traceSync<N extends keyof TracedMessages, T>(
  name: N,
  run: () => T,
  message: () => TracedMessages[N],
): T {
  const channel = tracingChannel(name)
  return channel ? channel.traceSync(run, message()) : run()
}

/** Not by `channel.hasSubscribers`, which Bun does not have. */
function isHeard({ start, end, asyncStart, asyncEnd, error }: TracingChannel): boolean {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  )
}

/** Node 20 has not loaded it at start, so that importing the package would wait for it. */
function load(): typeof import('node:diagnostics_channel') {
  return process.getBuiltinModule('node:diagnostics_channel')
}
