import { sql } from 'kysely'
import { type Rule, RuleSet } from '#contract/screening/rules.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'

export interface DraftInput {
  name: string
  note: string | null
  rules: Rule[]
}

/** Writes the next version of the rules as a draft; nothing is judged by it until another person publishes it. */
export async function draftRules(ctx: Ctx, input: DraftInput): Promise<string> {
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
        makers: [ctx.actor.personId],
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

/** Rewrites a draft. Whoever does becomes one of its makers, and may not publish it any more. */
export async function editRules(
  ctx: Ctx,
  ruleSetId: string,
  input: DraftInput & { revision: number },
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const draft = await lockDraft(trx, ruleSetId, input.revision)
    await trx
      .updateTable('ruleSet')
      .set({
        name: input.name,
        note: input.note,
        rules: JSON.stringify(input.rules),
        revision: draft.revision + 1,
        makers: [...new Set([...draft.makers, ctx.actor.personId])],
        editedAt: ctx.now,
      })
      .where('id', '=', ruleSetId)
      .execute()
    await record(ctx, {
      flow: 'screening',
      subjectId: ruleSetId,
      action: 'editRules',
      from: 'draft',
      to: 'draft',
      details: { version: draft.version, revision: draft.revision + 1 },
    })
  })
}

/** Puts a draft aside for good; its version number is not used again. */
export async function discardRules(ctx: Ctx, ruleSetId: string, revision: number): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const draft = await lockDraft(trx, ruleSetId, revision)
    await trx.updateTable('ruleSet').set({ state: 'discarded' }).where('id', '=', ruleSetId).execute()
    await record(ctx, {
      flow: 'screening',
      subjectId: ruleSetId,
      action: 'discardRules',
      from: 'draft',
      to: 'discarded',
      details: { version: draft.version },
    })
  })
}

/**
 * Publishes a draft as it was read and retires the version before. Nobody who drafted or changed it may publish it, under
 * whichever account.
 */
export async function publishRules(ctx: Ctx, ruleSetId: string, revision: number | undefined): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const draft = await lockDraft(trx, ruleSetId, revision)
    if (draft.makers.includes(ctx.actor.personId))
      throw new Problem('maker_is_checker', { message: '起草或改过这版规则的人不能发布它，请换人发布' })
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
      details: { version: draft.version, revision: draft.revision },
    })
  })
}

async function lockDraft(trx: Tx, ruleSetId: string, revision: number | undefined) {
  const draft = await trx
    .selectFrom('ruleSet')
    .select(['id', 'state', 'rules', 'version', 'revision', 'makers'])
    .where('id', '=', ruleSetId)
    .forUpdate()
    .executeTakeFirst()
  if (!draft) throw notFound()
  if (draft.state !== 'draft')
    throw new Problem('wrong_status', { message: '这版规则已经不是草稿，不能再改，请刷新查看' })
  if (revision !== undefined && draft.revision !== revision) throw new Problem('stale_version')
  return draft
}
