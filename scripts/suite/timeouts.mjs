// Real processes, a million handles, and machines that others use as well.
export const testTimeout = 240_000
export const hookTimeout = 60_000
