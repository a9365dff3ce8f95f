// Trees that fork while they are being ended. PROCPILOT_ROUNDS makes it more rounds, for soaking.
import { once } from 'node:events'
import { afterEach, describe, expect } from 'vitest'
import {
  createProcessScope,
  type KillOptions,
  killProcessTree,
  type KillReport,
  type ProcessScope,
} from '../index.js'
import { testWith } from './helpers/facilities.js'
import { firstLine, fixture, pidOf, start, until } from './helpers/processes.js'
import { carriers, marked, newMark } from './helpers/trees.js'

const ROUNDS = Number(process.env['PROCPILOT_ROUNDS'] ?? 0) || 100
/** The trees differ in size, and in the moment at which they are ended. */
const DEPTHS = [0, 1, 0, 1, 2]

interface Storm {
  pid: number
  mark: string
  scope: ProcessScope
  /** Reaped by us. */
  ended: Promise<unknown>
}

async function startStorm(round: number, kind: 'single' | 'double'): Promise<Storm> {
  const mark = newMark()
  const scope = createProcessScope()
  const depth = String(DEPTHS[round % DEPTHS.length])
  const child = start('sh', [fixture('storm.sh'), depth, kind], { env: marked(mark, scope.env) })
  const ended = once(child, 'exit')
  await firstLine(child)
  return { pid: pidOf(child), mark, scope, ended }
}

let worst: { round: number; survivors: number[] } | undefined

afterEach(() => {
  worst = undefined
})

async function endStorms(
  kind: 'single' | 'double',
  end: (storm: Storm, round: number) => Promise<KillReport>,
): Promise<number> {
  let ended = 0
  for (let round = 0; round < ROUNDS; round++) {
    const storm = await startStorm(round, kind)
    const report = await end(storm, round)
    const survivors = carriers(storm.mark)
    if (survivors.length > (worst?.survivors.length ?? 0)) {
      worst = { round, survivors }
    }
    if (!report.ok) {
      worst ??= { round, survivors }
    }
    ended += report.processes.length
    survivors.forEach((pid) => process.kill(pid, 'SIGKILL'))
    await storm.ended
    await until(() => carriers(storm.mark).length === 0, 'the end of the storm')
  }
  return ended
}

/** By force, and by a signal that is acted on. */
const optionsOf = (round: number): KillOptions => ({ force: round % 2 === 0 })

describe(`a storm of forks, ${ROUNDS} rounds, leaves nobody behind`, () => {
  testWith('linux')('when its tree is ended', async () => {
    const ended = await endStorms('single', ({ pid }, round) =>
      killProcessTree(pid, optionsOf(round)),
    )
    expect(worst).toBeUndefined()
    expect(ended).toBeGreaterThan(ROUNDS * 10)
  })

  testWith('linux')('when its scope is ended, double forks and all', async () => {
    const ended = await endStorms('double', ({ scope }, round) => scope.kill(optionsOf(round)))
    expect(worst).toBeUndefined()
    expect(ended).toBeGreaterThan(ROUNDS * 10)
  })
})
