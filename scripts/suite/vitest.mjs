// Takes vitest's place where vitest itself cannot run: its own runner and its own matchers, put
// together as vitest does it.
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { getCurrentTest, startTests } from '@vitest/runner'
import { getTestName, getTests } from '@vitest/runner/utils'
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  ChaiStyleAssertions,
  customMatchers,
  getState,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import { hookTimeout, testTimeout } from './timeouts.mjs'

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from '@vitest/runner'

/**
 * @typedef {{ message: string, stack?: string, diff?: string }} Failure
 * @typedef {{ name: string, state: 'passed' | 'failed' | 'skipped', errors: Failure[] }} Result
 * @typedef {import('@vitest/runner').Suite} Suite
 * @typedef {import('@vitest/runner').VitestRunner} Runner
 */

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(ChaiStyleAssertions)
chai.use(JestAsymmetricMatchers)

export const expect = createExpect()

/** What vitest has beyond this (snapshots, poll, assertions) is missing, so that its use fails. */
function createExpect() {
  /** @type {any} */
  const created = (/** @type {unknown} */ value, /** @type {string | undefined} */ message) => {
    const { assertionCalls } = getState(created)
    setState({ assertionCalls: assertionCalls + 1 }, created)
    /** @type {any} */
    const assertion = chai.expect(value, message)
    const test = getCurrentTest()
    return test ? assertion.withTest(test) : assertion
  }
  const globals = /** @type {any} */ (globalThis)
  Object.assign(created, chai.expect, globals[ASYMMETRIC_MATCHERS_OBJECT])
  created.getState = () => getState(created)
  created.setState = (/** @type {object} */ state) => setState(state, created)
  setState({ assertionCalls: 0 }, created)
  created.extend = (/** @type {object} */ matchers) =>
    /** @type {any} */ (chai.expect).extend(created, matchers)
  created.extend(customMatchers)
  Object.defineProperty(globals, GLOBAL_EXPECT, { value: created, configurable: true })
  return /** @type {import('vitest').ExpectStatic} */ (created)
}

/**
 * Runs the tests of one file.
 * @param {string} path
 * @param {{ root: string, onStart: (name: string) => void }} options
 * @returns {Promise<{ tests: Result[], errors: Failure[] }>} all tests, and errors beside them
 */
export async function runSpec(path, { root, onStart }) {
  /** @type {Runner} */
  const runner = {
    config: {
      root,
      testTimeout,
      hookTimeout,
      name: undefined,
      setupFiles: [],
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 5,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: true,
    },
    importFile: (file) => import(pathToFileURL(file).href),
    onBeforeTryTask: (test) => {
      onStart(getTestName(test))
      setState({ assertionCalls: 0, currentTestName: getTestName(test) }, expect)
    },
    extendTaskContext: (context) => Object.assign(context, { expect }),
  }
  const [file] = await startTests([path], runner)
  if (file === undefined) {
    throw new Error(`no tests were collected from ${path}`)
  }
  const tests = getTests(file).map((test) => ({
    name: getTestName(test),
    state: stateOf(test),
    errors: plain(test.result?.errors),
  }))
  return { tests, errors: suitesOf(file).flatMap(({ result }) => plain(result?.errors)) }
}

/**
 * A test that was to run and did not, since a hook failed, is not skipped.
 * @param {import('@vitest/runner').Test} test
 * @returns {Result['state']}
 */
function stateOf({ mode, result }) {
  if (result?.state === 'pass') {
    return 'passed'
  }
  return (mode === 'skip' || mode === 'todo') && result?.state !== 'fail' ? 'skipped' : 'failed'
}

/**
 * @param {Suite} suite
 * @returns {Suite[]}
 */
function suitesOf(suite) {
  return [suite, ...suite.tasks.flatMap((task) => (task.type === 'suite' ? suitesOf(task) : []))]
}

/**
 * @param {{ message: string, stack?: string, diff?: string }[]} [errors]
 * @returns {Failure[]}
 */
function plain(errors = []) {
  return errors.map(({ message, stack = '', diff = '' }) => ({
    message,
    stack: stack.replaceAll(/\n[^\n]*node_modules\/vitest\/[^\n]*/g, ''),
    diff: stripVTControlCharacters(diff),
  }))
}
