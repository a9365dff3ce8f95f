// procpilot's channels as spans and metrics. Needs the API of OpenTelemetry alone; where they go is
// up to the SDK that the application has set up.
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api'

const OUTCOMES = ['exited', 'killed', 'denied', 'survived']

/**
 * Begins to listen, and returns what ends it. Channels belong to a thread: each that uses procpilot
 * calls this.
 * @param {{ tracerProvider?: import('@opentelemetry/api').TracerProvider,
 *   meterProvider?: import('@opentelemetry/api').MeterProvider }} [providers] the global ones by
 *   default
 * @returns {() => void}
 */
export function instrumentProcpilot({
  tracerProvider = trace.getTracerProvider(),
  meterProvider = metrics.getMeterProvider(),
} = {}) {
  const tracer = tracerProvider.getTracer('procpilot')
  const meter = meterProvider.getMeter('procpilot')
  const exits = meter.createCounter('procpilot.exits', {
    description: 'exits that a handle or waitForExit() was told of',
  })
  const ended = meter.createCounter('procpilot.kill.processes', {
    description: 'processes that were to end, by outcome',
  })
  const calls = meter.createHistogram('procpilot.run_in_parallel.call.duration', { unit: 's' })
  const lags = meter.createHistogram('procpilot.loop_lag', { unit: 's' })
  const warnings = meter.createCounter('procpilot.warnings')

  /** The spans of runs that have not ended, for those of their calls. */
  const runs = new Map()

  const stops = [
    traceSpans(tracer, 'procpilot:kill', {
      begin: ({ operation, pids, options }) => ({
        name: `procpilot ${operation}`,
        attributes: {
          'procpilot.pids': [...pids],
          'procpilot.graceful': options.graceful,
          ...(pids.length === 1 && { 'process.pid': pids[0] }),
        },
      }),
      end: ({ result }, span) => {
        for (const outcome of result ? OUTCOMES : []) {
          const count = result.processes.filter((one) => one.outcome === outcome).length
          span.setAttribute(`procpilot.${outcome}`, count)
          if (count > 0) {
            ended.add(count, { outcome })
          }
        }
      },
    }),
    traceSpans(tracer, 'procpilot:wait', {
      begin: ({ pids, timeout }) => ({
        name: 'procpilot waitForExit',
        attributes: { 'procpilot.pids': [...pids], 'procpilot.timeout': timeout },
      }),
    }),
    traceSpans(tracer, 'procpilot:run-in-parallel', {
      begin: ({ concurrency, total }) => ({
        name: 'procpilot runInParallel',
        attributes: { 'procpilot.concurrency': concurrency, 'procpilot.total': total },
      }),
      begun: ({ run }, span) => runs.set(run, span),
      end: ({ run }) => runs.delete(run),
    }),
    traceSpans(tracer, 'procpilot:run-in-parallel:call', {
      begin: ({ run, index }) => ({
        name: 'procpilot runInParallel call',
        attributes: { 'procpilot.index': index },
        parent: runs.get(run),
      }),
      end: (message, _span, seconds) => calls.record(seconds, { failed: 'error' in message }),
    }),
    listen('procpilot:exit', () => exits.add(1)),
    listen('procpilot:loop-lag', ({ lag }) => lags.record(lag)),
    listen('procpilot:warning', ({ code }) => warnings.add(1, { code })),
  ]
  return () => stops.forEach((stop) => stop())
}

/** A span for each operation of a tracing channel. */
function traceSpans(tracer, name, { begin, begun, end }) {
  // The same message comes with every event of one operation.
  const open = new WeakMap()
  const finish = (message) => {
    const operation = open.get(message)
    if (!operation) {
      return
    }
    open.delete(message)
    const { span, start } = operation
    if ('error' in message) {
      span.recordException(message.error)
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(message.error) })
    }
    end?.(message, span, (performance.now() - start) / 1000)
    span.end()
  }
  const subscribers = {
    start(message) {
      // Published in the call itself: the active context is that of the caller.
      const { name: title, attributes, parent } = begin(message)
      const active = parent ? trace.setSpan(context.active(), parent) : context.active()
      const span = tracer.startSpan(title, { attributes }, active)
      open.set(message, { span, start: performance.now() })
      begun?.(message, span)
    },
    end(message) {
      // What is synchronous has a result, or has thrown, by now; a promise has neither yet.
      if ('result' in message || 'error' in message) {
        finish(message)
      }
    },
    asyncStart() {},
    asyncEnd: finish,
    error() {},
  }
  const channel = tracingChannel(name)
  channel.subscribe(subscribers)
  return () => channel.unsubscribe(subscribers)
}

function listen(name, onMessage) {
  subscribe(name, onMessage)
  return () => unsubscribe(name, onMessage)
}
