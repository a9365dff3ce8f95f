// Which platform a binary is built for, by its own header.
import { readFileSync } from 'node:fs'

/** e_machine of elf(5), cputype of mach-o/machine.h, Machine of the PE format. */
const machines = {
  elf: new Map([
    [62, 'x64'],
    [183, 'arm64'],
  ]),
  macho: new Map([
    [0x01000007, 'x64'],
    [0x0100000c, 'arm64'],
  ]),
  pe: new Map([
    [0x8664, 'x64'],
    [0xaa64, 'arm64'],
  ]),
}

/**
 * The platform as its package is named, such as `linux-x64-gnu`; `undefined` for anything else.
 * @param {string} path
 */
export function builtFor(path) {
  const content = readFileSync(path)
  if (content.length < 4096) {
    return undefined
  }
  if (content.readUInt32BE(0) === 0x7f454c46) {
    const arch = machines.elf.get(content.readUInt16LE(18))
    // What is linked to glibc names the versions of its symbols.
    return arch && `linux-${arch}-${content.includes('GLIBC_2.') ? 'gnu' : 'musl'}`
  }
  if (content.readUInt32LE(0) === 0xfeedfacf) {
    const arch = machines.macho.get(content.readUInt32LE(4))
    return arch && `darwin-${arch}`
  }
  const header = content.readUInt16LE(0) === 0x5a4d ? content.readUInt32LE(60) : content.length
  if (header < content.length - 6 && content.readUInt32LE(header) === 0x00004550) {
    const arch = machines.pe.get(content.readUInt16LE(header + 4))
    return arch && `win32-${arch}-msvc`
  }
  return undefined
}
