// What the benchmarks need beside the package: packages of their own, and the floor in C.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { once, root, run, runNpm } from './tools.mjs'

/** The packages to compare with, and the one that draws. */
export function setUpBenchmarkPackages() {
  once(
    'benchmark',
    {
      inputs: ['benchmark/package-lock.json'],
      outputs: () => existsSync(join(root, 'benchmark/node_modules/.package-lock.json')),
    },
    () => {
      console.log("setup: installing the benchmark's dependencies (npm ci)")
      runNpm(['ci', '--prefix', 'benchmark', '--no-audit', '--no-fund'])
    },
  )
}

export function setUpFloor() {
  const { status, stdout } = spawnSync('cc', ['--version'], { encoding: 'utf8' })
  if (process.platform !== 'linux') {
    console.log('setup: the floor addon is for Linux, without it')
    return
  }
  if (status !== 0) {
    console.log('setup: no C compiler (cc), measuring without the floor addon')
    return
  }
  const build = join(root, 'benchmark/floor/build')
  const addon = ['floor', 'trees']
  const programs = ['crowd', 'sleeper', 'storm', 'tree']
  once(
    'floor',
    {
      inputs: [
        ...[...addon, ...programs].map((name) => `benchmark/floor/${name}.c`),
        'benchmark/floor/floor.h',
        'benchmark/package-lock.json',
      ],
      outputs: () => ['floor.node', ...programs].every((file) => existsSync(join(build, file))),
      also: stdout,
    },
    () => {
      console.log('setup: compiling the floor addon')
      mkdirSync(build, { recursive: true })
      const include = 'benchmark/node_modules/node-api-headers/include'
      const common = ['-O2', '-Wall', '-Wextra', '-I', include]
      const output = 'benchmark/floor/build'
      run('cc', [
        ...[...common, '-shared', '-fPIC'],
        ...['-o', `${output}/floor.node`, ...addon.map((name) => `benchmark/floor/${name}.c`)],
      ])
      for (const name of programs) {
        run('cc', [...common, '-o', `${output}/${name}`, `benchmark/floor/${name}.c`])
      }
    },
  )
}
