import { systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { expireCase } from './bank-case.commands.ts'

/**
 * All clocks run without anyone clicking: each case past its due day is expired in a transaction of its own. Safe to run
 * at any time and twice at once; answers how many it moved.
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
  for (const { id } of due) if (await inContext(deps, systemActor, (ctx) => expireCase(ctx, id))) moved += 1
  return moved
}
