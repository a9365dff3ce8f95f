import { arch, cpus, platform, release } from 'node:os'

/** What ratios depend on beside the code. @typedef {ReturnType<typeof machine>} Machine */

export function machine() {
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  }
}

/**
 * In what they differ, as a part of a sentence; `undefined` if in nothing.
 * @param {Machine} baseline
 * @param {Machine} here
 */
export function machineDifference(baseline, here) {
  const parts = /** @type {const} */ (['node', 'system', 'cpu'])
  const differing = parts.filter((part) => baseline[part] !== here[part])
  return differing.length === 0
    ? undefined
    : `here is ${differing.map((part) => here[part]).join(', ')}, and the baseline is of ` +
        differing.map((part) => baseline[part]).join(', ')
}
