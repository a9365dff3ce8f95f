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

/** What trees need besides. */
export interface ProcessStat extends Stat {
  /** Field 2, without its brackets. */
  name: string
  /** Field 4. */
  ppid: number
  /** Field 9: PF_KTHREAD of linux/sched.h. */
  isKernelThread: boolean
}

const PF_KTHREAD = 0x0020_0000

const DIGITS = /^\d+$/

/**
 * Parses /proc/PID/stat (proc_pid_stat(5)). The command name may hold blanks, newlines and `)`:
 * the fields are counted from the last `)`, which no later field can contain.
 */
export function parseStat(text: string): Stat | undefined {
  return toStat(fieldsFromThird(text))
}

/** As {@link parseStat}, with what trees need. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = fieldsFromThird(text)
  const stat = toStat(fields)
  const startOfName = text.indexOf('(') + 1
  const endOfName = text.lastIndexOf(')')
  const ppid = fields[4 - 3] ?? ''
  const flags = Number(fields[9 - 3])
  if (!stat || startOfName === 0 || startOfName > endOfName || !DIGITS.test(ppid)) {
    return undefined
  }
  const name = text.slice(startOfName, endOfName)
  return { ...stat, name, ppid: Number(ppid), isKernelThread: (flags & PF_KTHREAD) !== 0 }
}

function fieldsFromThird(text: string): string[] {
  const endOfName = text.lastIndexOf(')')
  const rest = endOfName < 0 ? '' : text.slice(endOfName + 1)
  return rest.trim().split(/\s+/)
}

function toStat(fields: string[]): Stat | undefined {
  const state = fields[0] ?? ''
  const threads = fields[20 - 3] ?? ''
  const start = fields[22 - 3] ?? ''
  const exitSignal = fields[38 - 3] ?? ''
  if (
    !/^[A-Za-z]$/.test(state) ||
    !DIGITS.test(threads) ||
    !DIGITS.test(start) ||
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

/** Whether the thread is stopped, by a signal or by a debugger. */
export function isStopped({ state }: Stat): boolean {
  return state === 'T' || state === 't'
}

/** The thread group id (the pid) from /proc/PID/status (proc_pid_status(5)). */
export function parseTgid(text: string): number | undefined {
  const digits = /^Tgid:\s*(\d+)\s*$/m.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
