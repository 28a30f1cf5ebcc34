import { type RawBuilder, sql } from 'kysely'
import * as z from 'zod'
import { record } from '#kernel/actions.ts'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { rows, run } from '#kernel/rows.ts'
import { moveOffices } from './division.offices.ts'

const Due = z.object({
  id: z.string(),
  kind: z.enum(['merge', 'rename', 'split', 'recode']),
  fromCode: z.string(),
  fromName: z.string(),
  toCode: z.string().nullable(),
  toName: z.string().nullable(),
  communities: z.array(z.coerce.string()),
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
    sql`select id, kind, from_code::text, from_name, to_code::text, to_name, communities::text[], starts_on::text, notice_no, made_by, decided_by from division_change
      where state = 'planned' and starts_on <= ${ctx.today}::date order by starts_on, id limit 1 for update skip locked`,
    Due,
  )
  if (!change) return null
  if (change.kind === 'rename') await rename(trx, change)
  else {
    await giveHeirs(trx, change, heirsOf(change))
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
    details: { kind: change.kind, to: change.toCode, ...moved },
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

/** What ends, and where it goes on: (code, heir, name, parent of the heir, fresh). Communities get the next free codes of the heir. */
function heirsOf({ fromCode, toCode }: DueChange): RawBuilder<unknown> {
  return sql`
    select ${fromCode}::bigint as code, ${toCode}::bigint as heir, null::text as name, null::bigint as parent, false as fresh
    union all
    select c.code, ${toCode}::bigint + (select coalesce(max(o.code % 1000), 0) from division o where o.parent = ${toCode}::bigint) + row_number() over (order by c.code),
      c.name, ${toCode}::bigint, true
    from division c where c.parent = ${fromCode}::bigint and c.valid_to is null`
}

async function giveHeirs(trx: Tx, { startsOn }: DueChange, heirs: RawBuilder<unknown>): Promise<void> {
  await run(
    trx,
    sql`with h as materialized (${heirs}),
      made as (insert into division (code, name, level, parent, valid_from) select heir, name, 'community', parent, ${startsOn}::date from h where fresh)
      update division d set valid_to = ${startsOn}::date, heir = h.heir from h where d.code = h.code`,
  )
  // What went into a place that ends now goes on where it goes.
  await run(
    trx,
    sql`update division d set heir = h.heir from division h where h.code = d.heir and h.heir is not null`,
  )
}
