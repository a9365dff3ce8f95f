// The example of docs/examples/opentelemetry, with the SDK itself.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { installFolder } from '../../scripts/install-folder.mjs'
import { facilities, testsWith } from '../helpers/facilities.js'

const folder = 'docs/examples/opentelemetry'
const demo = fileURLToPath(new URL(`../../${folder}/demo.js`, import.meta.url))

const testWith = testsWith({
  linux: facilities.linux,
  OpenTelemetry: installFolder('example-opentelemetry', folder, 'OpenTelemetry for its example'),
})

interface Span {
  name: string
  parent?: string
  attributes: Record<string, unknown>
  error?: string
}

interface Output {
  child: number
  spans: Span[]
  metrics: { name: string; attributes: object; value: number }[]
}

testWith('linux', 'OpenTelemetry')('shows spans and metrics of what procpilot does', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [demo])
  const { child, spans, metrics } = JSON.parse(stdout) as Output
  const named = (name: string): Span[] => spans.filter((span) => span.name === name)

  // What is done after it has stopped listening is not in it.
  const kill = 'procpilot killProcessTree'
  expect(named(kill)).toEqual([
    {
      name: kill,
      parent: 'request',
      attributes: {
        'process.pid': child,
        'procpilot.pids': [child],
        'procpilot.graceful': true,
        'procpilot.exited': 2,
        'procpilot.killed': 0,
        'procpilot.denied': 0,
        'procpilot.survived': 0,
      },
    },
  ])

  const run = 'procpilot runInParallel'
  const error = 'Error: broken'
  expect(named(run).map((span) => [span.parent, span.error])).toEqual([
    ['request', undefined],
    ['request', error],
  ])
  expect(named(`${run} call`).map((span) => [span.parent, span.error])).toEqual([
    ...[1, 2, 3].map(() => [run, undefined]),
    [run, error],
  ])

  const duration = 'procpilot.run_in_parallel.call.duration'
  expect(metrics).toEqual([
    { name: 'procpilot.exits', attributes: {}, value: 1 },
    { name: 'procpilot.kill.processes', attributes: { outcome: 'exited' }, value: 2 },
    { name: duration, attributes: { failed: false }, value: 3 },
    { name: duration, attributes: { failed: true }, value: 1 },
  ])
})
