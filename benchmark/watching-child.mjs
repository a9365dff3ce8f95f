// Watches the processes that it is given, or none, and tells what that costs. A program of its own
// for watching.ts, in a bare Node: tsx has a thread that wakes up.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** What the start has left to do, such as collecting garbage, is to be over. */
const SETTLING = 2000

const [library = '', time = '', ...pids] = process.argv.slice(2)
const { openProcess } = await import(library)
const exits = pids.map((pid) => openProcess(Number(pid)).exited)

await setTimeout(SETTLING)
const threads = readThreads()
const cpu = process.cpuUsage()
await setTimeout(Number(time))
const { user, system } = process.cpuUsage(cpu)
const after = readThreads()

const used = after.map(({ id, name, cpuTime, switches }) => {
  const before = threads.find((thread) => thread.id === id)
  return {
    name,
    cpuTime: cpuTime - (before?.cpuTime ?? 0),
    switches: switches - (before?.switches ?? 0),
  }
})
console.log(JSON.stringify({ cpuTime: (user + system) * 1000, threads: used }))

// Only who really watched gets to its end.
await Promise.all(exits)
process.exitCode = 0

/** Nanoseconds on a CPU (schedstat), and how often it went off it, by will or not (status). */
function readThreads() {
  return readdirSync('/proc/self/task').map((id) => {
    const read = (/** @type {string} */ file) =>
      readFileSync(`/proc/self/task/${id}/${file}`, 'utf8')
    const status = read('status')
    const switches = [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s*(\d+)$/gm)]
    return {
      id,
      name: read('comm').trim(),
      cpuTime: Number(read('schedstat').split(' ')[0]),
      switches: switches.reduce((sum, [, count]) => sum + Number(count), 0),
    }
  })
}
