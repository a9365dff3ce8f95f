import { defineConfig } from 'vitest/config'
import { hasBinding } from './scripts/setup.mjs'

const tests = '__test__/**/*.spec.ts'
// What no backend has a part in runs once.
const alone = '__test__/alone/**/*.spec.ts'

/** The behaviour suite, over the backends that this checkout has. */
const projects = (hasBinding() ? ['native', 'js'] : ['js']).map((backend) => ({
  test: {
    name: backend,
    include: [tests],
    exclude: [alone],
    env: { PROCPILOT_BACKEND: backend },
  },
}))

export default defineConfig({
  test: {
    // Real processes, a million handles, and machines that others use as well.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    projects: [
      ...projects.map((project) => ({ extends: true as const, ...project })),
      { extends: true as const, test: { name: 'alone', include: [alone] } },
    ],
  },
})
