import treeify from 'object-treeify'
import { getDescendants, getProcessState, type ProcessInfo } from '../../index.js'
import { printable } from './printable.js'

type Branches = { [label: string]: Branches }

/** Draws the process and its descendants; says so on standard error if there is no such process. */
export function tree(pid: number): void {
  const descendants = getDescendants(pid)
  if (descendants.length === 0 && getProcessState(pid) === 'gone') {
    console.error(`${pid} not alive`)
    process.exitCode = 1
    return
  }
  console.log(String(pid))
  const drawing = treeify(toBranches(pid, descendants))
  if (drawing !== '') {
    console.log(drawing)
  }
}

/** Parents come before their children. */
function toBranches(root: number, descendants: ProcessInfo[]): Branches {
  const top: Branches = {}
  const byPid = new Map([[root, top]])
  for (const { pid, ppid, name, state } of descendants) {
    const branches: Branches = {}
    byPid.set(pid, branches)
    const label = [pid, printable(name), ...(state === 'zombie' ? ['(zombie)'] : [])].join(' ')
    const parent = byPid.get(ppid) ?? top
    parent[label] = branches
  }
  return top
}
