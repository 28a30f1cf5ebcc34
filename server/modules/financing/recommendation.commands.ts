import { sql } from 'kysely'
import { ancestorOf } from '#contract/organisations/words.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { openCase } from './bank-case.effects.ts'
import { step } from './declaration.commands.ts'
import { type LockedDeclaration, lockDeclaration } from './declaration.lock.ts'

/**
 * The checker's list: every declaration on it is recommended, or none is. Each gets its main bank's case, waiting to be
 * pushed. One recommendation a maker and county, with the digest of what was approved (INV-07 to 09).
 */
export async function approveRecommendations(
  ctx: Ctx,
  wanted: readonly { id: string; version: number }[],
): Promise<{ batchNo: string; approved: number }> {
  const ordered = [...wanted].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  const groups = new Map<string, LockedDeclaration[]>()
  for (const { id, version } of ordered) {
    const d = await lockDeclaration(ctx, id, version)
    await step(ctx, d, 'approve', { set: { recommendedAt: ctx.now } })
    const key = `${d.makerId}|${ancestorOf(d.division, 'county')}`
    groups.set(key, [...(groups.get(key) ?? []), d])
  }
  const batchNos: string[] = []
  for (const group of groups.values()) batchNos.push(await keepRecommendation(ctx, group))
  for (const d of [...groups.values()].flat()) await openCase(ctx, d, 'main', d.mainBranchId!)
  return { batchNo: batchNos.join('、'), approved: ordered.length }
}

async function keepRecommendation(ctx: Ctx, group: readonly LockedDeclaration[]): Promise<string> {
  return asSystem(ctx, async (trx) => {
    const first = group[0]!
    const { rows } = await sql<{ n: string; hash: string }>`
      select nextval('recommendation_no_seq') as n, md5(string_agg(id::text, ',' order by id)) as hash from unnest(${group.map((d) => d.id)}::bigint[]) id`.execute(
      trx,
    )
    const batchNo = `TJ${ctx.today.replaceAll('-', '')}${rows[0]!.n.padStart(5, '0')}`
    const recommendation = await trx
      .insertInto('recommendation')
      .values({
        batchNo,
        division: String(ancestorOf(first.division, 'county')),
        madeBy: first.makerId!,
        approvedBy: ctx.actor.accountId,
        approvedAt: ctx.now,
        contentHash: rows[0]!.hash,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('recommendationItem')
      .values(
        group.map((d) => ({
          recommendationId: recommendation.id,
          declarationId: d.id,
          division: d.division,
        })),
      )
      .execute()
    return batchNo
  })
}
