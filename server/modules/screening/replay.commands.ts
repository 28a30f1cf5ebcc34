import { sql } from 'kysely'
import * as z from 'zod'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { allowLong } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'
import { rulesOfRun } from './screening.queries.ts'
import { replayStatement } from './screening.sql.ts'

/** Opens the judging-again of a finished run; one at a time for a run. */
export async function openReplay(ctx: Ctx, runId: string): Promise<string> {
  return asSystem(ctx, async (trx) => {
    const run = await trx
      .selectFrom('screeningRun')
      .select('state')
      .where('id', '=', runId)
      .forUpdate()
      .executeTakeFirst()
    if (!run) throw notFound()
    if (run.state !== 'done') throw new Problem('wrong_status', { message: '只有完成的筛查可以重算' })
    const busy = await trx
      .selectFrom('screeningReplay')
      .select('id')
      .where('runId', '=', runId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (busy) throw new Problem('duplicate', { message: '这次筛查正在重算，请等它完成' })
    const row = await trx
      .insertInto('screeningReplay')
      .values({ runId, state: 'running', accountId: ctx.actor.accountId, startedAt: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    await record(ctx, {
      flow: 'screening',
      subjectId: row.id,
      action: 'replay',
      to: 'running',
      details: { runId },
    })
    return row.id
  })
}

/** Judges all firms by the rules and facts of the run and compares firm by firm; safe to run twice. */
export async function performReplay(ctx: Ctx, replayId: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const row = await trx
      .selectFrom('screeningReplay as p')
      .innerJoin('screeningRun as r', 'r.id', 'p.runId')
      .select(['p.state', 'r.id as runId', 'r.asOf', 'r.version', 'r.startedAt', 'r.resultHash'])
      .where('p.id', '=', replayId)
      .forUpdate('p')
      .executeTakeFirst()
    if (row?.state !== 'running') return
    await allowLong(trx, 15 * 60_000)
    const moment = { asOf: row.asOf, version: row.version, entityId: null, at: row.startedAt }
    const [found] = await rows(
      trx,
      replayStatement(row.runId, await rulesOfRun(ctx, row.runId), moment),
      z.object({ hash: z.string(), differing: z.int() }),
    )
    const { hash, differing } = found!
    await sql`update screening_replay set state = 'done', result_hash = ${hash}, differing = ${differing}, finished_at = ${ctx.now} where id = ${replayId}`.execute(
      trx,
    )
    await record(ctx, {
      flow: 'screening',
      subjectId: replayId,
      action: 'endReplay',
      from: 'running',
      to: 'done',
      details: { runId: row.runId, same: hash === row.resultHash, differing },
    })
  })
}

/** Says that it did not finish, unless another has finished it in the meantime. */
export async function failReplay(ctx: Ctx, replayId: string, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('screeningReplay')
      .set({ state: 'failed', failure: reason, finishedAt: ctx.now })
      .where('id', '=', replayId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await record(ctx, {
      flow: 'screening',
      subjectId: replayId,
      action: 'failReplay',
      from: 'running',
      to: 'failed',
      details: { reason },
    })
  })
}
