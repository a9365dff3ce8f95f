import { closeSync, openSync, readSync } from 'node:fs'
import { constants } from 'node:os'

/** The targets whose binaries this process might load, the likeliest first. */
export function targets(): [string, ...string[]] {
  const { platform, arch } = process
  if (platform === 'win32') {
    return [`win32-${arch}-msvc`]
  }
  if (platform !== 'linux') {
    return [`${platform}-${arch}`]
  }
  // glibc's dlfcn.h has RTLD_DEEPBIND and musl's has not, and Node lists it if it was built with
  // it: this tells the C library without a file, a process or a report.
  const musl = !('RTLD_DEEPBIND' in constants.dlopen)
  const [first, second] = musl ? ['musl', 'gnu'] : ['gnu', 'musl']
  return [`linux-${arch}-${first}`, `linux-${arch}-${second}`]
}

/**
 * Whether this program itself runs on the C library that `target` needs. musl loads glibc's
 * binaries as far as it can and crashes later, so a second choice is made only on proof: the
 * loader that the program names in its ELF header (elf(5), PT_INTERP).
 */
export function runsOn(target: string): boolean {
  if (!target.startsWith('linux-')) {
    return true
  }
  const start = Buffer.alloc(4096)
  try {
    const program = openSync(process.execPath, 'r')
    try {
      readSync(program, start, 0, start.length, 0)
    } finally {
      closeSync(program)
    }
  } catch {
    return false
  }
  return start.includes(target.endsWith('-musl') ? 'ld-musl-' : 'ld-linux')
}
