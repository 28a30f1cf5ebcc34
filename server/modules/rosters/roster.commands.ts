import { refusal } from '#contract/kernel/flow.ts'
import { type RosterAction, type RosterStatus, rosterFlow } from '#contract/rosters/roster.flow.ts'
import { type RosterKindKey, rosterKinds } from '#contract/rosters/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { refusalProblem } from '#kernel/flow.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { registryVersion } from '../registry/registry.public.ts'
import { hashMembers, neededList } from './fill.sql.ts'
import { type LockedVersion, lockVersion, versionFacts } from './version.lock.ts'

/** Makes a named list without a version; names are told apart by people, so no two are alike. Answers its id. */
export async function createRoster(
  ctx: Ctx,
  input: { kind: RosterKindKey; name: string; note: string | null },
): Promise<string> {
  return asSystem(ctx, async (trx) => {
    const made = await trx
      .insertInto('roster')
      .values({ ...input, madeBy: ctx.actor.accountId, madeAt: ctx.now })
      .onConflict((c) => c.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made)
      throw new Problem('duplicate', { message: '已有同名的清单，请换一个名称，或在那份清单上编新版' })
    await record(ctx, { flow: 'roster', subjectId: made.id, action: 'create', details: { kind: input.kind } })
    return made.id
  })
}

export type Origin = 'rule' | 'copy' | 'empty' | 'file'

/** Opens the next version of a list as a draft; its members are found by a job. Answers its id. */
export async function draftVersion(
  ctx: Ctx,
  rosterId: string,
  origin: Origin,
  file: { name: string; sha256: string; asOf: string | null } | null = null,
): Promise<string> {
  if (file?.asOf && file.asOf > ctx.today)
    throw new Problem('bad_request', { message: `数据日期不能晚于今天（${ctx.today}）` })
  return asSystem(ctx, async (trx) => {
    const roster = await trx
      .selectFrom('roster')
      .select(['id', 'kind'])
      .where('id', '=', rosterId)
      .forUpdate()
      .executeTakeFirst()
    if (!roster) throw notFound()
    const versions = await trx
      .selectFrom('rosterVersion')
      .select(['no', 'state'])
      .where('rosterId', '=', rosterId)
      .execute()
    refuseSecondDraft(versions)
    await requireOrigin(ctx, origin, roster.kind as RosterKindKey, versions)
    const values = {
      rosterId,
      no: Math.max(0, ...versions.map((v) => v.no)) + 1,
      origin,
      state: 'draft' as const,
      filling: 'running',
      asOf: file?.asOf ?? ctx.today,
      registryVersion: await registryVersion(trx),
      fileName: file?.name ?? null,
      fileSha256: file?.sha256 ?? null,
      madeBy: ctx.actor.accountId,
      madeAt: ctx.now,
    }
    const { id } = await trx
      .insertInto('rosterVersion')
      .values(values)
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'roster',
      subjectId: id,
      action: 'draft',
      to: 'draft',
      details: { rosterId, no: values.no, origin },
    })
    return id
  })
}

/** Whether there is anything to make the version of: a version to go on from, or a rule to ask. */
async function requireOrigin(
  ctx: Ctx,
  origin: Origin,
  kind: RosterKindKey,
  versions: readonly { state: string }[],
): Promise<void> {
  if (origin === 'copy' && !versions.some((v) => v.state === 'published'))
    throw new Problem('unprocessable', { message: '还没有在用的一版可以沿用，请按文件、规则或逐户编制' })
  if (origin === 'rule') await requireRule(ctx, kind)
}

function refuseSecondDraft(versions: readonly { no: number; state: string }[]): void {
  const open = versions.find((v) => v.state === 'draft' || v.state === 'approved')
  if (open)
    throw new Problem('duplicate', {
      message: `第 ${open.no} 版还没有发布；请先把它发布或作废，再编新版`,
    })
}

/** A rule is asked only where the kind has one and the list it rests on has been handed in. */
async function requireRule(ctx: Ctx, kind: RosterKindKey): Promise<void> {
  const { rule, label } = rosterKinds[kind]
  if (rule === null)
    throw new Problem('unprocessable', { message: `“${label}”没有规则，请用文件编制或逐户加入` })
  const needed = neededList[rule]
  if (!needed) return
  const sent = await ctx.trx
    .selectFrom('importBatch')
    .select('id')
    .where('kind', '=', needed)
    .where('state', '=', 'committed')
    .executeTakeFirst()
  if (!sent)
    throw new Problem('unprocessable', {
      message: `还没有${needed === 'loan' ? '存量贷款' : '重点企业'}名单入库，规则无从判断；请先导入这份名单`,
    })
}

export interface VersionAction {
  versionId: string
  action: Exclude<RosterAction, 'supersede'>
  version: number
  reason: string | null
}

/** One step of a version's life. Who made it or changed it neither approves nor publishes it. */
export async function actOnVersion(ctx: Ctx, input: VersionAction): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const now = await lockVersion(ctx, input.versionId)
    if (now.version !== input.version)
      throw new Problem('stale_version', { details: { version: now.version } })
    const status = now.state as RosterStatus
    const no = refusal(rosterFlow, input.action, {
      status,
      role: ctx.actor.role,
      facts: versionFacts(ctx, now),
    })
    if (no?.code === 'missing_fact' && no.fact === 'anotherPerson')
      throw new Problem('maker_is_checker', { message: no.message })
    if (no) throw refusalProblem(no)
    if ('reason' in rosterFlow.actions[input.action] && !input.reason)
      throw new Problem('bad_request', {
        message: '请写明理由',
        details: { fields: [{ field: 'body.reason', message: '请写明理由' }] },
      })
    if (input.action === 'publish') await supersedeBefore(ctx, now)
    await trx
      .updateTable('rosterVersion')
      .set(await changes(ctx, input))
      .where('id', '=', now.id)
      .execute()
    await record(ctx, {
      flow: 'roster',
      subjectId: now.id,
      action: input.action,
      from: status,
      to: rosterFlow.actions[input.action].to,
      details: { rosterId: now.rosterId, no: now.no, reason: input.reason },
    })
  })
}

/** What a step writes beside the status. */
async function changes(ctx: Ctx, { versionId, action, version, reason }: VersionAction) {
  const who = ctx.actor.accountId
  const common = { state: rosterFlow.actions[action].to as RosterStatus, version: version + 1 }
  switch (action) {
    case 'approve': {
      const { hash, members } = await hashMembers(ctx.trx, versionId)
      return { ...common, approvedBy: who, approvedAt: ctx.now, contentHash: hash, members }
    }
    case 'sendBack':
      return { ...common, approvedBy: null, approvedAt: null, contentHash: null }
    case 'publish':
      return { ...common, publishedBy: who, validFrom: ctx.now }
    case 'recall':
      return { ...common, validTo: ctx.now, recallReason: reason }
    case 'discard':
      return common
  }
}

async function supersedeBefore(ctx: Ctx, next: LockedVersion): Promise<void> {
  const before = await ctx.trx
    .updateTable('rosterVersion')
    .set((e) => ({ state: 'superseded', validTo: ctx.now, version: e('version', '+', 1) }))
    .where('rosterId', '=', next.rosterId)
    .where('state', '=', 'published')
    .returning('id')
    .executeTakeFirst()
  if (before)
    await record(ctx, {
      flow: 'roster',
      subjectId: before.id,
      action: 'supersede',
      from: 'published',
      to: 'superseded',
      details: { by: next.id },
    })
}
