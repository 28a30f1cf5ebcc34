import { sql } from 'kysely'
import type { Db, Tx } from '#kernel/database.ts'

/** All places of the deployment, for the gazetteer that puts addresses to communities. */
export async function listGazetteer(
  db: Db | Tx,
): Promise<
  { code: string; name: string; level: 'city' | 'county' | 'town' | 'community'; parent: string | null }[]
> {
  const rows = await db
    .selectFrom('division')
    .select(['code', 'name', 'level', 'parent'])
    .where('level', 'in', ['city', 'county', 'town', 'community'])
    .orderBy('code')
    .execute()
  return rows as never
}

/**
 * The place of a 12-digit code in words, county first: 赤坎区 中山街道 文保社区. A fragment for the select list of
 * another query; three index lookups on the small division table.
 */
export function placeName(code: ReturnType<typeof sql.ref>) {
  return sql<string>`coalesce(
    nullif(concat_ws(' ',
      (select name from division where code = ${code} / 1000000 * 1000000 and level = 'county'),
      (select name from division where code = ${code} / 1000 * 1000 and level = 'town'),
      (select name from division where code = ${code} and level = 'community')), ''),
    (select name from division where code = ${code}), '未落位')`
}
