// The experiments in Rust, as run.mjs has built them.
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ files: number, directories: number }} Counts
 * @typedef {{
 *   empty(): void,
 *   recordEvent(name: number, id: number, message: number): void,
 *   recordEventRaw(name: number, id: number, message: number): void,
 *   recordNamedEvent(name: string, id: number, message: number): void,
 *   clearEvents(): number,
 *   parseThreshold(text: string): number | null,
 *   readThreshold(): number | null,
 *   callEach(call: (item: number) => void, count: number): void,
 *   NativeRunner: new (
 *     call: (item: number) => void, count: number, concurrency: number
 *   ) => { finished(): void },
 *   walk(path: string): Counts,
 *   walkOnThreads(path: string, threads: number): Counts,
 *   mergeValues(into: object, from: object): object,
 *   mergeTexts(into: string, from: string): string,
 *   parseAndKeep(text: string): number,
 *   parseToObjects(text: string): object,
 *   setRows(count: number, name: string, identity: string): void,
 *   rowsAsObjects(): object[],
 *   rowsAsJson(): string,
 *   rowsAsColumns(): { numbers: Uint32Array, names: string, identities: string },
 *   answersAsBooleans(pids: Uint32Array): boolean[],
 *   answersAsBytes(pids: Uint32Array): Uint8Array,
 *   scanSync(path: string): number,
 *   scanOnLibuv(path: string): Promise<number>,
 *   scanOnNewThread(path: string): Promise<number>,
 *   scanOnOwnPool(path: string): Promise<number>,
 *   getWithUreq(url: string): Promise<string>,
 *   getWithTcp(port: number, path: string): Promise<string>,
 * }} Addon
 */

export const ADDON = fileURLToPath(
  new URL('../../target/decisions/decisions.node', import.meta.url),
)

/** @returns {Addon} */
export function loadAddon() {
  /** @type {{ exports: any }} */
  const module = { exports: {} }
  process.dlopen(module, ADDON)
  return module.exports
}
