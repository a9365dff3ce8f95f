// What the scripts share. Node's own modules only: they run before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs a program in the checkout with our own streams; ends this one if it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function run(program, args, env = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  if (result.error) {
    throw result.error
  }
  if (result.status !== 0) {
    console.error(`failed: ${[program, ...args].join(' ')}`)
    process.exit(result.status ?? 1)
  }
}

/**
 * Runs the command line tool of an installed package.
 * @param {string} tool
 * @param {string[]} args
 */
export function runTool(tool, args) {
  run(process.execPath, [toolScript(tool), ...args])
}

/**
 * The script behind the command line tool of an installed package.
 * @param {string} tool
 */
export function toolScript(tool) {
  const directory = join(root, 'node_modules', tool)
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  return join(directory, typeof bin === 'string' ? bin : Object.values(bin)[0])
}

/**
 * @param {string[]} args
 */
export function runNpm(args) {
  const [program, ...start] = npmCommand()
  // `npm pack --dry-run` hands it on to what its scripts start.
  run(program, [...start, ...args], { npm_config_dry_run: 'false' })
}

/**
 * How npm is started: as a script, since on Windows the program is a batch file, which wants a shell.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const node = dirname(process.execPath)
  const places = ['node_modules', '../lib/node_modules'].map((place) =>
    join(node, place, 'npm/bin/npm-cli.js'),
  )
  const script = process.env['npm_execpath'] ?? places.find((place) => existsSync(place))
  return script === undefined ? ['npm'] : [process.execPath, script]
}

/** The version line of cargo; `undefined` where there is none that works. */
export function cargoVersion() {
  const { status, stdout } = spawnSync('cargo', ['--version'], { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/**
 * Does the work unless it was done for the same inputs and its outputs are still there.
 * @param {string} name
 * @param {{ inputs: string[], outputs: () => boolean, also?: string }} what
 * @param {() => void} work
 */
export function once(name, { inputs, outputs, also = '' }, work) {
  const stamp = join(root, '.setup', name)
  const hash = createHash('sha256').update(also)
  for (const file of inputs.flatMap(filesBelow).toSorted()) {
    hash.update(file).update(readFileSync(join(root, file)))
  }
  const digest = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && outputs()) {
    return
  }
  work()
  mkdirSync(join(root, '.setup'), { recursive: true })
  writeFileSync(stamp, digest)
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!statSync(join(root, path)).isDirectory()) {
    return [path]
  }
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  return entries.flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? filesBelow(inner) : [inner]
  })
}
