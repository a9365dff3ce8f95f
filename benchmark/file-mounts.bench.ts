import { readdirSync } from 'node:fs'
import { type Context, floorCase } from './context.js'
import type { Group } from './measure.js'
import { pythonCase, startPython } from './python.js'
import { createDirectory } from './resources.js'

export async function* fileMounts(context: Context): AsyncGenerator<Group> {
  yield* directoryOf(context, 10, {})
  yield* directoryOf(context, 1000, { readdir: 1.5 })
  yield* directoryOf(context, 200_000, { readdir: 50 })
}

export async function* directoryOf(
  context: Context,
  entries: number,
  targets: { readdir?: number },
): AsyncGenerator<Group> {
  const { getMaxWorkersForFileMountsSync: ours, getFdLimit, getParallelThreads } = context.native
  const { getMaxWorkersForFileMountsSync: fallback } = context.js
  const { soft } = getFdLimit()
  const threads = getParallelThreads()
  // The limits are given to it for nothing: only the counting is measured.
  const countAll = (path: string): number => {
    const fitting = Math.floor((soft - 100) / (5 * Math.max(1, readdirSync(path).length)))
    return Math.min(Math.max(fitting, 1), threads)
  }
  console.log(`  creating ${entries} files`)
  const { path, remove } = createDirectory(entries)
  const python = await startPython()
  try {
    const mounts = { '/data': path }
    const answers = [ours(mounts), fallback(mounts), countAll(path)]
    if (new Set(answers).size !== 1) {
      throw new Error(`the answers differ: ${answers.join(', ')}`)
    }
    // From here on there is room for a single worker, whatever follows.
    const enough = Math.floor(Math.max(0, soft - 100) / 10) + 1
    yield {
      title: `getMaxWorkersForFileMountsSync, ${entries} entries`,
      cases: [
        { name: 'procpilot', role: 'ours', run: () => ours(mounts) },
        {
          name: 'fs.readdirSync(), all counted',
          role: 'rival',
          run: () => countAll(path),
          ...(targets.readdir !== undefined && { target: targets.readdir }),
        },
        await pythonCase(python, 'Python, the original formula', path, {
          samples: 3,
          batch: 1,
          expect: answers[0],
        }),
        { name: 'fallback, which stops early too', role: 'rival', run: () => fallback(mounts) },
        floorCase(context, 'C: getdents64, as far as needed', ({ getdentsCount }) => {
          return () => getdentsCount(path, enough)
        }),
      ],
    }
  } finally {
    if (typeof python === 'object') {
      await python.end()
    }
    remove()
  }
}
