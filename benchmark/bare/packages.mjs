// What is compared: procpilot with both backends, and the packages of others, as far as installed.
import { whyNoPsutil } from './psutil.mjs'

/** @typedef {typeof import('../../index.js')} Api */

/**
 * A module of its own for each backend: it chooses one at its first call and keeps it.
 * @param {'native' | 'js'} backend
 * @returns {Promise<Api>}
 */
async function loadProcpilot(backend) {
  process.env['PROCPILOT_BACKEND'] = backend
  const url = new URL(`../../dist/index.js?${backend}`, import.meta.url)
  const api = await import(url.href)
  const info = api.getBackendInfo()
  delete process.env['PROCPILOT_BACKEND']
  if (info.backend !== backend) {
    throw new Error(`asked for the ${backend} backend, got ${info.backend}`)
  }
  return api
}

export const native = await loadProcpilot('native')
export const js = await loadProcpilot('js')

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
export function load(name) {
  return import(name)
}

/**
 * Why a package cannot be compared with; nothing if it can.
 * @param {{ name: string }} request
 */
export async function whyMissing({ name }) {
  if (name === 'psutil') {
    return whyNoPsutil()
  }
  try {
    await load(name)
    return ''
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    return code === 'ERR_MODULE_NOT_FOUND' ? `${name} is not installed` : `${name}: ${message}`
  }
}
