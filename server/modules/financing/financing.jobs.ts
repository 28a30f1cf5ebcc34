import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { expireCase } from './bank-case.commands.ts'

/**
 * All clocks run without anyone clicking: each case past its due day is expired in a transaction of its own. Safe to run
 * at any time and twice at once; answers how many it moved. One that cannot be moved now keeps no other waiting.
 */
export async function sweepDeadlines(deps: Deps): Promise<number> {
  const due = await inContext(deps, systemActor, (ctx) =>
    ctx.trx
      .selectFrom('bankCase')
      .select('id')
      .where('dueOn', '<', ctx.today)
      .where('pausedOn', 'is', null)
      .where('status', 'in', ['pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval'])
      .orderBy('id')
      .execute(),
  )
  let moved = 0
  const failed: unknown[] = []
  for (const { id } of due)
    await inContext(deps, systemActor, (ctx) => expireCase(ctx, id)).then(
      (done) => {
        if (done) moved += 1
      },
      (error: unknown) => failed.push(error),
    )
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} 户到期未能处理，其余 ${moved} 户已处理`)
  return moved
}
