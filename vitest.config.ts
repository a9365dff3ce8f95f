import { defineConfig } from 'vitest/config'
import { hasBinding } from './scripts/setup.mjs'
import { hookTimeout, testTimeout } from './scripts/suite/timeouts.mjs'

const tests = '__test__/**/*.spec.ts'
// What no backend has a part in runs once.
const alone = '__test__/alone/**/*.spec.ts'
// They share one packing.
const packing = '__test__/packing/**/*.spec.ts'

/** The behaviour suite, over the backends that this checkout has. */
const projects = (hasBinding() ? ['native', 'js'] : ['js']).map((backend) => ({
  test: {
    name: backend,
    include: [tests],
    exclude: [alone, packing],
    env: { PROCPILOT_BACKEND: backend },
  },
}))

export default defineConfig({
  test: {
    testTimeout,
    hookTimeout,
    projects: [
      ...projects.map((project) => ({ extends: true as const, ...project })),
      { extends: true as const, test: { name: 'alone', include: [alone] } },
      {
        extends: true as const,
        test: { name: 'packing', include: [packing], globalSetup: '__test__/packing/setup.ts' },
      },
    ],
  },
})
