import { floorCase } from '../context.js'
import { quotaFiles } from '../parallelism.bench.js'
import { createDirectory } from '../resources.js'
import { bothBackends, type Check } from './check.js'

/** A quota that was read serves further calls for 10 microseconds: longer than that. */
const PAUSE = 0.012

export const limits = {
  'getCpuCount/hot': (context) => ({
    cases: [
      ...bothBackends(context.native.getCpuCount, context.js.getCpuCount),
      floorCase(context, 'floor', ({ affinity }) => {
        return () => affinity()
      }),
    ],
  }),

  'getCpuCount/paused': (context) => ({
    pause: PAUSE,
    cases: [
      ...bothBackends(context.native.getCpuCount, context.js.getCpuCount),
      floorCase(context, 'floor', ({ affinity, readFile }) => {
        const files = quotaFiles()
        return () => affinity() + files.reduce((sum, file) => sum + readFile(file), 0)
      }),
    ],
  }),

  getFdLimit: (context) => ({
    cases: [
      ...bothBackends(context.native.getFdLimit, context.js.getFdLimit),
      floorCase(context, 'floor', ({ rlimit }) => {
        return () => rlimit()
      }),
    ],
  }),

  'getMaxWorkersForFileMountsSync/1000': (context) => {
    const { getMaxWorkersForFileMountsSync: native, getFdLimit } = context.native
    const { getMaxWorkersForFileMountsSync: fallback } = context.js
    const { path, remove } = createDirectory(1000)
    const mounts = { '/data': path }
    // From here on there is room for a single worker, whatever follows.
    const enough = Math.floor(Math.max(0, getFdLimit().soft - 100) / 10) + 1
    return {
      cases: [
        ...bothBackends(
          () => native(mounts),
          () => fallback(mounts),
        ),
        floorCase(context, 'floor', ({ getdentsCount }) => {
          return () => getdentsCount(path, enough)
        }),
      ],
      end: remove,
    }
  },
} satisfies Record<string, Check>
