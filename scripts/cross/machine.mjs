// What a Debian machine needs in order to build for other systems and to run what was built.
import { spawnSync } from 'node:child_process'
import { run } from '../tools.mjs'

// `rustc-web` is a compiler that comes with the libraries of arm64 and the source of its own.
const packages = [
  'rustc-web',
  'rust-web-src',
  'rust-web-clippy',
  'mingw-w64',
  'wine',
  'wine64',
  'gcc-aarch64-linux-gnu',
  'libc6-dev-arm64-cross',
  'qemu-user-static',
  'libstd-rust-web-dev:arm64',
  'libc6:arm64',
  'libstdc++6:arm64',
]

const install = [
  'dpkg --add-architecture arm64',
  'apt-get update',
  `apt-get install --yes --no-install-recommends ${packages.join(' ')}`,
].join(' && ')

/** @param {string} name */
function isInstalled(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ', name], {
    encoding: 'utf8',
  })
  return status === 0 && stdout.split(' ').includes('installed')
}

/** @param {boolean} mayInstall as root */
export function prepareMachine(mayInstall) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the other systems are tested on Debian, x86-64')
  }
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) {
    return
  }
  if (!mayInstall) {
    throw new Error(
      `missing: ${missing.join(', ')}\nAs root: ${install}\nOr: npm run test:cross -- --install`,
    )
  }
  run('sh', ['-c', install])
}
