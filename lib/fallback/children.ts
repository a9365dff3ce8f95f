import { existsSync } from 'node:fs'
import { groupBy } from './group-by.js'
import { exists } from './liveness.js'
import { parseChildren } from './parse/children.js'
import { isOlder, listPids, type Process, see } from './processes.js'
import { listUnlessExhausted, readUnlessExhausted } from './read.js'

/** The children of a process, but for known ones; throws where descriptors have run out. */
export type ChildrenOf = (parent: Process, isKnown?: (pid: number) => boolean) => Process[]

/** How often a list is read while processes on it vanish. */
const ATTEMPTS = 4

let hasFiles: boolean | undefined

/** Whether the kernel tells children (CONFIG_PROC_CHILDREN). */
function hasChildrenFiles(): boolean {
  return (hasFiles ??= existsSync(`/proc/${process.pid}/task/${process.pid}/children`))
}

/** For one look: without the kernel's lists, all processes are read once, and sorted by parent. */
export function findChildren(isScanning = !hasChildrenFiles()): ChildrenOf {
  if (!isScanning) {
    return readChildren
  }
  let byParent: Map<number, Process[]> | undefined
  return (parent, isKnown = () => false) => {
    byParent ??= scan()
    const children = byParent.get(parent.pid) ?? []
    return children.filter((child) => !isKnown(child.pid) && isChild(child, parent))
  }
}

function scan(): Map<number, Process[]> {
  const found = listPids().map(see)
  return groupBy(
    found.filter((one) => one !== undefined),
    ({ ppid }) => ppid,
  )
}

/** What started before its parent is the child of a former holder of the pid. */
function isChild(child: Process, parent: Process): boolean {
  return child.start === null || (child.ppid === parent.pid && !isOlder(child, parent))
}

/**
 * The kernel continues a list after the last child that it told, or, once that one is reaped, at
 * its place, which is then another one's: a list is whole only if all that are on it are still
 * there.
 */
function readChildren(parent: Process, isKnown: (pid: number) => boolean = () => false): Process[] {
  const children = new Map<number, Process>()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const listed = listChildren(parent)
    let { isWhole } = listed
    for (const pid of listed.pids) {
      if (children.has(pid) || isKnown(pid)) {
        isWhole &&= exists(pid)
        continue
      }
      const child = see(pid)
      if (child && isChild(child, parent)) {
        // The list tells whose child it is where its own stat is hidden.
        children.set(pid, child.stat ? child : { ...child, ppid: parent.pid })
      } else {
        isWhole = false
      }
    }
    if (isWhole) {
      break
    }
  }
  return [...children.values()]
}

/** Each thread has children of its own, which pass to another one when it exits. */
function listChildren({ pid, stat }: Process): { pids: number[]; isWhole: boolean } {
  const task = `/proc/${pid}/task`
  if (stat?.threads === 1) {
    return { pids: readList(`${task}/${pid}`), isWhole: true }
  }
  const tids = listUnlessExhausted(task) ?? []
  const pids = tids.flatMap((tid) => readList(`${task}/${tid}`))
  const left = new Set(listUnlessExhausted(task))
  return { pids, isWhole: tids.every((tid) => left.has(tid)) }
}

function readList(thread: string): number[] {
  return parseChildren(readUnlessExhausted(`${thread}/children`) ?? '')
}
