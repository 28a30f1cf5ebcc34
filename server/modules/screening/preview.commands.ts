import { sql } from 'kysely'
import { RuleSet } from '#contract/screening/rules.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong, type Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { holdRegistry, registryVersion } from '../registry/registry.public.ts'
import { type Base, insertPreview } from './preview.sql.ts'

/** A preview reads the whole registry once; one that takes longer than this is no preview. */
const timeLimit = 120_000

/**
 * Opens the preview of a draft, or answers the one there is: same rules, day, registry and standard of comparison, and
 * nothing has happened since that the rules ask about. `fresh` says whether there is work to do.
 */
export async function openPreview(
  ctx: Ctx,
  ruleSetId: string,
  asOf: string,
  wanted: 'list' | 'run' | undefined,
): Promise<{ id: string; fresh: boolean }> {
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731035)`.execute(trx)
    const draft = await trx
      .selectFrom('ruleSet')
      .select(['state', 'rules', sql<string>`md5(rules::text)`.as('hash')])
      .where('id', '=', ruleSetId)
      .executeTakeFirst()
    if (!draft) throw notFound()
    if (draft.state !== 'draft')
      throw new Problem('wrong_status', { message: '只有草稿可以试算；已发布的规则请直接执行筛查' })
    const version = await registryVersion(trx)
    if (version === 0) throw new Problem('unprocessable', { message: '还没有入库的名单，请先导入登记名录' })
    const base = await findBase(trx, wanted)
    const known = await findSame(trx, { ruleSetId, hash: draft.hash, asOf, version, base })
    if (known) {
      const details = { ruleSetId, again: true }
      await record(ctx, { flow: 'screening', subjectId: known, action: 'preview', details })
      return { id: known, fresh: false }
    }
    const row = await trx
      .insertInto('screeningPreview')
      .values({
        ruleSetId,
        rulesHash: draft.hash,
        rules: JSON.stringify(draft.rules),
        state: 'running',
        against: base.against,
        baseRunId: base.runId,
        listId: base.listId,
        asOf,
        version,
        accountId: ctx.actor.accountId,
        startedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'screening',
      subjectId: row.id,
      action: 'preview',
      to: 'running',
      details: { ruleSetId, asOf, against: base.against },
    })
    return { id: row.id, fresh: true }
  })
}

/** The list in force with the run it came from; before there is one, or where asked for, the last run. */
async function findBase(trx: Tx, wanted: 'list' | 'run' | undefined): Promise<Base> {
  const list = await trx
    .selectFrom('targetList')
    .select(['id', 'runId'])
    .where('state', '=', 'published')
    .orderBy('publishedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (list && wanted !== 'run') return { against: 'list', runId: list.runId, listId: list.id }
  const run = await trx
    .selectFrom('screeningRun')
    .select((e) => e.fn.max<string | null>('id').as('id'))
    .where('state', '=', 'done')
    .executeTakeFirstOrThrow()
  return { against: run.id === null ? 'none' : 'run', runId: run.id, listId: list?.id ?? null }
}

async function findSame(
  trx: Tx,
  like: { ruleSetId: string; hash: string; asOf: string; version: number; base: Base },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select p.id from screening_preview p where p.rule_set_id = ${like.ruleSetId} and p.rules_hash = ${like.hash} and p.as_of = ${like.asOf}::date
      and p.version = ${like.version} and p.against = ${like.base.against} and p.base_run_id is not distinct from ${like.base.runId}::bigint
      and p.list_id is not distinct from ${like.base.listId}::bigint and (p.state = 'running' or p.state = 'done'
        and not exists (select 1 from declaration d where greatest(d.opened_at, d.closed_at, d.verified_at) > p.judged_at)
        and not exists (select 1 from visit v where v.recorded_at > p.judged_at))
    order by p.id desc limit 1`.execute(trx)
  return rows[0]?.id
}

/** Tries the rules; safe to run twice. The earlier previews of the same draft and standard of comparison give way to it. */
export async function performPreview(ctx: Ctx, previewId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('screeningPreview')
      .selectAll()
      .where('id', '=', previewId)
      .forUpdate()
      .executeTakeFirst()
    if (row?.state !== 'running') return
    await allowLong(trx, timeLimit)
    await holdRegistry(trx)
    const version = await registryVersion(trx)
    const { entities, targets, hash } = await insertPreview(
      trx,
      previewId,
      RuleSet.parse(row.rules),
      { asOf: row.asOf, version: null, entityId: null, at: ctx.now },
      { against: row.against as Base['against'], runId: row.baseRunId, listId: row.listId },
    )
    await trx
      .updateTable('screeningPreview')
      .set({
        state: 'done',
        version,
        judgedAt: ctx.now,
        entities,
        targets,
        resultHash: hash,
        finishedAt: ctx.now,
      })
      .where('id', '=', previewId)
      .execute()
    await dropOlder(trx, previewId)
    await record(ctx, {
      flow: 'screening',
      subjectId: previewId,
      action: 'endPreview',
      from: 'running',
      to: 'done',
    })
  })
}

async function dropOlder(trx: Tx, previewId: string): Promise<void> {
  const older = sql`(select o.id from screening_preview o join screening_preview p on p.rule_set_id = o.rule_set_id and p.against = o.against
    where p.id = ${previewId} and o.id < p.id and o.state <> 'running')`
  await sql`delete from screening_preview_firm where preview_id in ${older}`.execute(trx)
  await sql`delete from screening_preview_count where preview_id in ${older}`.execute(trx)
  await sql`delete from screening_preview where id in ${older}`.execute(trx)
}

/** Says that a preview did not finish, unless another has finished it in the meantime. */
export async function failPreview(ctx: Ctx, previewId: string, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('screeningPreview')
      .set({ state: 'failed', failure: reason, finishedAt: ctx.now })
      .where('id', '=', previewId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, {
      flow: 'screening',
      subjectId: previewId,
      action: 'failPreview',
      from: 'running',
      to: 'failed',
      details: { reason },
    })
  })
}
