import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** The data folder (`DIGUAN_HOME`, default ./var): database, secrets, uploads, logs. */
export interface Files {
  home: string
  path(...parts: string[]): string
}

export function openFiles(home: string): Files {
  mkdirSync(home, { recursive: true })
  return { home, path: (...parts) => join(home, ...parts) }
}

/** Makes the folder if absent and closes it to other accounts. */
export function privateDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  return path
}

/**
 * The temporary folder of this process alone: a second process on the same home (a command beside the server, another
 * replica) must never take away what this one is still reading.
 */
export function temporaryDirectory(files: Files): string {
  privateDirectory(files.path('tmp'))
  return privateDirectory(files.path('tmp', `${hostname()}.${process.pid}`))
}

/** What processes that died have left behind is removed at the next start. */
export function clearTemporary(files: Files): void {
  const dir = privateDirectory(files.path('tmp'))
  for (const name of readdirSync(dir))
    if (!ownerLives(name)) rmSync(join(dir, name), { recursive: true, force: true })
}

/** The owner stands in the folder's name; of one on another machine nothing is known, so its folder stays. */
function ownerLives(name: string): boolean {
  const [, host, pid] = /^(.+)\.(\d+)$/.exec(name) ?? []
  if (host !== undefined && host !== hostname()) return true
  if (pid === undefined || Number(pid) === process.pid) return false
  return isAlive(Number(pid))
}

/** Whether a process runs; one that we may not signal runs too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When something below a path changed last, in milliseconds; 0 where there is nothing. */
export function newestBelow(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newestBelow(join(path, name))), 0)
}
