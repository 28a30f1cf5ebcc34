import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

export interface Source {
  /** Path from the root of the repository. */
  path: string
  text: string
}

/** The files under git (and new ones not ignored) below the given folders, with their text. */
export function sourcesIn(...folders: string[]): Source[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...folders],
    { cwd: root, encoding: 'utf8' },
  )
  return listed
    .split('\0')
    .filter((path) => /\.(ts|tsx|sql)$/.test(path))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(root, path), 'utf8') }]
      } catch {
        return []
      }
    })
}

const aliases: Readonly<Record<string, string>> = {
  '#contract/': 'contract/',
  '#kernel/': 'server/kernel/',
  '#modules/': 'server/modules/',
  '#server/': 'server/',
  '#test/': 'server/test/',
  '#web/': 'web/',
}

/** What a file imports: paths from the root for our own files, package names for others. */
export function importsOf(source: Source): string[] {
  const found = source.text.matchAll(
    /(?:^|[\s;])(?:import|export)\s+(?:type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/g,
  )
  return Array.from(found, (m) => resolve(source.path, m[1] ?? m[2]!))
}

function resolve(from: string, to: string): string {
  if (to.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), to))
  const alias = Object.keys(aliases).find((a) => to.startsWith(a))
  return alias ? aliases[alias] + to.slice(alias.length) : to
}

export const isOwn = (path: string) => /^(contract|server|web|db|tools|e2e)\//.test(path)
