import { sql } from 'kysely'
import { asSystem, type Ctx } from '#kernel/context.ts'

/** Marks messages as read up to one of them; going back does nothing. */
export async function readNotices(ctx: Ctx, upTo: string): Promise<void> {
  await asSystem(ctx, (trx) =>
    sql`insert into notice_read (account_id, up_to) values (${ctx.actor.accountId}, ${upTo})
      on conflict (account_id) do update set up_to = greatest(notice_read.up_to, excluded.up_to)`.execute(
      trx,
    ),
  )
}
