import { getSystemErrorMap, inspect } from 'node:util'

function withCode<E extends Error>(error: E, code: string): E & { code: string } {
  return Object.assign(error, { code })
}

function received(value: unknown): string {
  return inspect(value, { depth: 0, maxStringLength: 60, breakLength: Infinity })
}

/** The argument is of another type. */
export function invalidArgType(name: string, expected: string, value: unknown): TypeError {
  const message = `The "${name}" argument must be ${expected}. Received ${received(value)}`
  return withCode(new TypeError(message), 'ERR_INVALID_ARG_TYPE')
}

/** The argument is of the right type, but no such value makes sense. */
export function invalidArgValue(name: string, expected: string, value: unknown): TypeError {
  const message = `The "${name}" argument must be ${expected}. Received ${received(value)}`
  return withCode(new TypeError(message), 'ERR_INVALID_ARG_VALUE')
}

/** The number is outside of the range. */
export function outOfRange(name: string, range: string, value: unknown): RangeError {
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${received(value)}`
  return withCode(new RangeError(message), 'ERR_OUT_OF_RANGE')
}

/** No native binding could be loaded, and `PROCPILOT_BACKEND=native` asked for it. */
export function noBinding(message: string, causes: Error[]): Error {
  const cause = new AggregateError(causes, 'every attempt to load a native binding failed')
  return withCode(new Error(message, { cause }), 'ERR_PROCPILOT_NO_BINDING')
}

/** The object can no longer do that. */
export function invalidState(message: string): Error {
  return withCode(new Error(message), 'ERR_INVALID_STATE')
}

/** It is for another thread to do. */
export function notInWorker(message: string): Error {
  return withCode(new Error(message), 'ERR_WORKER_UNSUPPORTED_OPERATION')
}

/** The file could not be written, whoever was to: the binding, or Node's own modules. */
export function notWritten(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  return error instanceof Error && code !== undefined && syscall !== undefined
    ? systemError(code, 'write', { path }, error)
    : fromNative(error, 'write', { path })
}

/** The system has no signal of that name. */
export function unknownSignal(signal: string): TypeError {
  return withCode(new TypeError(`Unknown signal: ${signal}`), 'ERR_UNKNOWN_SIGNAL')
}

/** There is no such process. */
export function notFound(syscall: string, pid: number): Error {
  return systemError('ESRCH', syscall, { pid })
}

/** The system forbids it, or what it needs cannot be verified. */
export function notPermitted(syscall: string, pid: number): Error {
  return systemError('EPERM', syscall, { pid })
}

/** JavaScript cannot tell on this system. */
export function notSupported(syscall: string, pid: number): Error {
  const message = `ENOTSUP: the JavaScript fallback cannot know on ${process.platform}, ${syscall}`
  return Object.assign(new Error(`${message} (pid ${pid})`), { code: 'ENOTSUP', syscall, pid })
}

/** What a system error is about. */
interface Subject {
  path?: string
  pid?: number
}

/** The binding tells a system error by its code; callers get what Node itself would throw. */
export function fromNative(error: unknown, syscall: string, subject: Subject = {}): unknown {
  const code = error instanceof Error && /^code:(\w+)$/.exec(error.message)?.[1]
  return code ? systemError(code, syscall, subject, error) : error
}

export function systemError(
  code: string,
  syscall: string,
  { path, pid }: Subject,
  cause?: unknown,
): Error {
  const known = [...getSystemErrorMap()].find(([, [name]]) => name === code)
  const [errno, [, text]] = known ?? [undefined, [code, 'system error']]
  const about = [path === undefined ? '' : ` '${path}'`, pid === undefined ? '' : ` (pid ${pid})`]
  const message = `${code}: ${text}, ${syscall}${about.join('')}`
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), {
    errno,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(pid === undefined ? {} : { pid }),
  })
}
