import { sql } from 'kysely'
import type { teamRoutes } from '#contract/assignment/team.routes.ts'
import { daysBetween } from '#contract/kernel/deadline.ts'
import type { BodyOf } from '#contract/kernel/route.ts'
import { levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { parameterValue } from '#kernel/parameters.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { run } from '#kernel/rows.ts'
import { requirePost } from './team.commands.ts'
import { manages } from './team.queries.ts'
import { ofCounty } from './team.sql.ts'

/** Offices whose post is a place: what they hold is the place itself, beside their teams. */
const placed = ['community', 'town_office', 'county_office']

/**
 * One person takes another's duties: for these days (leave), ended by the clock; or for good (handover), from that day. The
 * teams and the place of the post go along; nothing is taken from a person on leave.
 */
export async function arrangeCover(ctx: Ctx, input: BodyOf<typeof teamRoutes.arrangeCover>): Promise<string> {
  return asSystem(ctx, async (trx) => {
    if (input.fromOn < ctx.today)
      throw new Problem('unprocessable', { message: '开始日不能早于今天；已经过去的日子不能补办' })
    const away = await requirePost(ctx, input.grantId)
    const cover = await requirePost(ctx, input.coverGrantId)
    requireInCharge(ctx, away)
    await requireFitting(ctx, away, cover, input)
    await requireDays(ctx, away.id, input)
    const division = placed.includes(away.kind) ? away.division : null
    const { rows } = await sql<{ id: string; fromAt: Date; toAt: Date | null }>`
      insert into cover (kind, grant_id, cover_grant_id, division, from_at, to_at, note, made_by, made_at)
      values (${input.kind}, ${away.id}, ${cover.id}, ${division},
        greatest(${ctx.now}::timestamptz, (${input.fromOn}::date)::timestamp at time zone 'Asia/Shanghai'),
        ((${input.toOn ?? null}::date + 1))::timestamp at time zone 'Asia/Shanghai', ${input.note}, ${ctx.actor.accountId}, ${ctx.now})
      returning id, from_at, to_at`.execute(trx)
    const made = rows[0]!
    await record(ctx, {
      flow: 'cover',
      subjectId: made.id,
      action: input.kind,
      division,
      details: {
        grantId: away.id,
        coverGrantId: cover.id,
        fromOn: input.fromOn,
        toOn: input.toOn ?? null,
        note: input.note,
      },
    })
    await passTeams(ctx, input.kind, made, { away: away.id, ...cover })
    if (division !== null) await passPlace(ctx, made, division)
    return made.id
  })
}

interface Post {
  id: string
  kind: string
  division: string | null
  bankId: string | null
}

/** Posts of one's own place; those of banks and departments are a county's to see to, not a town's. */
function requireInCharge(ctx: Ctx, { kind, division }: Omit<Post, 'id'>): void {
  const { scope } = ctx.actor
  const wide =
    scope.kind === 'system' ||
    (scope.kind === 'place' && !['town', 'community'].includes(levelOfCode(scope.division)))
  const own = placed.includes(kind) ? division !== null && manages(ctx, division) : wide
  if (own) return
  throw new Problem('forbidden', {
    message: '这个人不归本辖区安排；银行、部门人员的顶岗与交接请区县专班办理',
  })
}

/** Duties of a bank stay within that bank; and two people do not stand in for each other on the same days. */
async function requireFitting(
  ctx: Ctx,
  away: Post,
  cover: Post,
  { fromOn, toOn }: { fromOn: string; toOn?: string | undefined },
): Promise<void> {
  if (away.bankId !== cover.bankId)
    throw new Problem('unprocessable', {
      message: '顶岗或接手的人须与本人同属一家银行，或同在政府一侧；请从同一单位里重新选择',
    })
  const { rows } =
    await sql`select from cover c where c.grant_id = ${cover.id} and c.cover_grant_id = ${away.id} and c.kind = 'leave'
    and business_day(c.from_at) <= ${toOn ?? null}::date is not false and (c.to_at is null or business_day(c.to_at) > ${fromOn}::date) limit 1`.execute(
      ctx.trx,
    )
  if (rows.length > 0)
    throw new Problem('unprocessable', {
      message: '这几天里对方正由本人顶岗，两人不能互相顶岗；请换一个人或换日子',
    })
}

/** Nobody knows today who will stand in for whom in years. */
const farthestDays = 366

/** A post is handed over once; when it has come back it may go on to another. From the day of it there is no leave to arrange either. */
async function requireNoHandover(ctx: Ctx, away: string, untilOn?: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select p.name from cover c join role_grant g on g.id = c.cover_grant_id join person p on p.id = g.person_id
    where c.grant_id = ${away} and c.kind = 'handover' and c.to_at is null and coalesce(business_day(c.from_at) <= ${untilOn ?? null}::date, true)
      and not exists (select from cover back where back.kind = 'handover' and back.to_at is null and back.cover_grant_id = c.grant_id and back.id > c.id) limit 1`.execute(
    ctx.trx,
  )
  const what = untilOn === undefined ? '再交接一次' : '再安排顶岗；请找接手的人，或先撤销交接'
  if (rows[0]) throw new Problem('duplicate', { message: `这个岗位已交接给${rows[0].name}，不能${what}` })
}

/** A leave has an end within what the place allows; and one person is stood in for by one other at a time. */
async function requireDays(
  ctx: Ctx,
  away: string,
  { kind, fromOn, toOn }: { kind: string; fromOn: string; toOn?: string | undefined },
): Promise<void> {
  if (daysBetween(ctx.today, fromOn) > farthestDays)
    throw new Problem('unprocessable', { message: '开始日在一年以后：请核对日期' })
  // Two offices at once must not both find the days free, nor hand one post over twice.
  await sql`select from role_grant where id = ${away} for update`.execute(ctx.trx)
  if (kind !== 'leave' || toOn === undefined) return requireNoHandover(ctx, away)
  await requireNoHandover(ctx, away, toOn)
  const most = await parameterValue(ctx, 'coverDaysMax')
  if (daysBetween(fromOn, toOn) >= most)
    throw new Problem('unprocessable', {
      message: `顶岗一次最长 ${most} 日；更久的请办交接，或到期后再办一次`,
    })
  const { rows } = await sql<{ name: string; until: string }>`
    select p.name, (business_day(c.to_at) - 1)::text as until from cover c join role_grant g on g.id = c.cover_grant_id join person p on p.id = g.person_id
    where c.grant_id = ${away} and c.kind = 'leave' and c.to_at > c.from_at
      and business_day(c.from_at) <= ${toOn}::date and business_day(c.to_at) > ${fromOn}::date and c.to_at > ${ctx.now}::timestamptz limit 1`.execute(
    ctx.trx,
  )
  if (rows[0])
    throw new Problem('duplicate', {
      message: `这几天已由${rows[0].name}顶岗（到 ${rows[0].until}）；请先结束那一次，或换日子`,
    })
}

interface Made {
  id: string
  fromAt: Date
  toAt: Date | null
}

/** Every team the one is in then, for the other, unless they are in it already; a handover ends the old membership. */
async function passTeams(
  ctx: Ctx,
  kind: 'leave' | 'handover',
  made: Made,
  who: { away: string; id: string; accountId: string; orgId: string },
): Promise<void> {
  const teams = await run(
    ctx.trx,
    sql`insert into team_member (team_id, grant_id, account_id, org_id, leader, from_at, to_at, cover_id)
      select m.team_id, ${who.id}, ${who.accountId}, ${who.orgId}, m.leader, greatest(m.from_at, ${made.fromAt}::timestamptz), least(m.to_at, ${made.toAt}::timestamptz), ${made.id}
      from team_member m join team t on t.id = m.team_id where ${ofCounty(ctx, 't.division')} and ${ownOf(who.away)} and (m.to_at is null or m.to_at > ${made.fromAt}::timestamptz)
        and (${made.toAt}::timestamptz is null or m.from_at < ${made.toAt}::timestamptz)
        and not exists (select 1 from team_member x where x.team_id = m.team_id and x.grant_id = ${who.id} and x.to_at is null)`,
  )
  if (kind === 'handover')
    await run(
      ctx.trx,
      sql`update team_member m set planned_to = m.to_at, to_at = greatest(m.from_at, ${made.fromAt}::timestamptz), handed_by = ${made.id}
        from team t where t.id = m.team_id and ${ofCounty(ctx, 't.division')} and ${ownOf(who.away)} and (m.to_at is null or m.to_at > ${made.fromAt}::timestamptz)`,
    )
  await record(ctx, { flow: 'cover', subjectId: made.id, action: 'passTeams', details: { teams } })
}

/** What one is a member of oneself (alias m): what one only stands in for is not passed on, it ends with the other's leave. */
const ownOf = (grantId: string) =>
  sql`(m.grant_id = ${grantId} and not exists (select from cover v where v.id = m.cover_id and v.kind = 'leave'))`

async function passPlace(ctx: Ctx, made: Made, division: string): Promise<void> {
  const { lo, hi } = rangeOfDivision(division)
  await ctx.trx
    .insertInto('duty')
    .values({
      coverId: made.id,
      division,
      lo: String(lo),
      hi: String(hi),
      fromAt: made.fromAt,
      toAt: made.toAt,
    })
    .execute()
  await record(ctx, { flow: 'cover', subjectId: made.id, action: 'passPlace', division })
}

/**
 * Ends a leave cover before its day: the duties go back at once. A handover is for good; one that has not begun can be called
 * off, and those whose memberships it was to end keep them.
 */
export async function endCover(ctx: Ctx, coverId: string, reason: string): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const cover = await trx
      .selectFrom('cover')
      .selectAll()
      .where('id', '=', coverId)
      .forUpdate()
      .executeTakeFirst()
    if (!cover) throw notFound()
    const { rows } = await sql<
      Omit<Post, 'id'>
    >`select o.kind, o.division, o.bank_id from role_grant g join org o on o.id = g.org_id
      where g.id = ${cover.grantId}`.execute(trx)
    if (cover.madeBy !== ctx.actor.accountId) {
      requireInCharge(ctx, rows[0]!)
      await requireOwnTeams(ctx, coverId)
    }
    if (cover.toAt !== null && (cover.toAt <= ctx.now || cover.toAt <= cover.fromAt))
      throw new Problem('wrong_status', { message: '这次安排已经结束' })
    if (cover.kind === 'handover' && cover.fromAt <= ctx.now)
      throw new Problem('wrong_status', { message: '交接是长期的，开始后不能结束；要还回去，请再办一次交接' })
    if (cover.kind === 'handover') await giveTeamsBack(trx, coverId)
    await run(
      trx,
      sql`with c as (update cover set to_at = greatest(from_at, ${ctx.now}::timestamptz) where id = ${coverId}),
        m as (update team_member set to_at = greatest(from_at, ${ctx.now}::timestamptz) where cover_id = ${coverId} and coalesce(to_at > ${ctx.now}::timestamptz, true))
        update duty set to_at = greatest(from_at, ${ctx.now}::timestamptz) where cover_id = ${coverId}`,
    )
    await record(ctx, {
      flow: 'cover',
      subjectId: coverId,
      action: 'end',
      division: cover.division,
      details: { reason },
    })
  })
}

/** A department's clerk works for several counties: what one of them has arranged no other ends. */
async function requireOwnTeams(ctx: Ctx, coverId: string): Promise<void> {
  const { rows } = await sql`select from team_member m join team t on t.id = m.team_id
    where m.cover_id = ${coverId} and not ${ofCounty(ctx, 't.division')} limit 1`.execute(ctx.trx)
  if (rows.length > 0)
    throw new Problem('forbidden', { message: '这次安排涉及别的区县的小组，请由安排它的区县或市专班办理' })
}

/**
 * The memberships a handover was to end run on, to the day they had before. Who was taken out of the team meanwhile stays
 * out, and a team that has been dissolved stays empty.
 */
async function giveTeamsBack(trx: Tx, coverId: string): Promise<void> {
  await run(
    trx,
    sql`update team_member m set handed_by = null, to_at = m.planned_to, planned_to = null from cover c, team t
      where c.id = ${coverId} and m.handed_by = c.id and m.to_at = greatest(m.from_at, c.from_at) and t.id = m.team_id and t.ended_at is null and not exists (select from team_member x where x.team_id = m.team_id and x.grant_id = m.grant_id and x.to_at is null)`,
  )
}
