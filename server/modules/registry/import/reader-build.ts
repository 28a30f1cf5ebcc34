import { mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { newestBelow } from '#kernel/files.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..', '..')
const source = join(here, 'read.child.ts')
const built = join(root, 'node_modules', '.cache', 'diguan', 'read.child.mjs')

let known: string[] | undefined

/**
 * How Node starts the reader. A process is started for every file, so it must start at once: its sources are bundled
 * into one script, made anew when they are newer. Where that cannot be written they run as they are, through the loader.
 */
export function readerArguments(): string[] {
  known ??= bundle() ? [built] : ['--import', import.meta.resolve('tsx'), source]
  return known
}

function bundle(): boolean {
  try {
    const changed = Math.max(newestBelow(here), newestBelow(join(root, 'contract')))
    if (newestBelow(built) > changed) return true
    mkdirSync(dirname(built), { recursive: true })
    const fresh = `${built}.${process.pid}`
    buildSync({
      entryPoints: [source],
      outfile: fresh,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      format: 'esm',
    })
    // Two processes may build at once; each puts a whole file in place.
    renameSync(fresh, built)
    return true
  } catch {
    return false
  }
}
