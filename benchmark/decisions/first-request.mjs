// One request in a fresh process. Arguments: the client, the port. Prints nanoseconds.
import { listClients } from './http-clients.mjs'

const [name = '', port = ''] = process.argv.slice(2)
const start = performance.now()
const client = await listClients()[name]?.()
await client?.(Number(port), '/0')
console.log((performance.now() - start) * 1e6)
// The kept connection would hold the process.
process.exit()
