import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Case, Group, Value } from './measure.js'

const OURS = 'procpilot'
const SAVE = 'procpilot, saveTimeline'
const EVENTS = 1_000_000
const ROUNDS = 7

/** What bare/timeline.mjs tells of one process. */
interface Samples {
  call: number[]
  pushedCall: number[]
  event: number[]
  pushedEvent: number[]
  save: number
  stringify: number
  blocked: number
}

/** In processes of their own: what records keeps all of it, and the choice is made at the import. */
export async function* timeline(): AsyncGenerator<Group> {
  const directory = mkdtempSync(join(tmpdir(), 'procpilot-timeline-'))
  const rounds: Samples[] = []
  const round = (index: number): Samples => (rounds[index] ??= measureOnce(directory))
  try {
    yield {
      title: 'timelineEvent, an event of a call',
      rounds: ROUNDS,
      cases: [
        { name: OURS, role: 'ours', elsewhere: (index) => round(index).call },
        {
          name: 'the same, pushing objects',
          role: 'rival',
          elsewhere: (index) => round(index).pushedCall,
          target: 2,
        },
      ],
      values: () => [quietest(rounds.flatMap(({ call }) => call))],
    }
    yield {
      title: 'TimelineEvent, one of begin() and end()',
      rounds: ROUNDS,
      cases: [
        { name: OURS, role: 'ours', elsewhere: (index) => round(index).event },
        {
          name: 'the same, pushing objects',
          role: 'rival',
          elsewhere: (index) => round(index).pushedEvent,
          target: 2,
        },
        python(),
      ],
      values: () => [quietest(rounds.flatMap(({ event }) => event))],
    }
    yield {
      title: `saving ${EVENTS.toLocaleString('en')} events`,
      rounds: ROUNDS,
      cases: [
        { name: SAVE, role: 'ours', elsewhere: (index) => [round(index).save] },
        {
          name: 'JSON.stringify of objects, and fs.writeFile',
          role: 'rival',
          elsewhere: (index) => [round(index).stringify],
          target: 3,
        },
      ],
      values: () => [
        {
          // Other programs that take the CPU can only add to it.
          name: 'the longest turn of the event loop meanwhile, in the quietest round',
          value: Math.min(...rounds.map(({ blocked }) => blocked)),
          unit: 'ns',
          atMost: 10e6,
        },
      ],
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function measureOnce(directory: string): Samples {
  const program = fileURLToPath(new URL('bare/timeline.mjs', import.meta.url))
  const library = fileURLToPath(new URL('../dist/index.js', import.meta.url))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, pathToFileURL(library).href, directory, String(EVENTS)],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        PROCPILOT_BACKEND: 'native',
        PROCPILOT_TIMELINE_FILE_PATH: join(directory, 'trace.json'),
      },
    },
  )
  if (status !== 0) {
    throw new Error(`${program} ended with ${status}: ${stderr}`)
  }
  return JSON.parse(stdout) as Samples
}

/** Other programs that take the CPU can only add to it. */
function quietest(samples: number[]): Value {
  const value = Math.min(...samples)
  return { name: 'an event, in the quietest sample', value, unit: 'ns', atMost: 80 }
}

function python(): Case {
  const name = "Python's Event, which formats the stack"
  const script = fileURLToPath(new URL('timeline.py', import.meta.url))
  const run = (): string => spawnSync('python3', [script], { encoding: 'utf8' }).stdout
  if (spawnSync('python3', ['-c', '']).status !== 0) {
    return { name, role: 'rival', missing: 'no python3' }
  }
  return { name, role: 'rival', elsewhere: () => JSON.parse(run()) as number[] }
}
