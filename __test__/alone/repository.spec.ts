// What must not drift apart in the repository.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { versionProblems } from '../../scripts/versions.mjs'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(at(path), 'utf8')

describe('the repository has one version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  const versionsIn = (path: string): string =>
    read(path)
      .replaceAll(`version": "${version}"`, 'version": "99.0.0"')
      .replaceAll(`version = "${version}"`, 'version = "99.0.0"')
      .replace('## [Unreleased]', '$&\n\n## [99.0.0]')

  test('in all places', () => {
    expect(versionProblems()).toEqual([])
  })

  test.each([
    'CHANGELOG.md',
    'Cargo.lock',
    'Cargo.toml',
    'crates/process_utils/benches/Cargo.lock',
    'crates/process_utils/fuzz/Cargo.lock',
    'npm/win32-x64-msvc/package.json',
    'package-lock.json',
  ])('and another one in %s is told', (changed) => {
    const problems = versionProblems((path) => (path === changed ? versionsIn(path) : read(path)))
    expect(problems).not.toEqual([])
    expect(problems.filter((problem) => !problem.startsWith(changed))).toEqual([])
  })

  test('and what npm pack adds is not committed', () => {
    const packed = read('package.json').replace('{', '{"optionalDependencies":{},')
    const problems = versionProblems((path) => (path === 'package.json' ? packed : read(path)))
    expect(problems).toEqual([expect.stringContaining('optionalDependencies')])
  })
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
