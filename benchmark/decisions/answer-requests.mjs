// A server on the loopback, in a process of its own. Answers with 10 kB of JSON, after as many
// milliseconds as the path says, and tells its parent the port.
import { createServer } from 'node:http'
import { createConfig } from './config-samples.mjs'

const body = JSON.stringify(createConfig(29))

const server = createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  }
  const delay = Number(request.url?.slice(1))
  if (delay > 0) {
    setTimeout(answer, delay)
  } else {
    answer()
  }
})
// Connections stay open between the rounds.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.on('disconnect', () => process.exit())
