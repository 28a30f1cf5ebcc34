import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CompiledQuery, sql } from 'kysely'
import { allowLong, type Tx } from './database.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'db', 'integrity')

export interface Check {
  id: string
  severity: 'S0' | 'S1' | 'S2'
  title: string
  statement: string
}

export interface CheckResult {
  id: string
  severity: Check['severity']
  title: string
  count: number
  sample: Record<string, unknown>[]
}

/** The invariants in `db/integrity/*.sql`: a line `-- INV-nn severity title`, then one statement. */
export function readChecks(): Check[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.sql'))
    .sort()
    .flatMap((f) => parseChecks(readFileSync(join(folder, f), 'utf8')))
}

function parseChecks(text: string): Check[] {
  const checks: Check[] = []
  for (const part of text.split(/^-- (?=(?:INV|DG)-)/m).slice(1)) {
    const [head = '', ...body] = part.split('\n')
    const m = /^(\S+) (S[012]) (.+)$/.exec(head)
    if (m)
      checks.push({
        id: m[1]!,
        severity: m[2] as Check['severity'],
        title: m[3]!,
        statement: body.join('\n').trim().replace(/;\s*$/, ''),
      })
  }
  return checks
}

/** Runs every check as the system role, at the given moment: how many rows break it, and the first twenty. */
export async function checkIntegrity(trx: Tx, now: Date): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  await allowLong(trx, 10 * 60_000)
  await sql`select set_config('app.now', ${now.toISOString()}, true)`.execute(trx)
  for (const check of readChecks()) {
    const found = await trx
      .withoutPlugins()
      .executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(`select * from (${check.statement}) violations limit 1000`),
      )
    results.push({
      id: check.id,
      severity: check.severity,
      title: check.title,
      count: found.rows.length,
      sample: found.rows.slice(0, 20),
    })
  }
  return results
}
