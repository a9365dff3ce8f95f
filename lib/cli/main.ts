import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { version } from '../../package.json'
import { alive } from './alive.js'
import { doctor } from './doctor.js'

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
  .argument('<pid...>', 'process ids', toPid)
  .action(alive)

function toPid(text: string, previous: number[] = []): number[] {
  const pid = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(pid) || pid < 1) {
    throw new InvalidArgumentError('A pid is a whole number from 1.')
  }
  return [...previous, pid]
}

try {
  program.parse()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : NO_ANSWER
  } else {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = NO_ANSWER
  }
}
