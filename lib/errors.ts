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

/** The binding tells a system error by its number; callers get what Node itself would throw. */
export function fromNative(error: unknown, syscall: string, path?: string): unknown {
  const number = error instanceof Error && /^errno:(\d+)$/.exec(error.message)?.[1]
  if (!number) {
    return error
  }
  const errno = -Number(number)
  const [code, text] = getSystemErrorMap().get(errno) ?? [`errno ${number}`, 'system error']
  const subject = path === undefined ? '' : ` '${path}'`
  return Object.assign(new Error(`${code}: ${text}, ${syscall}${subject}`, { cause: error }), {
    errno,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
  })
}
