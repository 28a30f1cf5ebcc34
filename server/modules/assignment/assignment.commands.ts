import { sql } from 'kysely'
import { record, recordEach } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { refreshStatistics } from '#kernel/rows.ts'
import {
  carriedOver,
  carryOver,
  contentHash,
  countMoves,
  keepGrounds,
  makeMembers,
  readBranches,
  readCells,
  writeTargets,
} from './assignment.sql.ts'
import { placeAllBuildings } from './building.commands.ts'
import { planAssignment } from './plan.ts'
import { requireAssigned, requireOther, requireStanding } from './publishing.rules.ts'

/** Opens a draft of all firms a finished run kept, as the next version of a round; they are written when it is assigned. */
export async function draftList(
  ctx: Ctx,
  input: { runId: string; name: string; round: string },
): Promise<string> {
  return asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731035)`.execute(trx)
    const run = await trx
      .selectFrom('screeningRun')
      .select(['state', 'targets'])
      .where('id', '=', input.runId)
      .executeTakeFirst()
    if (!run) throw notFound()
    if (run.state !== 'done') throw new Problem('unprocessable', { message: '这次筛查还没有完成' })
    if (run.targets === 0)
      throw new Problem('unprocessable', { message: '这次筛查没有保留任何主体，不能编制清单' })
    const last = await trx
      .selectFrom('targetList')
      .select((e) => e.fn.max<number | null>('version').as('version'))
      .where('round', '=', input.round)
      .executeTakeFirst()
    const list = await trx
      .insertInto('targetList')
      .values({
        name: input.name,
        round: input.round,
        version: (last?.version ?? 0) + 1,
        state: 'draft',
        runId: input.runId,
        targets: run.targets,
        madeBy: ctx.actor.accountId,
        madeAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'list',
      subjectId: list.id,
      action: 'draft',
      to: 'draft',
      details: { runId: input.runId, targets: run.targets },
    })
    return list.id
  })
}

/** Opens an assignment of a draft list; the computing itself is a job. */
export async function openAssignment(ctx: Ctx, listId: string): Promise<string> {
  return asSystem(ctx, async (trx) => {
    const list = await lockList(ctx, listId)
    if (list.state !== 'draft')
      throw new Problem('wrong_status', { message: '清单已发布，不能重新派发；请另编新版本' })
    const branches = await readBranches(trx)
    if (new Set(branches.map((b) => b.bankId)).size < 2) {
      throw new Problem('unprocessable', {
        message: '至少需要两家银行的网点与走访能力，请先导入“银行网点与走访能力”名单',
      })
    }
    const busy = await trx
      .selectFrom('assignmentRun')
      .select('id')
      .where('listId', '=', listId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (busy) throw new Problem('duplicate', { message: '这份清单正在派发，请等它完成' })
    const row = await trx
      .insertInto('assignmentRun')
      .values({ listId, state: 'running', accountId: ctx.actor.accountId, startedAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'assignment',
      subjectId: row.id,
      action: 'run',
      to: 'running',
      details: { listId },
    })
    return row.id
  })
}

/** Gives each firm its main and backup bank; safe to run twice: a finished run is left alone. */
export async function performAssignment(ctx: Ctx, assignmentId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('assignmentRun')
      .select(['state', 'listId'])
      .where('id', '=', assignmentId)
      .forUpdate()
      .executeTakeFirst()
    if (row?.state !== 'running') return
    // Held to the end: what is being written is not published meanwhile, and what is published is not written any more.
    const list = await lockList(ctx, row.listId)
    if (list.state !== 'draft')
      throw new Problem('wrong_status', { message: '清单已发布，不再重新派发；请另编新版本' })
    await allowLong(trx, 10 * 60_000)
    await makeMembers(trx, row.listId)
    const cells = await readCells(trx)
    const mainShare = await parameterValue(ctx, 'primaryBankCapacityShare')
    const backupShare = await parameterValue(ctx, 'backupBankCapacityShare')
    const branches = (await readBranches(trx)).map((b) => ({
      ...b,
      capacity: Math.floor((b.capacity * mainShare) / 100),
    }))
    const plan = planAssignment(cells, branches, (backupShare * 100) / mainShare)
    await keepGrounds(trx, assignmentId, branches, plan)
    const firms = await writeTargets(trx, row.listId, plan)
    const moves = await countMoves(trx, row.listId)
    await sql`drop table member, cell, placed`.execute(trx)
    await trx.updateTable('targetList').set({ targets: firms }).where('id', '=', row.listId).execute()
    await refreshStatistics(trx, 'target')
    const unplaced = plan.main.left + plan.backup.left
    const placed = firms - unplaced
    await trx
      .updateTable('assignmentRun')
      .set({
        state: 'done',
        placed,
        unplaced,
        cost: String(plan.main.cost + plan.backup.cost),
        atLeast: String(plan.main.atLeast + plan.backup.atLeast),
        ...moves,
        finishedAt: ctx.now,
      })
      .where('id', '=', assignmentId)
      .execute()
    await record(ctx, {
      flow: 'assignment',
      subjectId: assignmentId,
      action: 'finish',
      from: 'running',
      to: 'done',
      details: { placed, unplaced, ...moves },
    })
  })
}

/** Takes up again what was given up, when a person hands its job in anew; anything else stays as it is. */
export async function reopenAssignment(ctx: Ctx, assignmentId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('assignmentRun')
      .set({ state: 'running', failure: null, finishedAt: null })
      .where('id', '=', assignmentId)
      .where('state', '=', 'failed')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, {
      flow: 'assignment',
      subjectId: assignmentId,
      action: 'retry',
      from: 'failed',
      to: 'running',
    })
  })
}

/** Says that an assignment did not finish, unless another run has finished it in the meantime. */
export async function failAssignment(ctx: Ctx, assignmentId: string, failure: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('assignmentRun')
      .set({ state: 'failed', failure, finishedAt: ctx.now })
      .where('id', '=', assignmentId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, {
      flow: 'assignment',
      subjectId: assignmentId,
      action: 'fail',
      from: 'running',
      to: 'failed',
      details: { failure },
    })
  })
}

/** What was published of the round gives way, unless it is the newer one. */
async function recallBefore(ctx: Ctx, list: { round: string; version: number }): Promise<void> {
  const before = await ctx.trx
    .selectFrom('targetList')
    .select(['id', 'version'])
    .where('round', '=', list.round)
    .where('state', '=', 'published')
    .executeTakeFirst()
  if (before) {
    if (before.version > list.version)
      throw new Problem('wrong_status', {
        message: `第 ${before.version} 版已经发布，较早的第 ${list.version} 版不能再替换它；请重新拟定清单`,
      })
    await ctx.trx.updateTable('targetList').set({ state: 'recalled' }).where('id', '=', before.id).execute()
    await record(ctx, {
      flow: 'list',
      subjectId: before.id,
      action: 'recall',
      from: 'published',
      to: 'recalled',
    })
  }
}

/** Publishes and freezes a list; the version before is recalled and its progress carried over. Maker ≠ checker. */
export async function publishList(ctx: Ctx, listId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    await sql`select pg_advisory_xact_lock(731035)`.execute(trx)
    const list = await lockList(ctx, listId)
    if (list.state !== 'draft') throw new Problem('wrong_status')
    await requireOther(ctx, listId)
    await requireAssigned(trx, listId)
    await requireStanding(trx, listId)
    await recallBefore(ctx, list)
    await carryOver(trx, listId)
    await placeAllBuildings(ctx)
    await recordEach(ctx, { flow: 'target', action: 'carryOver' }, carriedOver(listId))
    await trx
      .updateTable('targetList')
      .set({
        state: 'published',
        publishedBy: ctx.actor.accountId,
        publishedAt: ctx.now,
        contentHash: await contentHash(trx, listId),
      })
      .where('id', '=', listId)
      .execute()
    await record(ctx, {
      flow: 'list',
      subjectId: listId,
      action: 'publish',
      from: 'draft',
      to: 'published',
      details: { round: list.round, version: list.version, targets: list.targets },
    })
  })
}

async function lockList(ctx: Ctx, listId: string) {
  const list = await ctx.trx
    .selectFrom('targetList')
    .selectAll()
    .where('id', '=', listId)
    .forUpdate()
    .executeTakeFirst()
  if (!list) throw notFound()
  return list
}
