import { waitForExit } from '../../index.js'

/** Waits, and exits with 1 if the time was up first. */
export async function wait(
  targets: (number | string)[],
  { timeout = Infinity }: { timeout?: number },
): Promise<void> {
  process.exitCode = (await waitForExit(targets, { timeout })) ? 0 : 1
}
