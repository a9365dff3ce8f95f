// What takes the place of a binary in a rehearsal.
import { writeFileSync } from 'node:fs'

/** @type {Record<string, [offset: number, bytes: number[]][]>} */
const headers = {
  linux: [[0, [0x7f, 0x45, 0x4c, 0x46]]],
  darwin: [[0, [0xcf, 0xfa, 0xed, 0xfe]]],
  win32: [
    [0, [0x4d, 0x5a]],
    [60, [0x80, 0, 0, 0]],
    [0x80, [0x50, 0x45, 0, 0]],
  ],
}

/** @type {Record<string, [offset: number, bytes: number[]]>} */
const machines = {
  'linux-x64': [18, [62, 0]],
  'linux-arm64': [18, [183, 0]],
  'darwin-x64': [4, [0x07, 0, 0, 0x01]],
  'darwin-arm64': [4, [0x0c, 0, 0, 0x01]],
  'win32-x64': [0x84, [0x64, 0x86]],
  'win32-arm64': [0x84, [0x64, 0xaa]],
}

/**
 * Writes a file with the header of a binary for the platform, and nothing behind it.
 * @param {string} platform such as `linux-x64-gnu`
 * @param {string} path
 */
export function writeStandIn(platform, path) {
  const [system = '', arch, library] = platform.split('-')
  const machine = machines[`${system}-${arch}`]
  const content = Buffer.alloc(4096)
  for (const [offset, bytes] of [...(headers[system] ?? []), ...(machine ? [machine] : [])]) {
    content.set(bytes, offset)
  }
  content.write(library === 'gnu' ? 'GLIBC_2.17' : '', 1024)
  writeFileSync(path, content)
}
