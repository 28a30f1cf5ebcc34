import { sql } from 'kysely'
import * as z from 'zod'
import { qualitySubjectKeys } from '#contract/registry/quality.fields.ts'
import { qualityRules } from '#contract/registry/quality.rules.ts'
import { listsOf, type QualityRule } from '#contract/registry/quality.ts'
import type { ImportKind } from '#contract/registry/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows, run } from '#kernel/rows.ts'
import { holdRegistry, registryVersion } from '../registry.lock.ts'
import type { Against } from './compile.ts'
import { countDay, mergeFindings, stageFindings } from './run.sql.ts'

/** One check at a time: two would stage into the same table. */
const qualityLock = 731038

/**
 * Checks what is due: all rules once a day, and after a list came in those that look at its kind. Set-based, one pass a
 * subject (520,000 firms within some 20 s). Answers the run, or null where nothing is due or another check is under way.
 */
export async function checkDue(ctx: Ctx): Promise<string | null> {
  return asSystem(ctx, async (trx) => {
    const { rows: locks } = await sql<{
      free: boolean
    }>`select pg_try_advisory_xact_lock(${qualityLock}) as free`.execute(trx)
    if (!locks[0]!.free) return null
    const due = await findDue(ctx, trx)
    if (due === null) return null
    await allowLong(trx, 15 * 60_000)
    await holdRegistry(trx)
    return check(ctx, trx, due.cause, due.rules)
  })
}

async function findDue(
  ctx: Ctx,
  trx: Tx,
): Promise<{ cause: 'daily' | 'import'; rules: readonly QualityRule[] } | null> {
  const [last] = await rows(
    trx,
    sql`select coalesce(max(version), 0) as version, coalesce(bool_or(cause = 'daily' and day = ${ctx.today}::date), false) as daily from quality_run`,
    z.object({ version: z.int(), daily: z.boolean() }),
  )
  if ((await registryVersion(trx)) === 0) return null
  if (!last!.daily) return { cause: 'daily', rules: qualityRules }
  const came = await rows(
    trx,
    sql`select distinct kind from import_batch where state = 'committed' and version > ${last!.version}`,
    z.object({ kind: z.string() }),
  )
  if (came.length === 0) return null
  return { cause: 'import', rules: touchedBy(came.map((c) => c.kind as ImportKind)) }
}

/** The rules a list of these kinds may change: those that look at it, and those about lists themselves. */
export function touchedBy(kinds: readonly ImportKind[]): readonly QualityRule[] {
  return qualityRules.filter((r) => r.on === 'list' || listsOf(r).some((l) => kinds.includes(l)))
}

async function check(
  ctx: Ctx,
  trx: Tx,
  cause: 'daily' | 'import',
  rules: readonly QualityRule[],
): Promise<string> {
  const keys = rules.map((r) => r.key)
  const { id } = await trx
    .insertInto('qualityRun')
    .values({
      cause,
      version: await registryVersion(trx),
      day: ctx.today,
      rules: rules.length,
      startedAt: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await run(trx, sql`delete from stage_quality`)
  const against = await bounds(ctx)
  for (const on of qualitySubjectKeys) {
    const of = rules.filter((r) => r.on === on)
    if (of.length > 0) await stageFindings(trx, on, of, against)
  }
  const { opened, closed } = await mergeFindings(trx, id, keys, ctx.today, ctx.now)
  await countDay(trx, keys, ctx.today)
  await run(trx, sql`delete from stage_quality`)
  await run(
    trx,
    sql`update quality_run set opened = ${opened}, closed = ${closed}, finished_at = ${ctx.now},
      open_after = (select count(*) from quality_finding where state = 'open') where id = ${id}::bigint`,
  )
  await alertOwners(ctx, id)
  return id
}

/** The parameters that rules name, read once. */
async function bounds(ctx: Ctx): Promise<Against> {
  const keys = ['qualityPhoneFirms', 'qualityRepShells', 'qualityListDays', 'qualityWaitingDays'] as const
  const wan = ['qualityUninsuredTaxWan', 'qualityRevenuePerHeadWan', 'qualityCapitalWan'] as const
  const values = new Map<string, number>()
  for (const key of [...keys, ...wan]) values.set(key, await parameterValue(ctx, key))
  return { today: ctx.today, value: (b) => (typeof b === 'number' ? b : values.get(b.parameter)!) }
}

/** Tells each owner how many new ones there are: counts, no names. */
async function alertOwners(ctx: Ctx, runId: string): Promise<void> {
  const owners = await rows(
    ctx.trx,
    sql`select f.owner_id, count(*)::int as n, count(distinct f.rule)::int as rules from quality_finding f join org o on o.id = f.owner_id
      where f.run_id = ${runId}::bigint and f.state = 'open' group by 1 order by 1`,
    z.object({ ownerId: z.string(), n: z.int(), rules: z.int() }),
  )
  for (const o of owners)
    await record(ctx, {
      flow: 'quality',
      subjectId: runId,
      action: 'alert',
      details: { orgId: o.ownerId, title: `数据质量：新发现 ${o.n} 处待核改（${o.rules} 类）` },
    })
}

/** Accepts a finding as a true exception, with a reason. It opens again by itself when the values change. */
export async function acceptFinding(
  ctx: Ctx,
  findingId: string,
  reason: string,
  version: number,
): Promise<void> {
  const seen = await ctx.trx
    .selectFrom('qualityFinding')
    .select('id')
    .where('id', '=', findingId)
    .executeTakeFirst()
  if (!seen) throw notFound()
  await asSystem(ctx, async (trx) => {
    const f = await trx
      .selectFrom('qualityFinding')
      .select(['state', 'version', 'ownerId', 'rule', 'entityId', 'division'])
      .where('id', '=', findingId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    requireOwner(ctx, f.ownerId)
    if (f.version !== version) throw new Problem('stale_version')
    if (f.state !== 'open') throw new Problem('wrong_status')
    await trx
      .updateTable('qualityFinding')
      .set({
        state: 'closed',
        closedHow: 'accepted',
        closedAt: ctx.now,
        closedBy: ctx.actor.accountId,
        reason,
        version: version + 1,
      })
      .where('id', '=', findingId)
      .execute()
    await record(ctx, {
      flow: 'quality',
      subjectId: findingId,
      action: 'accept',
      from: 'open',
      to: 'closed',
      entityId: f.entityId,
      division: f.division,
      details: { rule: f.rule, reason },
    })
  })
}

/** The body that mends it may close it; so may the city office, which answers for all data. */
function requireOwner(ctx: Ctx, ownerId: string): void {
  if (ctx.actor.internal || ctx.actor.role === 'city_office' || ctx.actor.orgId === ownerId) return
  throw new Problem('forbidden', { message: '这一条由其他机构核改，请联系它认可或改正' })
}
