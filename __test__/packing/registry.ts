// A registry on the loopback, with no more than an install needs.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Published {
  manifest: { name: string; version: string }
  /** `undefined` for a package that nobody here may download. */
  tarball: Buffer | undefined
  integrity: string
}

export interface Registry {
  url: string
  close: () => Promise<void>
}

/**
 * The first part of a path is the client's own name: `-/requests` below it answers with what this
 * client has asked for.
 */
export async function startRegistry(packages: readonly Published[]): Promise<Registry> {
  const requests: { client: string; path: string }[] = []
  const server = createServer(({ url = '', headers }, response) => {
    const [, client = '', ...parts] = decodeURIComponent(url).split('/')
    const path = parts.join('/')
    const base = `http://${headers.host}/${client}`
    const answer = (status: number, body: string | Buffer): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    }
    if (path === '-/requests') {
      const mine = requests.filter((request) => request.client === client)
      return answer(200, JSON.stringify(mine.map((request) => request.path)))
    }
    requests.push({ client, path })
    const [name = '', file] = path.split('/-/')
    const found = packages.find(({ manifest }) => manifest.name === name)
    if (!found) {
      return answer(404, '{}')
    }
    if (file === undefined) {
      return answer(200, JSON.stringify(describe(found, base)))
    }
    return found.tarball ? answer(200, found.tarball) : answer(404, '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function describe({ manifest, integrity }: Published, base: string): object {
  const { name, version } = manifest
  const tarball = `${base}/${name}/-/${name.replace('/', '-')}-${version}.tgz`
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball, integrity } } },
    // Package managers hold back what is only hours old.
    time: { [version]: '2020-01-01T00:00:00.000Z' },
  }
}
