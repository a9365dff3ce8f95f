// A registry on the loopback interface, which hands on what it does not have.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from '../tools.mjs'

/**
 * @param {string} directory where it keeps everything
 * @param {string} upstream address of the registry that it asks for the packages of others
 */
export async function startRegistry(directory, upstream) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const ours = { access: '$all', publish: '$all' }
  const config = {
    storage: join(directory, 'storage'),
    uplinks: { upstream: { url: upstream } },
    packages: {
      procpilot: ours,
      '@procpilot/*': ours,
      '**': { access: '$all', proxy: 'upstream' },
    },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  }
  // YAML that is JSON as well.
  const file = join(directory, 'verdaccio.yaml')
  writeFileSync(file, JSON.stringify(config))
  // npm publishes only with a token, and any will do here.
  const npmrc = join(directory, 'npmrc')
  writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`)

  const script = join(root, 'scripts/release/node_modules/verdaccio/bin/verdaccio')
  const log = join(directory, 'verdaccio.log')
  const output = openSync(log, 'w')
  const server = spawn(
    process.execPath,
    [script, '--config', file, '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', output, output] },
  )
  closeSync(output)
  try {
    await answers(url, server)
  } catch (error) {
    server.kill()
    throw new Error(`verdaccio did not start: ${readFileSync(log, 'utf8')}`, { cause: error })
  }
  const stop = async () => {
    const exited = once(server, 'exit')
    server.kill()
    await exited
  }
  return { url, npmrc, stop }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address?.port : undefined
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function answers(url, server) {
  const deadline = Date.now() + 60_000
  while (server.exitCode === null && Date.now() < deadline) {
    try {
      const { ok } = await fetch(`${url}-/ping`)
      if (ok) {
        return
      }
    } catch {
      // Not listening yet.
    }
    await delay(100)
  }
  throw new Error('no answer')
}
