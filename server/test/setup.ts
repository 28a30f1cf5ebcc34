import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '#kernel/embedded/postgres.ts'
import { openFiles } from '#kernel/files.ts'
import { openSecrets } from '#kernel/secrets.ts'
import { prepare } from '../runtime.ts'

/** One PostgreSQL for the whole suite, one migrated template; each test file gets a database of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(quickFolder(), 'diguan-test-'))
  const files = openFiles(home)
  const secrets = openSecrets(files)
  const server = process.env.TEST_DATABASE_URL ? undefined : await startEmbedded(files, secrets)
  const url = server?.url ?? process.env.TEST_DATABASE_URL!
  const client = new pg.Client({ connectionString: url, application_name: 'suite' })
  await client.connect()
  await client.query('drop database if exists diguan_template')
  await client.query('create database diguan_template')
  const template = withDatabase(url, 'diguan_template')
  await prepare(template, secrets)
  project.provide('ownerUrl', url)
  project.provide('home', home)
  return async () => {
    await client.end()
    await server?.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

/**
 * Where databases that nobody keeps stand: in memory where the machine has enough of it. The server's settings stay those
 * of production, which a start insists on, and its waits for the disk cost nothing.
 */
export function quickFolder(): string {
  const memory = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > 8 * 2 ** 30 ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

export function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
}

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string
    home: string
  }
}
