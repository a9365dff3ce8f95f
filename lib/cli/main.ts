import { constants } from 'node:os'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { version } from '../../package.json'
import { alive } from './alive.js'
import { doctor } from './doctor.js'
import { id } from './id.js'
import { killTree } from './kill-tree.js'
import { tree } from './tree.js'
import { wait } from './wait.js'

/** Exit status for a call that makes no sense or can't be answered; 1 is an answer of its own. */
const NO_ANSWER = 2

const program = new Command('procpilot')
  .description('The truth about processes and about the limits of this machine.')
  .version(version)
  .exitOverride()

program
  .command('doctor')
  .description('show the CPU and descriptor limits, the workers they allow, and the backend')
  .option('--json', 'print JSON')
  .action(doctor)

program
  .command('alive')
  .description('say for each process whether it is alive; exit with 0 only if all are')
  .argument('<pid...>', 'process ids or identities', toTargets)
  .action(alive)

program
  .command('id')
  .description('print the identity of a process, to tell it from a later one with the same pid')
  .argument('<pid>', 'process id', toPid)
  .action(id)

program
  .command('wait')
  .description('wait until every process has exited; exit with 1 on timeout')
  .argument('<pid...>', 'process ids or identities', toTargets)
  .option('--timeout <ms>', 'milliseconds to wait at the most', toMilliseconds)
  .action(wait)

program
  .command('tree')
  .description('draw a process and its descendants')
  .argument('[pid]', 'process id; by default that of the caller', toPid, process.ppid)
  .action(tree)

program
  .command('kill-tree')
  .description('end a process and its descendants; exit with 0 only if all have ended')
  .argument('<pid>', 'process id or identity', toTarget)
  .option('--signal <name>', 'the graceful signal (default: SIGTERM)', toSignal)
  .option(
    '--grace <ms>',
    'milliseconds until what is left is killed (default: 10000)',
    toMilliseconds,
  )
  .option('--force', 'kill at once')
  .action(killTree)

function toPid(text: string): number {
  const pid = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(pid) || pid < 1) {
    throw new InvalidArgumentError('A pid is a whole number from 1.')
  }
  return pid
}

function toTarget(text: string): number | string {
  return text.startsWith('v') ? text : toPid(text)
}

function toTargets(text: string, previous: (number | string)[] = []): (number | string)[] {
  return [...previous, toTarget(text)]
}

/** With or without `SIG`, in any case. */
function toSignal(text: string): string {
  const name = text.toUpperCase().replace(/^(SIG)?/, 'SIG')
  if (!Object.hasOwn(constants.signals, name)) {
    throw new InvalidArgumentError('There is no such signal.')
  }
  return name
}

function toMilliseconds(text: string): number {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(milliseconds < 2 ** 31)) {
    throw new InvalidArgumentError('It must be a whole number of milliseconds below 2^31.')
  }
  return milliseconds
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : NO_ANSWER
  } else {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = NO_ANSWER
  }
}
