import { rmSync } from 'node:fs'
import { getBackend } from '../backend.js'
import type { TimelineFile } from '../types.js'
import { destination } from './destination.js'

interface Save {
  file: TimelineFile
  done: Promise<void>
}

const underWay = new Set<Save>()

/** Saves to one path take turns: what was recorded later has to get there later. */
export async function save(file: TimelineFile): Promise<void> {
  const before = to(file.path).map(({ done }) => done)
  const own: Save = { file, done: Promise.resolve() }
  own.done = write(own, before)
  underWay.add(own)
  try {
    await own.done
  } finally {
    underWay.delete(own)
  }
}

/** Those under way don't replace the newer file, not even if the process ends before them. */
export function saveSync(file: TimelineFile): void {
  for (const older of to(file.path)) {
    older.file.superseded = true
    const { temporary } = destination(older.file)
    if (temporary !== undefined) {
      rmSync(temporary, { force: true })
    }
  }
  getBackend().writeTimelineSync(file)
}

async function write({ file }: Save, before: Promise<void>[]): Promise<void> {
  await Promise.allSettled(before)
  if (file.superseded) {
    return
  }
  try {
    await getBackend().writeTimeline(file)
  } catch (error) {
    if (!file.superseded) {
      throw error
    }
  }
}

function to(path: string): Save[] {
  return [...underWay].filter(({ file }) => file.path === path)
}
