// A Python that stays, and kills trees by psutil.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../python.py', import.meta.url))

/** @type {Promise<(request: object) => Promise<unknown>> | undefined} */
let python

async function start() {
  const program = process.env['PROCPILOT_PYTHON'] ?? 'python3'
  const child = spawn(program, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child, 'spawn')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (/** @type {object} */ request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value } = await lines.next()
    return JSON.parse(value)
  }
}

/** @param {object} request */
async function ask(request) {
  return (await (python ??= start()))(request)
}

/** Nothing if it can be asked. */
export async function whyNoPsutil() {
  try {
    return String(await ask({ task: 'missing', by: 'psutil' }))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** @param {number} pid */
export async function killByPsutil(pid) {
  await ask({ task: 'kill', pid })
}
