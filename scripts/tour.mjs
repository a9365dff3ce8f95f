// Shows on real processes what procpilot tells and `process.kill(pid, 0)` does not.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  createProcessScope,
  estimateFdsForDirectory,
  getBackendInfo,
  getMaxWorkersForFileMounts,
  getParallelThreads,
  isProcessAlive,
  killProcessTree,
  openProcess,
  runInParallel,
} from 'procpilot'
import { startZombie } from '../__test__/fixtures/zombie.mjs'

const directory = process.argv[2] ?? process.cwd()
const { backend, target, reason, features } = getBackendInfo()
const exitEvents = features.exitEvents === 'kernel' ? 'the kernel' : 'a poll'

/** @param {number} pid */
function answersKill(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * @param {string} what
 * @param {number} pid
 */
function compare(what, pid) {
  const answers = `process.kill(pid, 0): ${answersKill(pid)}, isProcessAlive(pid): ${isProcessAlive(pid)}`
  console.log(`  ${what.padEnd(28)} pid ${String(pid).padEnd(8)} ${answers}`)
}

/** @param {import('node:child_process').ChildProcess} child */
function pidOf(child) {
  if (child.pid === undefined) {
    throw new Error('the child could not be started')
  }
  return child.pid
}

const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
const pid = pidOf(child)
compare('a child that runs', pid)
const handle = openProcess(pid)
const reaped = once(child, 'exit')
const killedAt = performance.now()
handle.kill('SIGKILL')
await handle.exited
const told = (performance.now() - killedAt).toFixed(2)
await reaped
compare('the same, ended and reaped', pid)
console.log(
  `  its exit was told by ${exitEvents} ${told} ms after the kill; alive: ${handle.alive}`,
)
handle.close()

if (process.platform === 'win32') {
  console.log('  (Windows has no zombies)')
} else {
  const { pid: zombie, parent } = await startZombie()
  try {
    const deadline = Date.now() + 5000
    while (isProcessAlive(zombie) && Date.now() < deadline) {
      await delay(5)
    }
    compare('a zombie', zombie)
  } finally {
    parent.kill('SIGKILL')
  }
}

if (process.platform === 'linux') {
  const scope = createProcessScope()
  const daemon = 'setsid sleep 60 &'
  const tool = scope.spawn('sh', ['-c', `(${daemon}); sleep 60 & sleep 60 & echo; wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(/** @type {import('node:stream').Readable} */ (tool.stdout), 'data')
  const start = performance.now()
  const tree = await killProcessTree(pidOf(tool))
  const took = (performance.now() - start).toFixed(1)
  console.log(
    `  a shell and its ${tree.processes.length - 1} children ended in ${took} ms, confirmed: ${tree.ok}`,
  )
  const { processes } = await scope.kill()
  console.log(
    `  its scope had ${processes.length} more, a daemon; left: ${scope.processes().length}`,
  )
}

const fds = await estimateFdsForDirectory(directory)
const workers = await getMaxWorkersForFileMounts({ '/target': directory })
console.log(`  workers to transfer ${directory}: ${workers} (${fds} descriptors each)`)

const squares = await runInParallel(async (/** @type {number} */ n) => n * n, [1, 2, 3, 4, 5])
console.log(`  runInParallel, ${getParallelThreads()} at a time: ${squares.join(' ')}`)

console.log(
  `  answered by the ${backend} backend (${target}${reason === null ? '' : `; ${reason}`})`,
)
