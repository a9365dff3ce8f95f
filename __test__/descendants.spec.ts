import { describe, expect, test } from 'vitest'
import { getDescendants, getProcessIdentity, getProcessState } from '../index.js'
import { testWith } from './helpers/facilities.js'
import {
  firstLine,
  pidOf,
  start,
  startDead,
  startNamed,
  startZombie,
  stateOf,
  until,
} from './helpers/processes.js'
import { groupsOf, startDeep, startTree, startWide } from './helpers/trees.js'

const withCode = (code: string): unknown => expect.objectContaining({ code })

describe('getDescendants', () => {
  testWith('linux')('tells what is known of a child', async () => {
    const { pid } = await startWide(1)
    const [child, ...others] = getDescendants(pid)
    const childPid = child?.pid ?? 0
    expect(others).toEqual([])
    expect(child).toEqual({
      pid: childPid,
      ppid: pid,
      depth: 1,
      name: 'sleep',
      state: 'running',
      identity: getProcessIdentity(childPid),
    })
  })

  testWith('linux').each([1, 50, 1000])('%i children', async (children) => {
    const { pid, alive } = await startWide(children)
    const descendants = getDescendants(pid)
    expect(descendants).toHaveLength(children)
    expect(descendants.every((one) => one.ppid === pid && one.depth === 1)).toBe(true)
    expect([pid, ...descendants.map((one) => one.pid)].toSorted()).toEqual(alive().toSorted())
  })

  testWith('linux')('a chain of 100, parents before children', async () => {
    const { pid, alive } = await startDeep(100)
    const descendants = getDescendants(pid)
    expect(descendants.map(({ depth }) => depth)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    const parents = [pid, ...descendants.map((one) => one.pid)]
    expect(descendants.map(({ ppid }) => ppid)).toEqual(parents.slice(0, -1))
    expect(parents.toSorted()).toEqual(alive().toSorted())
  })

  testWith('linux')('children in sessions and process groups of their own', async () => {
    const { pid, alive } = await startTree(
      // timeout(1) makes a process group of its own.
      'setsid sleep 600 >&2 & timeout 600 sleep 600 >&2 & echo ready; wait',
    )
    await until(() => alive().length === 4, 'all four')
    await until(() => groupsOf(alive()).size === 3, 'three process groups')
    expect(getDescendants(pid)).toHaveLength(3)
  })

  testWith('linux')('a zombie is told, and called one', async () => {
    const zombie = await startZombie()
    const found = getDescendants().find(({ pid }) => pid === zombie)
    expect(found).toMatchObject({ state: 'zombie', depth: 2 })
    expect(found?.identity).toMatch(/^v1-/)
    expect(getDescendants(zombie)).toEqual([])
  })

  testWith('linux')('children of a thread that is not the main one', async () => {
    const program = `
      const { Worker } = require('node:worker_threads')
      new Worker(\`const { spawn } = require('node:child_process')
        spawn('sleep', ['600']).on('spawn', () => console.log('ready'))
        setInterval(() => {}, 1000)\`, { eval: true })`
    const child = start(process.execPath, ['-e', program])
    await firstLine(child)
    expect(getDescendants(pidOf(child)).map(({ name }) => name)).toEqual(['sleep'])
    process.kill(getDescendants(pidOf(child))[0]?.pid ?? 0)
  })

  testWith('linux')('a stopped child is running', async () => {
    const { pid } = await startTree('sleep 600 >&2 & kill -STOP $!; echo ready; wait')
    const [child] = getDescendants(pid)
    await until(() => stateOf(child?.pid ?? 0) === 'T', 'the stop')
    expect(getDescendants(pid)).toMatchObject([{ state: 'running' }])
  })

  testWith('linux')('names are told as they are', async () => {
    const child = await startNamed('a) Z 1 (\n)')
    const found = getDescendants().find(({ pid }) => pid === child.pid)
    expect(found).toMatchObject({ name: 'a) Z 1 (\n)', state: 'running', ppid: process.pid })
  })

  testWith('fallback beside Linux')('is not supported where nothing tells', () => {
    expect(() => getDescendants()).toThrow(withCode('ENOTSUP'))
  })

  const byDefault = 'of this process by default, of nobody for a pid that is gone'
  testWith('lists of processes')(byDefault, async () => {
    const child = start(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'])
    await firstLine(child)
    expect(getDescendants()).toEqual(getDescendants(process.pid))
    expect(getDescendants().map(({ pid }) => pid)).toContain(child.pid)
    expect(getDescendants(await startDead())).toEqual([])
    expect(getDescendants(2 ** 31 - 1)).toEqual([])
    expect(getDescendants(2 ** 32 + process.pid)).toEqual([])
  })

  testWith('linux')('no thread is a process', async () => {
    const { pid } = await startWide(1)
    const states = getDescendants(process.pid).map((one) => getProcessState(one.pid))
    expect(states).not.toContain('gone')
    expect(getDescendants(process.pid).map((one) => one.pid)).toContain(pid)
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('%s is out of range', (pid) => {
    expect(() => getDescendants(pid)).toThrow(withCode('ERR_OUT_OF_RANGE'))
  })

  test.each(['1', null, {}])('%j is no pid', (pid) => {
    expect(() => getDescendants(pid as never)).toThrow(withCode('ERR_INVALID_ARG_TYPE'))
  })
})
