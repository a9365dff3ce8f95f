// Whether those that we compare with are even right, asked about real processes.
import type { BareNode } from './bare-node.js'
import type { Python } from './python.js'
import { createSubjects, recycle } from './subjects.js'

/** What a process was when it was asked about, and whether that is alive. */
const QUESTIONS = { live: true, dead: false, zombie: false, thread: false } as const
type Question = keyof typeof QUESTIONS | 'recycled'

export interface Verdict {
  name: string
  /** Whether each answer was right; missing if it could not be asked. */
  right: Partial<Record<Question, boolean>>
}

const LABELS: Record<Question, string> = {
  live: 'a live process',
  dead: 'a dead pid',
  zombie: 'zombies',
  thread: 'thread ids',
  recycled: 'recycled pids',
}

const PYTHON = [
  'Python, os.kill(pid, 0)',
  'psutil, pid_exists',
  'psutil, Process(pid).is_running()',
  'psutil, is_running() and no zombie',
  'psutil, a Process that was kept',
]

interface Asker {
  name: string
  hold(pid: number): Promise<unknown>
  ask(pid: number): Promise<boolean>
}

export async function examineLiveness(
  bare: BareNode,
  python: Python | string,
): Promise<{ verdicts: Verdict[]; notAsked: string[] }> {
  const notAsked: string[] = []
  const askers: Asker[] = []
  for (const name of await bare.ask<string[]>('namesOfAskers', {})) {
    askers.push({
      name,
      hold: (pid) => bare.ask('holdAlive', { by: name, pid }),
      ask: (pid) => bare.ask('askAlive', { by: name, pid }),
    })
  }
  for (const by of PYTHON) {
    const why = typeof python === 'string' ? python : await python.missing(by)
    if (typeof python === 'string' || why !== '') {
      notAsked.push(`${by}: ${why}`)
    } else {
      askers.push({
        name: by,
        hold: (pid) => python.hold(by, pid),
        ask: (pid) => python.ask(by, pid),
      })
    }
  }
  const verdicts = askers.map(({ name }): Verdict => ({ name, right: {} }))
  const note = async (question: Question, pid: number, expected: boolean): Promise<void> => {
    for (const [index, asker] of askers.entries()) {
      const verdict = verdicts[index]
      if (verdict) {
        verdict.right[question] = (await asker.ask(pid)) === expected
      }
    }
  }
  const subjects = await createSubjects()
  try {
    for (const [question, expected] of Object.entries(QUESTIONS)) {
      const pid = subjects[question as keyof typeof QUESTIONS]
      for (const asker of askers) {
        await asker.hold(pid)
      }
      await note(question as Question, pid, expected)
    }
  } finally {
    await subjects.end()
  }
  let recycled = 0
  const why = await recycle(
    async (pid) => {
      recycled = pid
      for (const asker of askers) {
        await asker.hold(pid)
      }
    },
    () => note('recycled', recycled, false),
  )
  return { verdicts, notAsked: why === undefined ? notAsked : [...notAsked, `recycled: ${why}`] }
}

/** What somebody is wrong about, in words; empty if all answers were right. */
export function faults({ right }: Verdict): string {
  return Object.entries(right)
    .filter(([, isRight]) => !isRight)
    .map(([question]) => LABELS[question as Question])
    .join(', ')
}

export function correctnessTable(verdicts: Verdict[]): string[][] {
  const questions = Object.keys(LABELS) as Question[]
  const mark = (isRight: boolean | undefined): string =>
    isRight === undefined ? 'not asked' : isRight ? 'right' : 'wrong'
  return [
    ['', ...questions.map((question) => LABELS[question])],
    ...verdicts.map(({ name, right }) => [name, ...questions.map((one) => mark(right[one]))]),
  ]
}
