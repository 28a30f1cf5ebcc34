import type { Db, Tx } from '#kernel/database.ts'

/** All places of the deployment, for the gazetteer that puts addresses to communities; one that is no more names its heir. */
export async function listGazetteer(db: Db | Tx): Promise<
  {
    code: string
    name: string
    level: 'city' | 'county' | 'town' | 'community'
    parent: string | null
    heir: string | null
  }[]
> {
  const rows = await db
    .selectFrom('division')
    .select(['code', 'name', 'level', 'parent', 'heir'])
    .where('level', 'in', ['city', 'county', 'town', 'community'])
    .orderBy('code')
    .execute()
  return rows as never
}
