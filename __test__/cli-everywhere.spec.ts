// What the spec of the command line does with shells, as far as every system can.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { getProcessIdentity, isProcessAlive } from '../index.js'
import { testWith } from './helpers/facilities.js'
import { startPair } from './helpers/pairs.js'
import { startDead, startLive } from './helpers/processes.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
}

testWith('identities')('id prints the identity, which alive and wait take', async () => {
  const pid = await startLive()
  const identity = getProcessIdentity(pid) ?? ''
  expect(run('id', String(pid))).toMatchObject({ status: 0, stdout: `${identity}\n` })
  expect(run('alive', identity)).toMatchObject({ status: 0, stdout: `${identity} alive\n` })
  expect(run('wait', identity, '--timeout', '10').status).toBe(1)
  process.kill(pid, 'SIGKILL')
  expect(run('wait', identity, String(pid)).status).toBe(0)
  expect(run('alive', identity)).toMatchObject({ status: 1, stdout: `${identity} not alive\n` })
  expect(run('id', String(await startDead())).status).toBe(1)
})

testWith('lists of processes')('tree draws the descendants', async () => {
  const { pids } = await startPair()
  const [first, second] = pids
  const { status, stdout } = run('tree', String(first))
  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`^${first}\n└─ ${second} \\S+\n$`))
  const dead = await startDead()
  expect(run('tree', String(dead))).toMatchObject({ status: 1, stderr: `${dead} not alive\n` })
})

testWith('lists of processes')('kill-tree ends a tree, and says how', async () => {
  const { pids } = await startPair()
  const [first, second] = pids
  const identity = getProcessIdentity(first) ?? ''
  const { status, stdout, stderr } = run('kill-tree', identity, '--force')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(new RegExp(`^${first} \\S+ killed\n${second} \\S+ killed\n$`))
  expect(pids.filter((pid) => isProcessAlive(pid))).toEqual([])
  expect(run('kill-tree', identity)).toMatchObject({ status: 1, stderr: `${identity} not alive\n` })
})
