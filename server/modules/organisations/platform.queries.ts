import { asSystem, type Ctx } from '#kernel/context.ts'

/** Whether the platform can be used, and whether it still waits for its first administrators. */
export async function findHealth(
  ctx: Ctx,
): Promise<{ ready: boolean; needsBootstrap: boolean; city: string }> {
  return asSystem(ctx, async (trx) => {
    const account = await trx
      .selectFrom('account')
      .select('id')
      .where('passwordHash', 'is not', null)
      .executeTakeFirst()
    const city = await trx
      .selectFrom('org as o')
      .innerJoin('division as d', 'd.code', 'o.division')
      .select('d.name')
      .where('o.kind', '=', 'city_office')
      .orderBy('o.id')
      .executeTakeFirst()
    return { ready: true, needsBootstrap: account === undefined, city: city?.name ?? '' }
  })
}
