import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Check, Opened } from './check.js'

const PROGRAM = fileURLToPath(new URL('record.mjs', import.meta.url))
const ROUNDS = 5

/** What it tells, in nanoseconds an event. */
type Samples = Record<'call' | 'event' | 'pushed' | 'clock', number[]>

export const timeline = {
  timelineEvent: (_, library) => recording(library, 'call'),
  TimelineEvent: (_, library) => recording(library, 'event'),
} satisfies Record<string, Check>

function recording(library: string, ours: 'call' | 'event'): Opened {
  const rounds: Samples[] = []
  const round = (index: number): Samples => (rounds[index] ??= record(library))
  return {
    rounds: ROUNDS,
    cases: [
      { name: 'native', role: 'ours', elsewhere: (index) => round(index)[ours] },
      { name: 'pushing objects', role: 'rival', elsewhere: (index) => round(index).pushed },
      { name: 'reading the clock', role: 'other', elsewhere: (index) => round(index).clock },
    ],
  }
}

/** In a process of its own, which keeps all that it records. */
function record(library: string): Samples {
  const directory = mkdtempSync(join(tmpdir(), 'procpilot-check-'))
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, `${library}?native`], {
      encoding: 'utf8',
      env: {
        ...process.env,
        PROCPILOT_BACKEND: 'native',
        PROCPILOT_TIMELINE_FILE_PATH: join(directory, 'trace.json'),
      },
    })
    if (status !== 0) {
      throw new Error(`${PROGRAM} ended with ${status}: ${stderr}`)
    }
    return JSON.parse(stdout) as Samples
  } finally {
    rmSync(directory, { recursive: true })
  }
}
