import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newestBelow } from '#kernel/files.ts'
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
  const built = newestBelow(join(webRoot, 'console', 'index.html'))
  return (
    built > 0 && ['web', 'contract', 'package-lock.json'].every((p) => newestBelow(join(root, p)) <= built)
  )
}
