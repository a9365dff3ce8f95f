import type { HeldScope, ProcessInfo } from '../types.js'
import { groupBy } from './group-by.js'
import { hasVariable } from './parse/environ.js'
import { isOlder, isSame, listPids, type Process, see, tell, toInfo } from './processes.js'
import { listUnlessExhausted, readUnlessExhausted, tryRead } from './read.js'

/** USER_HZ of the kernel, on all but historical machines. */
const TICKS_PER_SECOND = 100
/** How often an empty environment is read again, and milliseconds between. */
const ATTEMPTS = 8
const PAUSE = 1

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4))

export function createScope(variable: string): HeldScope {
  return tell(process.pid, () => new Scope(variable))
}

/** The processes that carry the variable in the environment that they were started with. */
export class Scope implements HeldScope {
  readonly #variable: string
  readonly #creation = { start: ticksNow() }
  /** Those that stayed without an environment. */
  #empty = new Set<string>()

  constructor(variable: string) {
    this.#variable = variable
  }

  adopt(): void {}

  processes(): ProcessInfo[] {
    return tell(process.pid, () => inLevels(this.carriers()))
  }

  /** From old to young, but for known ones; throws where descriptors have run out. */
  carriers(isKnown: (pid: number) => boolean = () => false): Process[] {
    const carriers: Process[] = []
    let unsure: Process[] = []
    const take = (found: Process): void => {
      const answer = this.#carries(found)
      const again = answer ? see(found.pid) : undefined
      // The same one before and after: the environment is that of no other holder of the pid.
      if (again?.state === 'running' && isSame(again, found)) {
        carriers.push(again)
      } else if (answer === undefined && !isOlder(found, this.#creation)) {
        unsure.push(found)
      }
    }
    for (const pid of listPids()) {
      const found = isKnown(pid) ? undefined : see(pid)
      if (found?.state === 'running' && found.stat?.isKernelThread === false) {
        take(found)
      }
    }
    const stillEmpty = unsure.filter((found) => this.#empty.has(keyOf(found)))
    unsure = unsure.filter((found) => !this.#empty.has(keyOf(found)))
    for (let attempt = 0; attempt < ATTEMPTS && unsure.length > 0; attempt++) {
      Atomics.wait(nobodyWakes, 0, 0, PAUSE)
      unsure.splice(0).forEach(take)
    }
    this.#empty = new Set([...stillEmpty, ...unsure].map(keyOf))
    return carriers.toSorted((a, b) => (isOlder(a, b) ? -1 : Number(isOlder(b, a))))
  }

  /** `undefined` for an empty environment, such as a process shows in the middle of execve(2). */
  #carries({ pid, stat }: Process): boolean | undefined {
    // A main thread that has exited shows no environment any more, the others do.
    const threads = stat?.state === 'Z' ? listUnlessExhausted(`/proc/${pid}/task`) : undefined
    const files = threads?.map((tid) => `/proc/${pid}/task/${tid}/environ`)
    let answer: boolean | undefined = undefined
    for (const file of files ?? [`/proc/${pid}/environ`]) {
      const environ = readUnlessExhausted(file)
      if (environ?.length !== 0) {
        answer ||= environ !== undefined && hasVariable(environ, this.#variable)
      }
    }
    return answer
  }
}

function keyOf({ pid, start }: Process): string {
  return `${pid} ${start}`
}

/** proc_uptime(5), in the unit of start times, and a little earlier for the rounding. */
function ticksNow(): string {
  const seconds = Number.parseFloat(tryRead('/proc/uptime') ?? '') || 0
  return String(Math.max(0, Math.floor(seconds * TICKS_PER_SECOND) - 2))
}

/** Parents before children. */
function inLevels(processes: Process[]): ProcessInfo[] {
  const byPid = new Map(processes.map((one) => [one.pid, one]))
  const children = groupBy(processes, (one) => {
    const parent = byPid.get(one.ppid)
    return parent && !isOlder(one, parent) ? parent : undefined
  })
  const infos: ProcessInfo[] = []
  let level = children.get(undefined) ?? []
  for (let depth = 0; level.length > 0; depth++) {
    level.forEach((one) => infos.push(toInfo(one, depth)))
    level = level.flatMap((one) => children.get(one) ?? [])
  }
  return infos
}
