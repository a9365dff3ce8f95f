// A bare Node that lists and kills trees of processes for the benchmark, one request at a time. Not
// in the benchmark itself: the more memory a process has, the longer it takes to start another, and
// that is what most of the rivals do.
import { endLeftovers } from './leftovers.mjs'
import { killStorm } from './kill-storm.mjs'
import { killTree } from './kill-tree.mjs'
import { list } from './list.mjs'
import { askAlive, holdAlive, namesOfAskers, timeAlive } from './liveness.mjs'
import { whyMissing } from './packages.mjs'

/** @type {Record<string, (request: any) => Promise<unknown>>} */
const tasks = {
  whyMissing,
  list,
  killTree,
  killStorm,
  namesOfAskers,
  holdAlive,
  askAlive,
  timeAlive,
}

process.on('message', async (/** @type {{ task: string }} */ request) => {
  try {
    process.send?.({ result: await tasks[request.task]?.(request) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) })
  }
})
// Of a terminal all get it: the benchmark ends, and with it the channel.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  endLeftovers()
  process.exit()
})
