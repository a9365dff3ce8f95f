// Runs the built suite with a program that stands in for Node, and reads what it prints.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * @typedef {{ passed: number, failed: number, skipped: number, names: string[] }} Result
 */

/**
 * @param {[program: string, ...args: string[]]} node
 * @param {string} suite
 * @param {{ args: string[], env?: NodeJS.ProcessEnv, log: string }} options
 * @returns {Promise<Result>}
 */
export async function runSuite([program, ...first], suite, { args, env = {}, log }) {
  mkdirSync(dirname(log), { recursive: true })
  // Under Wine, standard streams must be files.
  const file = openSync(log, 'w')
  const child = spawn(program, [...first, `${suite}/run.mjs`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', file, file],
  })
  closeSync(file)
  const exited = once(child, 'exit')
  let printed = 0
  const print = () => {
    const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
    lines.slice(printed).forEach((line) => console.log(line))
    printed = lines.length
    return lines
  }
  while (child.exitCode === null && child.signalCode === null) {
    await Promise.race([exited, delay(500)])
    print()
  }
  const lines = print()
  const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(lines.join('\n'))
  if (counts === null) {
    const how = child.signalCode ?? child.exitCode
    throw new Error(`the suite ended with ${how}, without a result: see ${log}`)
  }
  const names = lines.filter((line) => line.startsWith('skipped: '))
  return {
    passed: Number(counts[1]),
    failed: Number(counts[2]),
    skipped: Number(counts[3]),
    names: names.map((line) => line.slice('skipped: '.length)),
  }
}
