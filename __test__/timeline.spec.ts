import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { saveTimeline, saveTimelineSync, TimelineEvent, timelineEvent } from '../index.js'
import { testWith } from './helpers/facilities.js'
import { folder, isAlone, outline, read, run, traceOf } from './helpers/traces.js'

const lines = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)

describe('without PROCPILOT_TIMELINE_FILE_PATH', () => {
  test('a function stays itself, and events do nothing', () => {
    const fn = (): number => 1
    expect(timelineEvent('name', fn)).toBe(fn)
    using event = new TimelineEvent('name', 'message').begin()
    event.end()
  })

  test('there is nothing to save', async () => {
    const error = expect.objectContaining({ code: 'ERR_INVALID_STATE' })
    const path = join(folder(), 'trace.json')
    for (const where of [undefined, path]) {
      expect(() => saveTimelineSync(where)).toThrow(error)
      await expect(saveTimeline(where)).rejects.toThrow(error)
    }
    expect(existsSync(path)).toBe(false)
  })

  test('garbage is refused all the same', async () => {
    const typeError = expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    for (const garbage of [1, null, {}, Symbol('name')] as never[]) {
      expect(() => new TimelineEvent(garbage)).toThrow(typeError)
      expect(() => new TimelineEvent('name', garbage)).toThrow(typeError)
      expect(() => timelineEvent(garbage, () => 1)).toThrow(typeError)
      expect(() => timelineEvent('name', garbage)).toThrow(typeError)
      expect(() => saveTimelineSync(garbage)).toThrow(typeError)
      await expect(saveTimeline(garbage)).rejects.toThrow(typeError)
    }
  })
})

describe('timelineEvent', () => {
  test('calls nest as they do on the stack, thrown errors included', () => {
    const { sync, async, threads, trace, stdout } = traceOf('call stack')
    expect(outline(sync)).toBe('outer(inner(leaf) thrower(inner(leaf)) leaf) leaf')
    expect(sync.every(({ end }) => end !== undefined)).toBe(true)
    expect(async).toEqual([])
    expect([...threads.values()]).toEqual(['main'])
    expect(trace.displayTimeUnit).toBe('ms')
    expect(lines(stdout)).toEqual(['as it should be'])
  })

  test('this, arguments, results, name and length are those of the function', () => {
    const { stdout, sync, async } = traceOf('signature')
    expect(lines(stdout)).toEqual([[3, 16, 'add', 1, true, 5, true, 0, [1]]])
    expect(outline(sync)).toBe('add add lazy generator')
    expect(outline(async)).toBe('async async')
  })

  test('asynchronous calls overlap, whatever becomes of them', () => {
    const { stdout, sync, async } = traceOf('overlapping')
    expect(lines(stdout)).toEqual([['fulfilled', 'rejected', 'fulfilled']])
    expect(outline(sync)).toBe('leaf leaf leaf leaf leaf leaf')
    expect(outline(async)).toBe('work work work')
    const [first, second, third] = async.map(({ end }) => end ?? NaN) as [number, number, number]
    expect(second).toBeLessThan(third)
    expect(third).toBeLessThan(first)
    expect(Math.max(...async.map(({ begin }) => begin))).toBeLessThan(second)
  })

  test('a long synchronous part stays on the stack', () => {
    const { sync, async } = traceOf('long synchronous part')
    expect(sync.map(({ name, inner }) => [name, inner.length])).toEqual([['long', 2000]])
    expect(outline(async)).toBe('long')
    expect(async[0]?.begin).toBeGreaterThanOrEqual(sync[0]?.end ?? Infinity)
  })

  test('a rejection that nobody handles is still told', () => {
    expect(lines(traceOf('unhandled rejection').stdout)).toEqual(['nobody cares'])
  })
})

describe('TimelineEvent', () => {
  test('begins once, ends once, and again', () => {
    const { async, sync, stdout } = traceOf('events')
    expect(outline(async)).toBe('event other event left open')
    expect(async.map(({ message }) => message)).toEqual([
      'message',
      undefined,
      'message',
      undefined,
    ])
    expect(async.map(({ end }) => end !== undefined)).toEqual([true, true, true, false])
    expect(sync).toEqual([])
    expect(lines(stdout)).toEqual([true, Array.from({ length: 6 }, () => 'ERR_INVALID_ARG_TYPE')])
  })

  test('any text is kept, but for half surrogate pairs', () => {
    const { async } = traceOf('texts')
    const names = ['', '"\\/\b\t\n\f\r\0\x1f\x7f\u2028', 'ä€😀', '\ufffd', 'a\ufffdb']
    expect(async.map(({ name }) => name)).toEqual([...names, 'x'.repeat(100_000)])
    expect(async.map(({ message }) => message)).toEqual(async.map(({ name }) => name))
  })
})

describe('saving', () => {
  test('at exit, from within a call', () => {
    const { status, stderr, path } = run('exit within')
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
    const { sync } = read(path)
    expect(outline(sync)).toBe('main(leaf)')
    expect(sync[0]?.end).toBeUndefined()
  })

  testWith('exit events as in Node')('at an uncaught exception', () => {
    const { status, stderr, path } = run('uncaught exception')
    expect(status).toBe(1)
    expect(stderr).toContain('as it should be')
    expect(outline(read(path).sync)).toBe('leaf')
  })

  test('not if nothing was recorded', () => {
    const { status, path } = run('nothing')
    expect(status).toBe(0)
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test('at a path that has the pid in it', () => {
    const directory = folder()
    const { status } = run('call stack', {
      PROCPILOT_TIMELINE_FILE_PATH: join(directory, 'trace-${pid}.json'),
    })
    expect(status).toBe(0)
    const [file = ''] = readdirSync(directory)
    const { pid } = read(join(directory, file)).trace.traceEvents[0] ?? {}
    expect(file).toBe(`trace-${pid}.json`)
  })

  testWith('posix')('at a relative path, though the directory changes', () => {
    const name = `.procpilot-test-${process.pid}.json`
    const { status } = run('another directory', { PROCPILOT_TIMELINE_FILE_PATH: name })
    expect(status).toBe(0)
    expect(existsSync(name)).toBe(true)
    rmSync(name)
  })

  test('again, and several at a time, writes all of it', () => {
    const { stdout, path, trace } = traceOf('saved twice')
    const saved = { path, events: 8, dropped: 0 }
    expect(lines(stdout)).toEqual([
      { path, events: 6, dropped: 0 },
      6,
      { ...saved, path: `${path}.sync` },
      Array.from({ length: 5 }, () => saved),
      ['trace.json', 'trace.json.sync'],
    ])
    expect(trace.otherData).toMatchObject({ events: 8, dropped: 0, maxEvents: 4_194_304 })
    expect(read(`${path}.sync`).trace.traceEvents).toEqual(trace.traceEvents)
  })

  test('goes on beside the event loop, and writes what there was when it began', () => {
    const { stdout, trace } = traceOf('recorded while saved')
    const [saved, other] = lines(stdout) as [{ events: number; turns: number }, object]
    expect(saved.events).toBe(200_000)
    expect(saved.turns).toBeGreaterThan(1)
    expect(other).toMatchObject({ events: 200_000 })
    expect(trace.otherData.events).toBe(200_000 + 20 * saved.turns)
  })

  test('at exit outdoes what is still under way', () => {
    const { trace, path } = traceOf('saved at exit meanwhile')
    expect(trace.otherData.events).toBe(100_002)
    expect(isAlone(path)).toBe(true)
  })

  test('synchronously outdoes what is still under way', () => {
    const { stdout } = traceOf('saved synchronously meanwhile')
    expect(lines(stdout)).toEqual([100_002, [100_000, 100_000], ['trace.json']])
  })

  testWith('posix')('leaves the file of before whole if the process is killed meanwhile', () => {
    const { signal, path } = run('killed while saving')
    expect(signal).toBe('SIGKILL')
    // The second may have come to its end.
    expect([20_000, 40_000]).toContain(read(path).trace.otherData.events)
  })

  test('errors tell the path, and leave nothing', () => {
    const { stdout, path } = traceOf('errors')
    // Nothing was saved yet: what is below the file is in no folder.
    const expected = ['ENOENT', 'EISDIR', 'ENOENT'].map((code) => [
      [code, true, 'write'],
      [code, true, 'write'],
    ])
    const refused = ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE', 'ERR_INVALID_ARG_TYPE']
    const told = lines(stdout) as [string, unknown][][]
    expect(told.slice(0, 3)).toEqual(expected)
    expect(told.slice(3).map((both) => both.map(([code]) => code))).toEqual(
      refused.map((code) => [code, code]),
    )
    expect(isAlone(path)).toBe(true)
  })

  testWith('mount namespaces')('a full disk is told, and nothing is left on it', () => {
    const directory = folder()
    const mount = `mount -t tmpfs -o size=1m none ${directory}; exec "$@"`
    const path = join(directory, 'trace.json')
    const wrapper = ['unshare', '--mount', 'sh', '-c', mount, 'sh']
    const result = run('full', { PROCPILOT_TIMELINE_FILE_PATH: path }, wrapper)
    expect(lines(result.stdout)).toEqual(['ENOSPC', 'ENOSPC', []])
    expect(result.status).toBe(0)
    expect(result.stderr).toContain(`the timeline was not saved to ${path}`)
  })

  testWith('linux')('what is no file is written to, not replaced', () => {
    const { status, stderr } = run('full', { PROCPILOT_TIMELINE_FILE_PATH: '/dev/full' })
    expect(status).toBe(0)
    // Deno's error has no code.
    expect(stderr).toMatch(/ENOSPC|No space left on device/)
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
  })
})

describe('the limit', () => {
  const PROCPILOT_TIMELINE_MAX_EVENTS = '1000'

  test('drops whole spans, and says how many', () => {
    const { trace, sync, async, stdout } = traceOf('limited', { PROCPILOT_TIMELINE_MAX_EVENTS })
    const { events, dropped, maxEvents } = trace.otherData
    expect(maxEvents).toBe(1000)
    expect(events).toBeGreaterThan(900)
    expect(events).toBeLessThanOrEqual(1000)
    expect(events + dropped).toBe(400 + 2 + 4000)
    expect(lines(stdout)).toEqual([expect.objectContaining({ events, dropped })])
    const all = [...sync, ...sync.flatMap(({ inner }) => inner), ...async]
    expect(all.every(({ end }) => end !== undefined)).toBe(true)
    expect(async.filter(({ name }) => name === 'open')).toHaveLength(200)
  })

  test('is one for texts, too', () => {
    const { trace, async } = traceOf('texts limited', { PROCPILOT_TIMELINE_MAX_EVENTS })
    const { events, dropped } = trace.otherData
    expect(events + dropped).toBe(2000)
    expect(async.length).toBeGreaterThan(10)
    expect(async.length).toBeLessThan(4000 / 60)
    async.forEach(({ message }, index) => expect(message).toBe(`${index} `.repeat(20)))
  })

  test.each(['0', '-1', '1.5', 'many', '99999999999'])('%s is ignored, with a warning', (value) => {
    const { stderr, path } = run('call stack', { PROCPILOT_TIMELINE_MAX_EVENTS: value })
    expect(stderr.match(/PROCPILOT_INVALID_TIMELINE_MAX_EVENTS/g)).toHaveLength(1)
    expect(read(path).trace.otherData.maxEvents).toBe(4_194_304)
  })
})
