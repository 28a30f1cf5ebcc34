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
