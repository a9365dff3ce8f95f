import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../../scripts/tools.mjs'
import { choose } from './names.mjs'

/**
 * What the command line asks for; throws if it makes no sense.
 * @param {string[]} args
 */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      library: { type: 'string' },
      'no-baseline': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '5' },
      update: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 2) {
    throw new Error(`--runs takes a whole number from 2 on, and not ${values.runs}`)
  }
  if (positionals.length > 0 && values.only.length === 0) {
    throw new Error(`not understood: ${positionals.join(' ')} (--only ${positionals.join(' ')}?)`)
  }
  const wanted = [...values.only, ...positionals]
  return {
    names: choose(wanted),
    isAll: wanted.length === 0,
    isUpdate: values.update,
    runs,
    compares: !values['no-baseline'],
    json: values.json,
    /** As a module's URL; dist/ if undefined. */
    library: values.library === undefined ? undefined : toUrl(values.library),
  }
}

export const built = toUrl(resolve(root, 'dist/index.js'))

/** @param {string} library */
function toUrl(library) {
  return library.startsWith('file:') ? library : pathToFileURL(library).href
}
