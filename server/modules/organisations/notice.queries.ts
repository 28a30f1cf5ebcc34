import { verbsOfRole } from '#contract/organisations/roles.ts'
import type { Ctx } from '#kernel/context.ts'

/** The last messages for the actor's body and post, and for the actor alone, with how many are unread. */
export async function listNotices(ctx: Ctx) {
  const read = await ctx.trx
    .selectFrom('noticeRead')
    .select('upTo')
    .where('accountId', '=', ctx.actor.accountId)
    .executeTakeFirst()
  const upTo = BigInt(read?.upTo ?? '0')
  const found = await ctx.trx
    .selectFrom('notice')
    .select(['id', 'title', 'link', 'createdAt'])
    .where((e) =>
      e.or([e('verb', 'in', [...verbsOfRole[ctx.actor.role]]), e('accountId', '=', ctx.actor.accountId)]),
    )
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  const rows = found.map((n) => ({
    id: n.id,
    at: n.createdAt.toISOString(),
    title: n.title,
    link: n.link,
    read: BigInt(n.id) <= upTo,
  }))
  return { unread: rows.filter((n) => !n.read).length, rows }
}
