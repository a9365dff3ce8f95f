// Starts python.py and asks it, one thing at a time. PROCPILOT_PYTHON names the program.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Case } from './measure.js'

export const PYTHON_PROGRAM = process.env['PROCPILOT_PYTHON'] ?? 'python3'

export interface Python {
  hold(by: string, pid: number): Promise<void>
  ask(by: string, pid: number): Promise<boolean>
  /** Why it cannot be asked. */
  missing(by: string): Promise<string>
  /** A case that is measured there; `argument` is a pid or a path. */
  rival(by: string, argument: number | string, options?: Options): Promise<Case>
  end(): Promise<void>
}

interface Options {
  samples?: number
  batch?: number
  /** What has to be answered. */
  expect?: unknown
  wrong?: string
}

export async function startPython(): Promise<Python | string> {
  const script = fileURLToPath(new URL('python.py', import.meta.url))
  const child = spawn(PYTHON_PROGRAM, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  try {
    await once(child, 'spawn')
  } catch {
    exited.catch(() => undefined)
    return `no ${PYTHON_PROGRAM}`
  }
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const request = async <T>(task: string, fields: object): Promise<T> => {
    child.stdin.write(`${JSON.stringify({ task, ...fields })}\n`)
    const { value, done } = await lines.next()
    if (done) {
      throw new Error('python.py has ended')
    }
    return JSON.parse(value) as T
  }
  const missing = (by: string): Promise<string> => request('missing', { by })
  return {
    hold: (by, pid) => request('hold', { by, pid }),
    ask: (by, pid) => request('ask', { by, pid }),
    missing,
    rival: async (by, pid, { samples = 20, batch = 20, expect, wrong } = {}) => {
      const why = await missing(by)
      const common = { name: by, role: 'rival', ...(wrong !== undefined && { wrong }) } as const
      const elsewhere = async (): Promise<number[]> => {
        const fields = { by, pid, samples, batch }
        const result = await request<{ samples: number[]; answer: unknown }>('time', fields)
        if (expect !== undefined && result.answer !== expect) {
          throw new Error(`${by} answers ${String(result.answer)} instead of ${String(expect)}`)
        }
        return result.samples
      }
      return why === '' ? { ...common, elsewhere } : { ...common, missing: why }
    },
    end: async () => {
      child.stdin.end()
      await exited
    },
  }
}

/** The case, or why there is none. */
export async function pythonCase(
  python: Python | string,
  by: string,
  argument: number | string,
  options?: Options,
): Promise<Case> {
  return typeof python === 'string'
    ? { name: by, role: 'rival', missing: python }
    : python.rival(by, argument, options)
}
