import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'
import { lockVersion } from './version.lock.ts'

type Deed = 'add' | 'remove'

/** Puts one firm on a draft, or takes it off, with the reason; the row of the edit stays whatever becomes of the draft. */
export async function editMember(
  ctx: Ctx,
  input: { versionId: string; deed: Deed; uscc: string; reason: string },
): Promise<void> {
  const { deed, reason } = input
  await asSystem(ctx, async (trx) => {
    const now = await lockVersion(ctx, input.versionId)
    if (now.state !== 'draft' || now.filling !== 'done')
      throw new Problem('wrong_status', {
        message: '只有算好成员的草稿可以加入或移出；已审定的请先退回修改',
      })
    const firm = await findFirm(trx, input.uscc)
    const row = { versionId: now.id, ...firm }
    if (!(await touchMember(trx, deed, row)))
      throw new Problem('duplicate', {
        message: deed === 'add' ? '这一户已经在这一版上' : '这一户不在这一版上',
      })
    await trx
      .insertInto('rosterEdit')
      .values({ ...row, deed, reason, accountId: ctx.actor.accountId, editedAt: ctx.now })
      .execute()
    await trx
      .updateTable('rosterVersion')
      .set({ members: now.members + (deed === 'add' ? 1 : -1), version: now.version + 1 })
      .where('id', '=', now.id)
      .execute()
    await record(ctx, { flow: 'roster', subjectId: now.id, action: deed, ...firm, details: { reason } })
  })
}

async function findFirm(trx: Tx, uscc: string): Promise<{ entityId: string; division: string }> {
  const firm = await trx
    .selectFrom('entity')
    .select(['id as entityId', 'division'])
    .where('uscc', '=', uscc.toUpperCase())
    .where('status', '=', 'live')
    .executeTakeFirst()
  if (!firm) throw new Problem('unprocessable', { message: '登记库里没有这个统一社会信用代码，请核对后再填' })
  return firm
}

/** Whether anything changed: who is on a version already is not put on it again. */
async function touchMember(
  trx: Tx,
  deed: Deed,
  row: { versionId: string; entityId: string; division: string },
): Promise<boolean> {
  if (deed === 'add') {
    const added = await trx
      .insertInto('rosterMember')
      .values({ ...row, because: 'hand' })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst()
    return added.numInsertedOrUpdatedRows === 1n
  }
  const gone = await trx
    .deleteFrom('rosterMember')
    .where('versionId', '=', row.versionId)
    .where('entityId', '=', row.entityId)
    .executeTakeFirst()
  return gone.numDeletedRows === 1n
}
