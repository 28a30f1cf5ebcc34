import { sql } from 'kysely'
import { firstRules } from '#contract/screening/first-rules.ts'
import { RuleSet } from '#contract/screening/rules.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { holdRegistry, registryVersion } from '../registry/registry.public.ts'
import { finishRun, insertVerdicts } from './screening.sql.ts'

/** The house's own first rules, in force from the first day: drafted by the operator, published by the system account. */
export async function ensureRules(ctx: Ctx): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const any = await trx.selectFrom('ruleSet').select('id').executeTakeFirst()
    if (any) return
    await trx
      .insertInto('ruleSet')
      .values({
        version: 1,
        name: '通用筛查规则',
        note: '随系统提供；各地可起草新版本',
        rules: JSON.stringify(firstRules),
        state: 'published',
        draftedBy: '2',
        draftedAt: ctx.now,
        publishedBy: '1',
        publishedAt: ctx.now,
      })
      .execute()
    await record(ctx, {
      flow: 'screening',
      subjectId: '1',
      action: 'publishRules',
      to: 'published',
      details: { version: 1 },
    })
  })
}

/** Opens a run under the published rules; the judging itself is a job. */
export async function openRun(ctx: Ctx, asOf: string): Promise<string> {
  await ensureRules(ctx)
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731034)`.execute(trx)
    const busy = await trx
      .selectFrom('screeningRun')
      .select('id')
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (busy) throw new Problem('duplicate', { message: '已有一次筛查正在进行，请等它完成' })
    const rules = await trx
      .selectFrom('ruleSet')
      .select(['id', 'version'])
      .where('state', '=', 'published')
      .executeTakeFirst()
    const version = await registryVersion(trx)
    if (!rules) throw new Problem('unprocessable', { message: '还没有已发布的筛查规则' })
    if (version === 0) throw new Problem('unprocessable', { message: '还没有入库的名单，请先导入登记名录' })
    const row = await trx
      .insertInto('screeningRun')
      .values({
        ruleSetId: rules.id,
        ruleVersion: rules.version,
        state: 'running',
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
      action: 'run',
      to: 'running',
      details: { version: rules.version, asOf },
    })
    return row.id
  })
}

/** Judges all firms; safe to run twice: a finished run is left alone, a half one cannot exist (one transaction). */
export async function performRun(ctx: Ctx, runId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('screeningRun as s')
      .innerJoin('ruleSet as r', 'r.id', 's.ruleSetId')
      .select(['s.state', 's.asOf', 's.startedAt', 'r.rules'])
      .where('s.id', '=', runId)
      .forUpdate('s')
      .executeTakeFirst()
    if (row?.state !== 'running') return
    await allowLong(trx, 15 * 60_000)
    await holdRegistry(trx)
    // What came in between asking and judging counts: the run stands on the registry as it is judged.
    const version = await registryVersion(trx)
    await trx.updateTable('screeningRun').set({ version }).where('id', '=', runId).execute()
    await insertVerdicts(trx, runId, RuleSet.parse(row.rules), {
      asOf: row.asOf,
      version: null,
      entityId: null,
      at: row.startedAt,
    })
    await finishRun(trx, runId, ctx.now)
    await record(ctx, { flow: 'screening', subjectId: runId, action: 'finish', from: 'running', to: 'done' })
  })
}

/** Takes up again what was given up, when a person hands its job in anew; anything else stays as it is. */
export async function reopenRun(ctx: Ctx, runId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('screeningRun')
      .set({ state: 'running', failure: null, finishedAt: null })
      .where('id', '=', runId)
      .where('state', '=', 'failed')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, { flow: 'screening', subjectId: runId, action: 'retry', from: 'failed', to: 'running' })
  })
}

/** Says that a run did not finish, unless another has finished it in the meantime. */
export async function failRun(ctx: Ctx, runId: string, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('screeningRun')
      .set({ state: 'failed', failure: reason, finishedAt: ctx.now })
      .where('id', '=', runId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, {
      flow: 'screening',
      subjectId: runId,
      action: 'fail',
      from: 'running',
      to: 'failed',
      details: { reason },
    })
  })
}
