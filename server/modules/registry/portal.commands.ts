import { sql } from 'kysely'
import type { EntityKind } from '#contract/registry/codes.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { bigramsOf, nameKey } from './import/values/name.ts'

/** The one live firm of a name, or null where none or several bear it. */
export async function findEntityByName(
  ctx: Ctx,
  name: string,
): Promise<{ id: string; division: string } | null> {
  const key = nameKey(name)
  const found = await ctx.trx
    .selectFrom('entity')
    .select(['id', 'division'])
    .where(sql<boolean>`bigrams @> ${bigramsOf(key)}::int[]`)
    .where('nameKey', '=', key)
    .where('status', '=', 'live')
    .limit(2)
    .execute()
  return found.length === 1 ? found[0]! : null
}

/** A firm that declares itself and stands in no list yet: kept as it names itself until the registry or a visit confirms it. */
export async function findOrAddPortalEntity(
  ctx: Ctx,
  firm: { uscc: string | null; name: string; kind: EntityKind; division: string },
): Promise<{ id: string; division: string }> {
  return asSystem(ctx, async (trx) => {
    if (firm.uscc !== null) {
      const known = await trx
        .selectFrom('entity')
        .select(['id', 'division'])
        .where('uscc', '=', firm.uscc)
        .where('status', '=', 'live')
        .executeTakeFirst()
      if (known) return known
    }
    const key = nameKey(firm.name)
    const made = await trx
      .insertInto('entity')
      .values({
        ...firm,
        nameKey: key,
        bigrams: bigramsOf(key),
        registrationStatus: 'unknown',
        placedBy: 'stated',
        status: 'live',
        createdBatch: 0,
        updatedBatch: 0,
      })
      .returning(['id', 'division'])
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'entity',
      subjectId: made.id,
      action: 'addByPortal',
      entityId: made.id,
      division: made.division,
    })
    return made
  })
}
