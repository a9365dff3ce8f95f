// npm run release:rehearse: publishes everything to a registry on the loopback interface, installs
// procpilot by its name from there into an empty project, runs the tour, and shuts all down.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platforms, readManifest } from '../manifest.mjs'
import { hasBinding, setUp } from '../setup.mjs'
import { npmCommand, once, root, runNpm } from '../tools.mjs'
import { publishAll } from './publish.mjs'
import { startRegistry } from './registry.mjs'
import { writeStandIn } from './stand-in.mjs'

setUp()
once(
  'release',
  {
    inputs: ['scripts/release/package-lock.json'],
    outputs: () => existsSync(join(root, 'scripts/release/node_modules/.package-lock.json')),
  },
  () => {
    console.log('setup: installing verdaccio (npm ci)')
    runNpm(['ci', '--prefix', 'scripts/release', '--ignore-scripts', '--no-audit', '--no-fund'])
  },
)

const [npm, ...npmArgs] = npmCommand()
const directory = mkdtempSync(join(tmpdir(), 'procpilot-rehearsal-'))
/** @type {{ stop: () => Promise<void> } | undefined} */
let registry
try {
  const upstream = execFileSync(npm, [...npmArgs, 'config', 'get', 'registry'], {
    cwd: root,
    encoding: 'utf8',
  }).trim()
  const started = await startRegistry(directory, upstream)
  registry = started
  console.log(`rehearse: a registry is listening at ${started.url}`)
  const options = ['--userconfig', started.npmrc, '--registry', started.url]
  const cache = ['--cache', join(directory, 'cache')]
  // Provenance is a statement of the build service, and there is none here.
  publishAll(collectBinaries(join(directory, 'binaries')), [
    ...options,
    ...cache,
    '--no-provenance',
  ])
  tryOut([...options, ...cache])
} finally {
  await registry?.stop()
  rmSync(directory, { recursive: true, force: true })
}
console.log('rehearse: done, the registry is shut down')

/**
 * This checkout has only some of the binaries; the others get a stand-in, which is a header and no
 * more: nobody can install it, since `os`, `cpu` and `libc` are not theirs, or load it.
 * @param {string} folder
 */
function collectBinaries(folder) {
  mkdirSync(folder)
  for (const platform of platforms()) {
    const file = `procpilot.${platform}.node`
    const built = join(root, 'lib/native', file)
    if (existsSync(built)) {
      copyFileSync(built, join(folder, file))
      console.log(`rehearse: ${platform} is the binary of this checkout`)
    } else {
      writeStandIn(platform, join(folder, file))
      console.log(`rehearse: ${platform} is not built here, a stand-in takes its place`)
    }
  }
  return folder
}

/** @param {string[]} options */
function tryOut(options) {
  const project = join(directory, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
  const install = ['install', 'procpilot', '--no-audit', '--no-fund', ...options]
  execFileSync(npm, [...npmArgs, ...install], { cwd: project, stdio: 'inherit' })
  const { version, optionalDependencies = {} } = readManifest(
    join(project, 'node_modules/procpilot'),
  )
  const listed = Object.values(optionalDependencies)
  if (listed.length !== platforms().length || listed.some((wanted) => wanted !== version)) {
    throw new Error(`It does not ask for all platforms in ${version}: ${JSON.stringify(listed)}`)
  }
  // The tour is the checkout's, and imports the installed package.
  mkdirSync(join(project, 'scripts'))
  copyFileSync(join(root, 'scripts/tour.mjs'), join(project, 'scripts/tour.mjs'))
  cpSync(join(root, '__test__/fixtures'), join(project, '__test__/fixtures'), { recursive: true })
  execFileSync(process.execPath, ['scripts/tour.mjs', project], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, PROCPILOT_BACKEND: hasBinding() ? 'native' : 'js' },
  })
}
