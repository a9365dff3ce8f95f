import { deepStrictEqual } from 'node:assert'
import { loadAddon } from './addon.mjs'
import { compileParser } from './compile-parser.mjs'
import { createConfig, SIZES } from './config-samples.mjs'
import { report, sync } from './report.mjs'

/** All that the package is configured by. */
const VARIABLES = [
  'PROCPILOT_BACKEND',
  'PROCPILOT_TIMELINE_FILE_PATH',
  'PROCPILOT_TIMELINE_MAX_EVENTS',
  'PROCPILOT_LOOP_LAG_THRESHOLD_MS',
]

const addon = loadAddon()

function* groups() {
  Object.assign(process.env, {
    PROCPILOT_BACKEND: 'native',
    PROCPILOT_TIMELINE_FILE_PATH: 'trace-${pid}.json',
    PROCPILOT_TIMELINE_MAX_EVENTS: '1000000',
    PROCPILOT_LOOP_LAG_THRESHOLD_MS: '12.5',
  })
  const read = () => VARIABLES.map((name) => process.env[name]?.trim())
  yield {
    title: 'the configuration of procpilot, all of it',
    cases: [
      sync('four variables read', read),
      sync('read, and the numbers parsed', () => {
        const [backend, path, events, threshold] = read()
        return { backend, path, events: Number(events), threshold: Number(threshold) }
      }),
    ],
  }
  for (const [title, pools] of Object.entries(SIZES)) {
    const config = createConfig(pools)
    const text = JSON.stringify(config)
    const parse = compileParser(config)
    deepStrictEqual(parse(text), config)
    yield {
      title: `a configuration of ${title}, parsed`,
      cases: [
        sync('JSON.parse', () => JSON.parse(text)),
        sync('a parser compiled for its shape, warm', () => parse(text)),
        sync('the same, compiled and used once', () => compileParser(config)(text)),
        sync('serde_json, objects across', () => addon.parseToObjects(text)),
        sync('serde_json, nothing across but the text', () => addon.parseAndKeep(text)),
      ],
    }
  }
}

await report('config-jit', groups())
