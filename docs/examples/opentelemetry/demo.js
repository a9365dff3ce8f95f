// Ends a small tree and runs some calls in parallel, and prints what OpenTelemetry has got of it, as
// JSON. An application exports it instead: BatchSpanProcessor and an exporter of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { context, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
// In a project of yours: from 'procpilot'.
import { killProcessTree, openProcess, runInParallel } from '../../../dist/index.js'
import { instrumentProcpilot } from './telemetry.js'

const spanExporter = new InMemorySpanExporter()
const tracerProvider = new NodeTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(spanExporter)],
})
// Sets up how the active span is known across awaits.
tracerProvider.register()

const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const meterProvider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
})

const stop = instrumentProcpilot({ tracerProvider, meterProvider })

const parent = `
  const { spawn } = require('node:child_process')
  spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], { stdio: 'inherit' })
  setInterval(() => {}, 1000)`
const child = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] })
await once(child.stdout, 'data')

const tracer = trace.getTracer('demo')
const request = tracer.startSpan('request')
await context.with(trace.setSpan(context.active(), request), async () => {
  const { exited } = openProcess(child.pid)
  await killProcessTree(child.pid)
  await exited
  await runInParallel(async (n) => n * 2, [1, 2, 3], 2)
  await runInParallel(() => Promise.reject(new Error('broken')), [1]).catch(() => undefined)
})
request.end()
stop()
await killProcessTree(child.pid)

await meterProvider.forceFlush()
const spans = spanExporter.getFinishedSpans()
const nameOf = (id) => spans.find((span) => span.spanContext().spanId === id)?.name
const [{ scopeMetrics = [] } = {}] = metricExporter.getMetrics()
console.log(
  JSON.stringify(
    {
      child: child.pid,
      spans: spans.map(({ name, attributes, status, parentSpanContext }) => ({
        name,
        parent: nameOf(parentSpanContext?.spanId),
        attributes,
        error: status.message,
      })),
      metrics: scopeMetrics.flatMap(({ metrics }) =>
        metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            name: descriptor.name,
            attributes,
            value: value.count ?? value,
          })),
        ),
      ),
    },
    null,
    2,
  ),
)
await meterProvider.shutdown()
