import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { fixture } from './processes.js'

export interface TraceEvent {
  ph: string
  name: string
  pid: number
  tid: number
  ts: number
  cat?: string
  id2?: { local: string }
  args?: { message?: string; name?: string }
}

export interface Trace {
  traceEvents: TraceEvent[]
  displayTimeUnit: string
  otherData: { events: number; dropped: number; maxEvents: number; recorder: string }
}

/** Of the call stack, with what it has called; or of asynchronous work. */
export interface Span {
  name: string
  tid: number
  begin: number
  /** Missing where the file was written before. */
  end?: number
  message?: string
  inner: Span[]
}

export interface Checked {
  trace: Trace
  /** Names of the threads. */
  threads: Map<number, string>
  /** Those that no other span of their thread encloses. */
  sync: Span[]
  async: Span[]
}

const directories = new Set<string>()
afterAll(() => directories.forEach((path) => rmSync(path, { recursive: true, force: true })))

/** A folder that is removed after the tests. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'procpilot-timeline-'))
  directories.add(path)
  return path
}

export interface Run {
  status: number | null
  signal: string | null
  stdout: string
  stderr: string
  /** Where the timeline was to be saved. */
  path: string
}

/** A scenario of fixtures/timeline.mjs, in a process that records. */
export function run(scenario: string, env: NodeJS.ProcessEnv = {}, wrapper: string[] = []): Run {
  const path = join(folder(), 'trace.json')
  const [program = '', ...args] = [...wrapper, process.execPath, fixture('timeline.mjs'), scenario]
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, PROCPILOT_TIMELINE_FILE_PATH: path, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, signal, stdout, stderr, path }
}

/** The timeline of a scenario that is to end well. */
export function traceOf(scenario: string, env: NodeJS.ProcessEnv = {}): Checked & Run {
  const result = run(scenario, env)
  expect(result).toMatchObject({ status: 0, stderr: '' })
  return { ...result, ...read(result.path) }
}

/** Nothing but the file itself. */
export function isAlone(path: string): boolean {
  return existsSync(path) && readdirSync(join(path, '..')).length === 1
}

/** Reads a file by the rules of the trace event format, and fails where it breaks one. */
export function read(path: string): Checked {
  const trace = JSON.parse(readFileSync(path, 'utf8')) as Trace
  const events = trace.traceEvents.filter(({ ph }) => ph !== 'M')
  expect(trace.otherData.events).toBe(events.length)
  const threads = new Map(
    trace.traceEvents
      .filter(({ name }) => name === 'thread_name')
      .map(({ tid, args }) => [tid, args?.name ?? '']),
  )
  const sync: Span[] = []
  const open = new Map<number, Span[]>()
  const last = new Map<number, number>()
  const async = new Map<string, Span>()
  for (const { ph, name, tid, ts, cat, id2, args } of events) {
    expect(cat).toBe('procpilot')
    expect(threads.has(tid)).toBe(true)
    expect(ts).toBeGreaterThanOrEqual(last.get(tid) ?? 0)
    last.set(tid, ts)
    const span: Span = { name, tid, begin: ts, inner: [] }
    const stack = open.get(tid) ?? []
    open.set(tid, stack)
    if (ph === 'B') {
      ;(stack.at(-1)?.inner ?? sync).push(span)
      stack.push(span)
    } else if (ph === 'E') {
      const ended = stack.pop()
      expect(ended?.name).toBe(name)
      Object.assign(ended ?? {}, { end: ts })
    } else {
      const id = id2?.local ?? ''
      expect(id).toMatch(/^0x[\da-f]+$/)
      expect(['b', 'e']).toContain(ph)
      expect(async.has(id)).toBe(ph === 'e')
      if (ph === 'b') {
        async.set(id, args?.message === undefined ? span : { ...span, message: args.message })
      } else {
        const begun = async.get(id)
        expect(begun).toMatchObject({ name, tid })
        expect(begun?.end).toBeUndefined()
        Object.assign(begun ?? {}, { end: ts })
      }
    }
  }
  return { trace, threads, sync, async: [...async.values()] }
}

/** Names as a tree: `a(b c(d))`. */
export function outline(spans: Span[]): string {
  return spans
    .map(({ name, inner }) => (inner.length > 0 ? `${name}(${outline(inner)})` : name))
    .join(' ')
}
