import { sql } from 'kysely'
import { firstRules } from '#contract/screening/first-rules.ts'
import { type Rule, RuleSet } from '#contract/screening/rules.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { holdRegistry, registryVersion } from '../registry/registry.public.ts'
import { finishRun, insertVerdicts } from './screening.sql.ts'

/** Writes the next version of the rules as a draft; nothing is judged by it until another person publishes it. */
export async function draftRules(
  ctx: Ctx,
  input: { name: string; note: string | null; rules: Rule[] },
): Promise<string> {
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731033)`.execute(trx)
    const last = await trx
      .selectFrom('ruleSet')
      .select((e) => e.fn.max<number | null>('version').as('version'))
      .executeTakeFirst()
    const version = (last?.version ?? 0) + 1
    const row = await trx
      .insertInto('ruleSet')
      .values({
        version,
        name: input.name,
        note: input.note,
        rules: JSON.stringify(input.rules),
        state: 'draft',
        draftedBy: ctx.actor.accountId,
        draftedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'screening',
      subjectId: row.id,
      action: 'draftRules',
      to: 'draft',
      details: { version },
    })
    return row.id
  })
}

/** Publishes a draft and retires the version before. The drafter may not publish, under whichever account (B13). */
export async function publishRules(ctx: Ctx, ruleSetId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const draft = await trx
      .selectFrom('ruleSet as r')
      .innerJoin('account as a', 'a.id', 'r.draftedBy')
      .select(['r.id', 'r.state', 'r.rules', 'r.version', 'a.personId'])
      .where('r.id', '=', ruleSetId)
      .forUpdate('r')
      .executeTakeFirst()
    if (!draft) throw notFound()
    if (draft.state !== 'draft') throw new Problem('wrong_status')
    if (draft.personId === ctx.actor.personId)
      throw new Problem('maker_is_checker', { message: '起草人不能发布自己起草的规则，请换人发布' })
    RuleSet.parse(draft.rules)
    await trx.updateTable('ruleSet').set({ state: 'retired' }).where('state', '=', 'published').execute()
    await trx
      .updateTable('ruleSet')
      .set({ state: 'published', publishedBy: ctx.actor.accountId, publishedAt: ctx.now })
      .where('id', '=', ruleSetId)
      .execute()
    await record(ctx, {
      flow: 'screening',
      subjectId: ruleSetId,
      action: 'publishRules',
      from: 'draft',
      to: 'published',
      details: { version: draft.version },
    })
  })
}

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
