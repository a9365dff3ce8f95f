import { createRequire } from 'node:module'
import type { Case } from './measure.js'

type Api = typeof import('../index.js')

/** What floor/floor.c exports. */
export interface Floor {
  empty(): void
  emptyWithNumber(value: number): boolean
  pidfdOpenPollClose(pid: number): boolean
  pidfdOpenPollCloseMany(pids: Uint32Array): number
  robustList(pid: number): boolean
  robustListMany(pids: Uint32Array): number
  killZero(pid: number): boolean
  pidfdWatchClose(pid: number): boolean
  affinity(): number
  rlimit(): number
  holdPidfd(pid: number): boolean
  dropPidfds(): void
  readFile(path: string): number
  getdentsCount(path: string, enough: number): number
  walkChildren(pid: number): number
  killAll(pids: Uint32Array): number
}

/** What every feature's benchmark is given. */
export interface Context {
  /** The public functions, served by the native binding. */
  native: Api
  /** The same functions, served by the JavaScript fallback. */
  js: Api
  /** Or why there is none. */
  floor: Floor | string
}

const BUILT = new URL('../dist/index.js', import.meta.url).href

/** With another library than dist/, a module's URL. */
export async function createContext(library = BUILT): Promise<Context> {
  return {
    native: await load(library, 'native'),
    js: await load(library, 'js'),
    floor: loadFloor(),
  }
}

/** A module of its own for each backend: it chooses one at its first call and keeps it. */
async function load(library: string, backend: 'native' | 'js'): Promise<Api> {
  const api = (await import(`${library}?${backend}`)) as Api
  const before = process.env['PROCPILOT_BACKEND']
  process.env['PROCPILOT_BACKEND'] = backend
  const info = api.getBackendInfo()
  if (before === undefined) {
    delete process.env['PROCPILOT_BACKEND']
  } else {
    process.env['PROCPILOT_BACKEND'] = before
  }
  if (info.backend !== backend) {
    throw new Error(`asked for the ${backend} backend, got ${info.backend}`)
  }
  return api
}

function loadFloor(): Floor | string {
  if (process.platform !== 'linux') {
    return 'the floor is for Linux only'
  }
  try {
    return createRequire(import.meta.url)('./floor/build/floor.node') as Floor
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
    return isMissing ? 'no C compiler' : String(error)
  }
}

/** A case that the floor addon runs. */
export function floorCase(
  { floor }: Context,
  name: string,
  run: (floor: Floor) => () => unknown,
): Case {
  const isThere = typeof floor === 'object'
  return isThere
    ? { name, role: 'floor', run: run(floor) }
    : { name, role: 'floor', missing: floor }
}

/** An empty native call, with an argument and a result or without: what crossing costs by itself. */
export function emptyCase({ floor }: Context, argument?: number): Case {
  const name = argument === undefined ? 'empty native call' : 'empty native call, number to boolean'
  if (typeof floor !== 'object') {
    return { name, role: 'empty', missing: floor }
  }
  const { empty, emptyWithNumber } = floor
  const run = argument === undefined ? () => empty() : () => emptyWithNumber(argument)
  return { name, role: 'empty', run }
}
