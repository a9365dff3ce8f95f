import { spawnSync } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { fixture, program } from './processes.js'

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

/** Bun 1.4 aborts at once, Deno 2.9 when it is to start a process. */
function runsWithoutProc(): boolean {
  const script = 'mount -t tmpfs none /proc; exec "$@"'
  const args = ['--mount', 'sh', '-c', script, 'sh', process.execPath, fixture('answer.mjs')]
  return !('Bun' in globalThis || 'Deno' in globalThis) || works('unshare', ...args)
}

/** Windows asks for a privilege; Wine 8 says that it has made them, and has not. */
function makesSymbolicLinks(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'procpilot-link-'))
  try {
    symlinkSync(directory, join(directory, 'link'))
    return existsSync(join(directory, 'link'))
  } catch {
    return false
  } finally {
    rmSync(directory, { recursive: true })
  }
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
  'symbolic links': makesSymbolicLinks(),
  'rust programs': hasPrograms,
  'mount namespaces': isLinux && isRoot && works('unshare', '--mount', 'true'),
  'runtime that runs without /proc': isLinux && isRoot && runsWithoutProc(),
  'pid namespaces':
    isLinux && isRoot && works('unshare', '--pid', '--fork', '--mount-proc', 'true'),
  '/proc in full': isLinux && !/ \/proc proc \S*hidepid/.test(readFileSync('/proc/mounts', 'utf8')),
  taskset: isLinux && works('taskset', '-c', '0', 'true'),
  'setpriv for root': !isRoot || works('setpriv', '--reuid=65534', '--clear-groups', 'true'),
  // Under qemu the kernel is told to start qemu, whose own memory is counted as well.
  'own processor': process.env['PROCPILOT_UNDER'] !== 'qemu',
  strace: isLinux && works('strace', '-o', '/dev/null', 'true'),
  script: isLinux && works('script', '-qec', 'true', '/dev/null'),
  'cgroup v1 cpu': isLinux && isWritable('/sys/fs/cgroup/cpu/cgroup.procs'),
  // Deno 2.9 emits none at an uncaught exception, and none in workers.
  'exit events as in Node': !('Deno' in globalThis),
  // Deno 2.9 knows it of message ports only.
  'receiveMessageOnPort of a BroadcastChannel': !('Deno' in globalThis),
  clock: isLinux && maySetClock(),
  'native binding': isNative,
  'lists of processes': isLinux || isNative,
  identities: isLinux || isNative,
  'fallback beside Linux': !isLinux && !isNative,
}

type Body<Args extends unknown[]> = (...args: Args) => void | Promise<void>

interface TestWith {
  (name: string, fn: Body<[]>): void
  each<T>(cases: readonly T[]): (name: string, fn: Body<[T]>) => void
}

/** Makes tests that are skipped, and say by their name why, where a facility is missing. */
export function testsWith<Name extends string>(there: Record<Name, boolean>) {
  return (...needed: Name[]): TestWith => {
    const missing = needed.filter((name) => !there[name])
    const isThere = missing.length === 0
    const label = (name: string): string =>
      isThere ? name : `${name} [no ${missing.join(', no ')}]`
    const one = (name: string, fn: Body<[]>): void => test.runIf(isThere)(label(name), fn)
    const each =
      <T>(cases: readonly T[]) =>
      (name: string, fn: Body<[T]>): void =>
        test.runIf(isThere).each(cases.map((entry) => [entry]))(label(name), fn as never)
    return Object.assign(one, { each })
  }
}

export const testWith = testsWith(facilities)
