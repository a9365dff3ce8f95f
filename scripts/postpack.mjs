// Runs after `npm pack`: leaves package.json as it is committed.
import { removeOptionalDependencies } from './manifest.mjs'

removeOptionalDependencies()
