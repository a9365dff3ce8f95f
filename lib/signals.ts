import { constants } from 'node:os'
import { invalidArgType, outOfRange, unknownSignal } from './errors.js'

/** The number of a signal that this system has; 0, which only checks, if `least` allows it. */
export function toSignal(signal: unknown, name = 'signal', least: 0 | 1 = 0): number {
  if (typeof signal === 'number') {
    if (!Number.isInteger(signal) || signal < least || signal > 64) {
      throw outOfRange(name, `an integer >= ${least} and <= 64`, signal)
    }
    return signal
  }
  if (typeof signal !== 'string') {
    throw invalidArgType(name, 'a signal name or number', signal)
  }
  const number = Object.hasOwn(constants.signals, signal)
    ? constants.signals[signal as NodeJS.Signals]
    : undefined
  if (number === undefined) {
    throw unknownSignal(signal)
  }
  return number
}
