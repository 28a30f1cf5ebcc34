import { sql } from 'kysely'
import * as z from 'zod'
import { RuleSet } from '#contract/screening/rules.ts'
import { record } from '#kernel/actions.ts'
import { systemActor } from '#kernel/actor.ts'
import { type Ctx, inContext } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { rows, run } from '#kernel/rows.ts'
import { verdicts } from './screening.sql.ts'

const Run = z.object({
  id: z.string(),
  asOf: z.string(),
  version: z.int(),
  startedAt: z.date(),
  rules: z.custom<unknown>(),
})

/**
 * Offers again whom the last screening left out only because of a mark that has been removed since, or whose publicity is
 * over: judged anew on the facts of that run with the marks of today, nothing speaks against them. Safe to repeat; takes
 * back what no longer holds. Answers how many are offered for the first time.
 */
export async function offerRestorations(ctx: Ctx): Promise<number> {
  const { trx } = ctx
  const [last] = await rows(
    trx,
    sql`select s.id, s.as_of, s.version, s.started_at, r.rules from screening_run s join rule_set r on r.id = s.rule_set_id where s.state = 'done' order by s.id desc limit 1`,
    Run,
  )
  if (!last) return 0
  await allowLong(trx, 15 * 60_000)
  const ids = await endedSince(ctx, last)
  const moment = {
    asOf: last.asOf,
    version: last.version,
    at: last.startedAt,
    entityId: null,
    entityIds: ids,
    marksOn: ctx.today,
  }
  await run(
    trx,
    sql`delete from restoration where run_id <> ${last.id}::bigint or not entity_id = any (${ids}::bigint[])`,
  )
  if (ids.length === 0) return 0
  const fresh = await rows(
    trx,
    sql`with kept as materialized (select v.id, v.division from (${verdicts(RuleSet.parse(last.rules), moment)}) v where v.reasons = 0),
      gone as (delete from restoration o where not exists (select from kept k where k.id = o.entity_id)),
      made as (insert into restoration (run_id, entity_id, division, ended_on) select ${last.id}::bigint, id, division, ${ctx.today}::date from kept on conflict do nothing returning division)
      select o.id as org_id, count(*)::int as n from made m join org o on o.kind = 'city_office' or (o.kind = 'county_office' and o.division = m.division / 1000000 * 1000000) group by 1 order by 1`,
    z.object({ orgId: z.string(), n: z.int() }),
  )
  for (const { orgId, n } of fresh)
    await record(ctx, {
      flow: 'screening',
      subjectId: last.id,
      action: 'offerRestoration',
      details: { orgId, title: `${n} 户因失信标记被剔除，标记已修复或期满，可恢复` },
    })
  return Math.max(0, ...fresh.map((f) => f.n))
}

/** Firms the run left out that had a mark then and have one less of its kind now. */
async function endedSince(ctx: Ctx, last: z.output<typeof Run>): Promise<string[]> {
  const found = await rows(
    ctx.trx,
    sql`with was as materialized (select distinct o.entity_id, o.mark from open_mark(${last.asOf}::date) o
        where o.since <= ${last.version} and (o.until is null or o.until > ${last.version})),
      now as materialized (select distinct o.entity_id, o.mark from open_mark(${ctx.today}::date) o where o.until is null)
      select distinct w.entity_id from was w join verdict v on v.run_id = ${last.id}::bigint and v.entity_id = w.entity_id and v.reasons <> 0
      where not exists (select from now n where n.entity_id = w.entity_id and n.mark = w.mark)`,
    z.object({ entityId: z.string() }),
  )
  return found.map((f) => f.entityId)
}

/** The sweep: after a list that says a mark was removed, and as days go by. */
export function sweepRestorations(deps: Deps): Promise<number> {
  return inContext(deps, systemActor, offerRestorations)
}
