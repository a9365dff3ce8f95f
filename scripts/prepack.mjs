// Runs before `npm pack`: builds what is packed, and lists the packages of all platforms.
import { addOptionalDependencies } from './manifest.mjs'
import { setUpPackage } from './setup.mjs'

setUpPackage()
addOptionalDependencies()
