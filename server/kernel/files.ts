import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
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

/** Uploads and unpacked files of a process that died are removed at the next start (control D9). */
export function clearTemporary(files: Files): void {
  const dir = privateDirectory(files.path('tmp'))
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true, force: true })
}
