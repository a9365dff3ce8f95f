// Calls the library in a process that does nothing else. Arguments: the library, the roots of two
// trees. Prints bytes as JSON.
import { pathToFileURL } from 'node:url'

const [library = '', small = '', large = ''] = process.argv.slice(2)
/** @type {typeof import('../../index.js')} */
const api = await import(pathToFileURL(library).href)
const { areProcessesAlive, getDescendants, isProcessAlive, saveTimelineSync, timelineEvent } = api

const TIMES = 20
const EVENTS = 1_000_000

for (let time = 0; time < TIMES; time++) {
  const pids = getDescendants(Number(large)).map(({ pid }) => pid)
  areProcessesAlive(pids)
  pids.forEach((pid) => isProcessAlive(pid))
  getDescendants(Number(small))
}
const calls = process.memoryUsage.rss()

const call = timelineEvent('call', () => undefined)
for (let recorded = 0; recorded < EVENTS; recorded += 2) {
  call()
}
saveTimelineSync()
console.log(JSON.stringify({ calls, most: process.resourceUsage().maxRSS * 1024 }))
