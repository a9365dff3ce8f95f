// What must not drift apart in the repository.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(at(path), 'utf8')

test('the package and the crates have one version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(read('Cargo.toml')).toContain(`\nversion = "${version}"\n`)
})

test('every export of the binding catches panics', () => {
  const sources = readdirSync(at('crates/binding/src')).map((file) =>
    read(`crates/binding/src/${file}`),
  )
  const exports = sources.flatMap((source) => source.match(/#\[napi[^\]]*\]\s*pub fn/g) ?? [])
  expect(exports.length).toBeGreaterThan(8)
  expect(exports.filter((attribute) => !attribute.includes('catch_unwind'))).toEqual([])
})

test('no profile aborts on panic', () => {
  expect(read('Cargo.toml')).not.toMatch(/panic\s*=\s*"abort"/)
})

describe('unsafe code', () => {
  const files = readdirSync(at('crates'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^(binding|process_utils)\/src\/.*\.rs$/.test(file))

  test('is allowed in sys/ alone, and where JavaScript’s memory is written to', () => {
    const allowing = files.filter((file) => /allow\(.*unsafe_code/.test(read(`crates/${file}`)))
    expect(allowing.toSorted()).toEqual([
      'binding/src/exit_flag.rs',
      'process_utils/src/sys/mod.rs',
    ])
  })

  test('is the only place that asks for the system', () => {
    const asking = files.filter((file) => /\btarget_os\b/.test(read(`crates/${file}`)))
    expect(asking).toEqual(['process_utils/src/sys/mod.rs'])
  })
})
