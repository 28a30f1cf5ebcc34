import { sql } from 'kysely'
import type { Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { Problem } from '#kernel/problem.ts'

/** A list may rest on a registry list that was taken back since: nobody is sent to a firm that is not registered any more. */
export async function requireStanding(trx: Tx, listId: string): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from entity e join target t on t.entity_id = e.id and t.list_id = ${listId} where e.status = 'withdrawn'`.execute(
    trx,
  )
  if (rows[0]!.n > 0)
    throw new Problem('unprocessable', {
      message: `清单里有 ${rows[0]!.n} 户已随撤销的名单退出登记库，不能发布；请重新筛查，再拟定清单`,
    })
}

/** Who drew the list up, had it assigned or took a firm off it by hand does not publish it. */
export async function requireOther(ctx: Ctx, listId: string): Promise<void> {
  const { rows } = await sql<{ own: boolean }>`
    select exists (select from account a where a.person_id = ${ctx.actor.personId}::bigint and (
      a.id = (select made_by from target_list where id = ${listId}) or a.id in (select account_id from assignment_run where list_id = ${listId})
      or exists (select from action_log x join target t on t.id = x.subject_id where x.account_id = a.id and x.flow = 'target'
        and x.action in ('exclude', 'restore') and t.list_id = ${listId}))) as own`.execute(ctx.trx)
  if (rows[0]!.own)
    throw new Problem('maker_is_checker', {
      message: '编制、派发或改动过这份清单的人不能发布它，请换人发布',
    })
}

/** A list is published with its banks, and not while they are being found anew. */
export async function requireAssigned(trx: Tx, listId: string): Promise<void> {
  const { rows } = await sql<{ done: boolean; running: boolean }>`
    select coalesce(bool_or(state = 'done'), false) as done, coalesce(bool_or(state = 'running'), false) as running
    from assignment_run where list_id = ${listId}`.execute(trx)
  if (rows[0]!.running) throw new Problem('wrong_status', { message: '清单正在派发，请等它完成再发布' })
  if (!rows[0]!.done) throw new Problem('missing_fact', { message: '清单还没有派发到银行，请先派发再发布' })
}
