import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { program } from './processes.js'

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** CAP_SYS_TIME of capabilities(7), from proc_pid_status(5). */
function maySetClock(): boolean {
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${/^CapEff:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  return (effective & (1n << 25n)) !== 0n
}

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0
const isNative = process.env['PROCPILOT_BACKEND'] === 'native'
const hasPrograms = isLinux && existsSync(program('seccomp_exec'))

/** What a test may need of the machine. */
export const facilities = {
  linux: isLinux,
  posix: process.platform !== 'win32',
  root: isRoot,
  'rust programs': hasPrograms,
  'mount namespaces': isLinux && isRoot && works('unshare', '--mount', 'true'),
  'pid namespaces':
    isLinux && isRoot && works('unshare', '--pid', '--fork', '--mount-proc', 'true'),
  '/proc in full': isLinux && !/ \/proc proc \S*hidepid/.test(readFileSync('/proc/mounts', 'utf8')),
  taskset: isLinux && works('taskset', '-c', '0', 'true'),
  strace: isLinux && works('strace', '-o', '/dev/null', 'true'),
  script: isLinux && works('script', '-qec', 'true', '/dev/null'),
  'cgroup v1 cpu': isLinux && isWritable('/sys/fs/cgroup/cpu/cgroup.procs'),
  clock: isLinux && maySetClock(),
  'native binding': isNative,
  'lists of processes': isLinux || isNative,
  'fallback beside Linux': !isLinux && !isNative,
}

type Body<Args extends unknown[]> = (...args: Args) => void | Promise<void>

interface TestWith {
  (name: string, fn: Body<[]>): void
  each<T>(cases: readonly T[]): (name: string, fn: Body<[T]>) => void
}

/** A test that is skipped, and says by its name why, where a facility is missing. */
export function testWith(...needed: (keyof typeof facilities)[]): TestWith {
  const missing = needed.filter((name) => !facilities[name])
  const isThere = missing.length === 0
  const label = (name: string): string => (isThere ? name : `${name} [no ${missing.join(', no ')}]`)
  const one = (name: string, fn: Body<[]>): void => test.runIf(isThere)(label(name), fn)
  const each =
    <T>(cases: readonly T[]) =>
    (name: string, fn: Body<[T]>): void =>
      test.runIf(isThere).each(cases.map((entry) => [entry]))(label(name), fn as never)
  return Object.assign(one, { each })
}
