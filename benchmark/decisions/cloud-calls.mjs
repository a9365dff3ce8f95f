import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listClients } from './http-clients.mjs'
import { async, report, told } from './report.mjs'

const REQUESTS = 100
const LATE = 50

/** @param {number} port */
async function* groups(port) {
  const clients = await Promise.all(
    Object.entries(listClients()).map(
      async ([name, load]) => /** @type {const} */ ([name, await load()]),
    ),
  )
  const lengths = await Promise.all(
    clients.map(async ([, client]) => (await client(port, '/0')).length),
  )
  if (new Set(lengths).size !== 1) {
    throw new Error(`the answers have ${lengths.join(', ')} characters`)
  }
  yield {
    title: 'a request of 10 kB that is answered at once, over the loopback',
    cases: clients.map(([name, client]) => async(name, REQUESTS, () => client(port, '/0'))),
  }
  yield {
    title: 'CPU time of the client for it, all threads of the process',
    cases: clients.map(([name, client]) =>
      told(name, async () => {
        const before = process.cpuUsage()
        for (let request = 0; request < REQUESTS; request++) {
          await client(port, '/0')
        }
        const { user, system } = process.cpuUsage(before)
        return [((user + system) * 1000) / REQUESTS]
      }),
    ),
  }
  yield {
    title: `a request that is answered after ${LATE} ms`,
    rounds: 5,
    cases: clients.map(([name, client]) => async(name, 5, () => client(port, `/${LATE}`))),
  }
  yield {
    title: 'the first request of a process, with the loading of the client',
    cases: clients.map(([name]) => told(name, () => inNewProcess(name, port))),
  }
}

/**
 * @param {string} name
 * @param {number} port
 */
async function inNewProcess(name, port) {
  const program = fileURLToPath(new URL('first-request.mjs', import.meta.url))
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, [program, name, String(port)])
  return [Number(stdout)]
}

const server = fork(fileURLToPath(new URL('answer-requests.mjs', import.meta.url)), {
  execArgv: [],
})
const [port] = await once(server, 'message')
try {
  await report('cloud-calls', groups(port))
} finally {
  server.disconnect()
}
// Kept connections would hold the process.
process.exit()
