import { sql } from 'kysely'
import type { TestApp } from './app.ts'

/** What every table holds, as a count and a digest each; the audit apart, which a refused call writes too. */
export async function fingerprint(t: TestApp): Promise<Record<string, string>> {
  return t.system(async ({ trx }) => {
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'audit' order by 1`.execute(
      trx,
    )
    const one = ({ name }: { name: string }) =>
      sql`select ${name}::text as name, count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as digest from ${sql.table(name)} x`
    const { rows } = await sql<{
      name: string
      digest: string
    }>`${sql.join(tables.map(one), sql` union all `)}`.execute(trx)
    return Object.fromEntries(rows.map((r) => [r.name, r.digest]))
  })
}
