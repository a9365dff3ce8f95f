import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes of Elf64_Ehdr. */
const HEADER = 64

/**
 * Throws if a shared library has lost its end, as an interrupted install or a full disk leave it.
 * dlopen(3) does not notice: it maps what is missing as well, and the process is ended by SIGBUS.
 * The table of sections, which stands last, tells how long a file of elf(5) is.
 */
export function checkWholeLibrary(path: string): void {
  const header = Buffer.alloc(HEADER)
  const file = openSync(path, 'r')
  try {
    const isElf64 =
      readSync(file, header, 0, HEADER, 0) === HEADER && header.readUInt32BE(0) === 0x7f45_4c46
    // e_shoff, e_shentsize, e_shnum. All our targets are little-endian.
    const end =
      Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60)
    if (isElf64 && fstatSync(file).size < end) {
      throw new Error('its end is missing; install it again')
    }
  } finally {
    closeSync(file)
  }
}
