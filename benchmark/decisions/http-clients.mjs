// The same GET by the clients of JavaScript and of Rust, each of which keeps its connection.
import { get } from 'node:http'
import { loadAddon } from './addon.mjs'
import { load } from './packages.mjs'

/** @typedef {(port: number, path: string) => Promise<string>} Client */

/** @returns {Record<string, () => Promise<Client>>} Loaded when asked for: that takes time. */
export function listClients() {
  return {
    fetch: async () => async (port, path) => (await fetch(toUrl(port, path))).text(),
    'node:http': async () => getByHttp,
    'undici.request': async () => {
      const { request } = await load('undici')
      return async (port, path) => (await request(toUrl(port, path))).body.text()
    },
    'Rust, ureq': async () => {
      const { getWithUreq } = loadAddon()
      return (port, path) => getWithUreq(toUrl(port, path))
    },
    'Rust, bare TCP': async () => {
      const { getWithTcp } = loadAddon()
      return (port, path) => getWithTcp(port, path)
    },
  }
}

/**
 * @param {number} port
 * @param {string} path
 */
function toUrl(port, path) {
  return `http://127.0.0.1:${port}${path}`
}

/** @type {Client} */
function getByHttp(port, path) {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1' }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })
}
