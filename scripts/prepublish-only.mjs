// Runs before `npm publish` of the folder, and never before that of a tarball. npm tells the
// registry the package.json that it reads after postpack, which lists no binaries any more: whoever
// installs would get the fallback.
import { readManifest } from './manifest.mjs'
import { root } from './tools.mjs'

const { name, version } = readManifest(root)
console.error(`Publish the tarball: npm pack, then npm publish ./${name}-${version}.tgz`)
process.exit(1)
