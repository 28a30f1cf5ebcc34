// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Refuses an old Node with a sentence, and installs the dependencies where they are absent or out of date. */
export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `需要 Node 20.19 以上，现为 ${process.versions.node}。请到 https://nodejs.org 安装新版后再试。`,
    )
    process.exit(1)
  }
  if (installed()) return
  console.log('正在安装依赖（首次约一分钟）……')
  const npm = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'],
    { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
  )
  if (npm.status !== 0) {
    console.error('安装依赖没有成功。请检查网络与 npm 源（npm config get registry），再运行一次。')
    process.exit(npm.status ?? 1)
  }
}

/** npm writes the lock it installed beside the packages; an older one means the packages are not these. */
function installed() {
  const marker = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(marker)) return false
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const have = JSON.parse(readFileSync(marker, 'utf8')).packages
  return Object.entries(want).every(
    ([path, p]) => path === '' || p.optional || have[path]?.version === p.version,
  )
}

/** Runs a TypeScript entry with the installed loader and ends with its exit code; signals are handed on. */
export function runTypeScript(entry, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, entry), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
