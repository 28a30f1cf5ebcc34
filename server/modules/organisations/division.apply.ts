import { sql } from 'kysely'
import * as z from 'zod'
import { record } from '#kernel/actions.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { giveHeirs, townsOf } from './division.heirs.ts'
import { moveOffices } from './division.offices.ts'

const Due = z.object({
  id: z.string(),
  kind: z.enum(['merge', 'rename', 'split', 'recode']),
  fromCode: z.string(),
  fromName: z.string(),
  toCode: z.string().nullable(),
  toName: z.string().nullable(),
  parts: z.array(z.object({ toCode: z.string(), toName: z.string(), communities: z.array(z.string()) })),
  startsOn: z.string(),
  noticeNo: z.string(),
  madeBy: z.string(),
  decidedBy: z.string(),
})
export type DueChange = z.output<typeof Due>

/**
 * The next confirmed change whose day has come takes effect on places, offices and posts; null where none is due. Who stands
 * at the places follows in the same transaction.
 */
export async function startDueChange(ctx: Ctx): Promise<DueChange | null> {
  const { trx } = ctx
  const [change] = await rows(
    trx,
    sql`select id, kind, from_code::text, from_name, to_code::text, to_name, parts, starts_on::text, notice_no, made_by, decided_by from division_change
      where state = 'planned' and starts_on <= ${ctx.today}::date order by starts_on, id limit 1 for update skip locked`,
    Due,
  )
  if (!change) return null
  if (change.kind === 'rename') await rename(trx, change)
  else {
    await giveHeirs(trx, change)
    await moveOffices(ctx, change)
  }
  return change
}

/** The change is done: how many firms and targets moved with it stays beside it. */
export async function closeChange(
  ctx: Ctx,
  change: DueChange,
  moved: { firms: number; targets: number },
): Promise<void> {
  await run(
    ctx.trx,
    sql`update division_change set state = 'done', done_at = ${ctx.now}, firms = ${moved.firms}, targets = ${moved.targets}, version = version + 1 where id = ${change.id}::bigint`,
  )
  await record(ctx, {
    flow: 'division',
    subjectId: change.id,
    action: 'apply',
    from: 'planned',
    to: 'done',
    division: change.fromCode,
    details: { kind: change.kind, to: townsOf(change), ...moved },
  })
}

/** Codes stay; the name of the days before is kept with the change. */
async function rename(trx: Tx, { fromCode, fromName, toName }: DueChange): Promise<void> {
  await run(trx, sql`update division set name = ${toName} where code = ${fromCode}::bigint`)
  await run(
    trx,
    sql`update org set name = replace(name, ${fromName}, ${toName}) where division = ${fromCode}::bigint and kind in ('county_office', 'town_office', 'community')`,
  )
}
