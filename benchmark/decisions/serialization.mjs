import { readFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import { toInfos } from '../../lib/native-processes.js'
import { findUnusedPids } from '../resources.js'
import { loadAddon } from './addon.mjs'
import { areProcessesAlive, getDescendants } from './library.mjs'
import { report, sync } from './report.mjs'
import { startTree } from './start-tree.mjs'

const COUNT = 1000

const addon = loadAddon()

async function* groups() {
  const { root, pids, end } = await startTree(COUNT)
  try {
    const infos = getDescendants(root)
    addon.setRows(COUNT, infos[0]?.name ?? '', infos[0]?.identity ?? '')
    yield {
      title: `${COUNT} processes from Rust to objects of JavaScript`,
      cases: [
        sync('columns, decoded in JavaScript, as it is', () => toInfos(addon.rowsAsColumns())),
        sync('objects made by napi-rs', () => addon.rowsAsObjects()),
        sync('JSON from Rust, JSON.parse', () => JSON.parse(addon.rowsAsJson())),
        sync('columns, not decoded', () => addon.rowsAsColumns()),
      ],
    }
    yield {
      title: `text or bytes of ${COUNT} processes, to send on`,
      cases: [
        sync('JSON.stringify of the objects', () => JSON.stringify(infos)),
        sync('v8.serialize of the objects', () => serialize(infos)),
        sync('JSON from Rust, instead of objects', () => addon.rowsAsJson()),
      ],
    }
    yield {
      title: `the part of the conversion in getDescendants, ${COUNT} children`,
      cases: [
        sync('getDescendants', () => getDescendants(root)),
        sync('columns, decoded in JavaScript', () => toInfos(addon.rowsAsColumns())),
      ],
    }
    const below = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'))
    yield checking('live', pids)
    yield checking('unused', findUnusedPids(COUNT, below))
  } finally {
    await end()
  }
}

/**
 * @param {string} kind
 * @param {number[]} pids
 */
function checking(kind, pids) {
  return {
    title: `the part of the conversion in areProcessesAlive, ${COUNT} ${kind} pids`,
    cases: [
      sync('areProcessesAlive', () => areProcessesAlive(pids)),
      sync('pids in, booleans back', () => addon.answersAsBooleans(Uint32Array.from(pids))),
      sync('pids in, bytes back, made booleans', () =>
        toBooleans(addon.answersAsBytes(Uint32Array.from(pids))),
      ),
    ],
  }
}

/** @param {Uint8Array} bytes */
function toBooleans(bytes) {
  /** @type {boolean[]} */
  const answers = []
  for (const byte of bytes) {
    answers.push(byte !== 0)
  }
  return answers
}

await report('serialization', groups())
