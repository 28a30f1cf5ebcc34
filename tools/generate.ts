import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#kernel/embedded/postgres.ts'
import { openFiles } from '#kernel/files.ts'
import { openSecrets } from '#kernel/secrets.ts'
import { prepare } from '#server/runtime.ts'

/** Regenerates what is derived from the live schema. `npx tsx tools/generate.ts` after a migration changed. */
const home = mkdtempSync(join(tmpdir(), 'diguan-generate-'))
const files = openFiles(home)
const secrets = openSecrets(files)
const server = await startEmbedded(files, secrets)
try {
  await prepare(server.url, secrets)
  execFileSync(
    'npx',
    [
      'kysely-codegen',
      '--dialect',
      'postgres',
      '--url',
      server.url,
      '--camel-case',
      '--date-parser',
      'string',
      '--exclude-pattern',
      'pgboss.*',
      '--exclude-pattern',
      'inv.*',
      '--out-file',
      'server/db.generated.ts',
      ...process.argv.slice(2),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
} finally {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
