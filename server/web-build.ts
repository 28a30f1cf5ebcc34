import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { webRoot } from './app.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Builds the three pages when they are absent or older than their sources. */
export async function buildWeb(say: (line: string) => void): Promise<void> {
  if (isFresh()) return
  say('正在构建网页……')
  const { build } = await import('vite')
  await build({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'error' })
}

function isFresh(): boolean {
  const built = join(webRoot, 'console', 'index.html')
  if (!existsSync(built)) return false
  const at = statSync(built).mtimeMs
  return ['web', 'contract', 'package-lock.json'].every((p) => newest(join(root, p)) <= at)
}

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}
