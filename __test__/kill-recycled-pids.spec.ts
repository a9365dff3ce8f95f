import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { testWith } from './helpers/facilities.js'
import { fixture } from './helpers/processes.js'

const ROUNDS = Number(process.env['PROCPILOT_ROUNDS'] ?? 0) || 1000

testWith('linux', 'pid namespaces')(
  `nobody who got a pid of the tree is signalled, ${ROUNDS} rounds`,
  async () => {
    // The shell is pid 1 there, and reaps orphans.
    const script = '"$0" "$@"; exit $?'
    const program = [process.execPath, fixture('recycle-tree.mjs'), String(ROUNDS)]
    const wrapped = ['--pid', '--fork', '--mount-proc', 'sh', '-c', script, ...program]
    const { stdout } = await promisify(execFile)('unshare', wrapped)
    const { recycled, mistakes } = JSON.parse(stdout) as { recycled: number; mistakes: string[] }
    expect(mistakes).toEqual([])
    // The third way needs the child to have been reaped in time.
    expect(recycled).toBeGreaterThan(ROUNDS * 0.9)
  },
)
