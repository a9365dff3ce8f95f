/** What liveness needs of /proc/PID/stat. */
export interface Stat {
  /** Field 3; Z and X are the exited. */
  state: string
  /** Field 20: threads of the group that have not been reaped yet. */
  threads: number
  /** Field 38: -1 marks a thread that does not lead its group. */
  exitSignal: number
  /** Field 22: clock ticks between boot and start, as digits. */
  start: string
}

/**
 * Parses /proc/PID/stat (proc_pid_stat(5)). The command name may hold blanks, newlines and `)`:
 * the fields are counted from the last `)`, which no later field can contain.
 */
export function parseStat(text: string): Stat | undefined {
  const endOfName = text.lastIndexOf(')')
  if (endOfName < 0) {
    return undefined
  }
  const fields = text
    .slice(endOfName + 1)
    .trim()
    .split(/\s+/)
  const state = fields[0] ?? ''
  const threads = fields[20 - 3] ?? ''
  const start = fields[22 - 3] ?? ''
  const exitSignal = fields[38 - 3] ?? ''
  const digits = /^\d+$/
  if (
    !/^[A-Za-z]$/.test(state) ||
    !digits.test(threads) ||
    !digits.test(start) ||
    !/^-?\d+$/.test(exitSignal)
  ) {
    return undefined
  }
  return { state, threads: Number(threads), start, exitSignal: Number(exitSignal) }
}

/** Whether the thread that the line is about has exited; another one of it may live on. */
export function hasExited({ state }: Stat): boolean {
  return state === 'Z' || state === 'X' || state === 'x'
}

/** The thread group id (the pid) from /proc/PID/status (proc_pid_status(5)). */
export function parseTgid(text: string): number | undefined {
  const digits = /^Tgid:\s*(\d+)\s*$/m.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
