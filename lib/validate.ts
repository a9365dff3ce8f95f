import { fileURLToPath } from 'node:url'
import { invalidArgType, invalidArgValue, outOfRange } from './errors.js'

/** Throws unless `value` is a positive safe integer. */
export function checkPositiveInteger(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') {
    throw invalidArgType(name, 'of type number', value)
  }
  if (!Number.isSafeInteger(value) || value < 1) {
    throw outOfRange(name, 'an integer >= 1 and <= 2^53 - 1', value)
  }
}

/** The pids as the backends take them; one beyond 32 bits becomes 0, which is never alive. */
export function toPids(pids: unknown): Uint32Array {
  if (!Array.isArray(pids) && !(pids instanceof Int32Array)) {
    throw invalidArgType('pids', 'an array of numbers or an Int32Array', pids)
  }
  const checked = new Uint32Array(pids.length)
  for (let index = 0; index < pids.length; index++) {
    const pid: unknown = pids[index]
    if (!Number.isSafeInteger(pid) || (pid as number) < 1) {
      checkPositiveInteger(`pids[${index}]`, pid)
    }
    checked[index] = (pid as number) > 0xffff_ffff ? 0 : (pid as number)
  }
  return checked
}

/** Throws unless `cloud` is a string, `null` or left out. */
export function checkCloud(cloud: unknown): asserts cloud is string | null | undefined {
  if (cloud !== undefined && cloud !== null && typeof cloud !== 'string') {
    throw invalidArgType('cloud', 'a string, null or undefined', cloud)
  }
}

/** The path as a string, from a string or a `file:` URL. */
export function toPath(name: string, path: unknown): string {
  const text = path instanceof URL ? fileURLToPath(path) : path
  if (typeof text !== 'string') {
    throw invalidArgType(name, 'a string or a file: URL', path)
  }
  if (text.includes('\0')) {
    throw invalidArgValue(name, 'a path without null bytes', path)
  }
  return text
}

/** The different sources of a mapping from target path to source path. */
export function toSources(fileMounts: unknown): string[] {
  if (typeof fileMounts !== 'object' || fileMounts === null || Array.isArray(fileMounts)) {
    throw invalidArgType('fileMounts', 'an object of target path -> source path', fileMounts)
  }
  const sources = Object.entries(fileMounts).map(([target, source]) =>
    toPath(`fileMounts[${JSON.stringify(target)}]`, source),
  )
  return [...new Set(sources)]
}

/** Throws unless `options` is an object or left out. */
export function checkOptions(options: unknown): asserts options is object | undefined {
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw invalidArgType('options', 'of type object', options)
  }
}

/** Throws unless `signal` is an AbortSignal or left out. */
export function checkSignal(
  signal: unknown,
  name = 'options.signal',
): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgType(name, 'an AbortSignal', signal)
  }
}
