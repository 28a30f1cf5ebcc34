import { sql } from 'kysely'
import type { teamRoutes } from '#contract/assignment/team.routes.ts'
import type { BodyOf } from '#contract/kernel/route.ts'
import { ancestorOf, levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { manages } from './team.queries.ts'
import { candidates, posts } from './team.sql.ts'

interface NewDuty {
  division: string
  buildingId?: string | undefined
}

/** Makes a team with its people and duties; every duty lies in the actor's own place. */
export async function createTeam(ctx: Ctx, input: BodyOf<typeof teamRoutes.createTeam>): Promise<string> {
  return asSystem(ctx, async (trx) => {
    for (const d of input.duties) await requirePlace(ctx, d)
    const division = commonPlace(input.duties.map((d) => d.division))
    const { id } = await trx
      .insertInto('team')
      .values({ name: input.name, division, madeBy: ctx.actor.accountId, madeAt: ctx.now })
      .onConflict((c) => c.doNothing())
      .returning('id')
      .executeTakeFirstOrThrow(() => nameTaken(input.name))
    await record(ctx, {
      flow: 'team',
      subjectId: id,
      action: 'create',
      division,
      details: { name: input.name, members: input.members.map((m) => m.grantId), duties: input.duties },
    })
    for (const m of input.members) await insertMember(ctx, id, m.grantId, m.leader)
    for (const d of input.duties) await insertDuty(ctx, id, d)
    return id
  })
}

const nameTaken = (name: string) =>
  new Problem('duplicate', { message: `这里已有名为「${name}」的小组，请换一个名字` })

/** The smallest place that holds them all, at most a county. */
function commonPlace(divisions: readonly string[]): string {
  for (const level of ['community', 'town', 'county'] as const) {
    const above = new Set(divisions.map((d) => ancestorOf(d, level)))
    if (above.size === 1) return String([...above][0])
  }
  throw new Problem('unprocessable', { message: '一个小组的责任片区须在同一个区县内' })
}

/** A community, a town or a building of one's own place. */
async function requirePlace(ctx: Ctx, { division, buildingId }: NewDuty): Promise<void> {
  if (!manages(ctx, division))
    throw new Problem('unprocessable', { message: '责任片区不在本辖区，请重新选择' })
  if (!['town', 'community'].includes(levelOfCode(division)))
    throw new Problem('unprocessable', { message: '责任片区请选到镇街或社区（村）' })
  const place = await ctx.trx
    .selectFrom('division')
    .select('code')
    .where('code', '=', division)
    .executeTakeFirst()
  if (!place) throw notFound()
  if (buildingId === undefined) return
  const building = await ctx.trx
    .selectFrom('building')
    .select('id')
    .where('id', '=', buildingId)
    .where('division', '=', division)
    .where('closedAt', 'is', null)
    .executeTakeFirst()
  if (!building) throw new Problem('unprocessable', { message: '这个社区没有这栋楼宇，请重新选择' })
}

/** A post somebody holds now, that this office may call upon. */
export async function requirePost(ctx: Ctx, grantId: string) {
  const { rows } = await sql<{
    id: string
    accountId: string
    orgId: string
    kind: string
    division: string | null
    bankId: string | null
    name: string
  }>`select g.id, g.account_id, g.org_id, o.kind, o.division, o.bank_id, p.name from ${posts} where g.id = ${grantId} and ${candidates(ctx)}`.execute(
    ctx.trx,
  )
  if (!rows[0])
    throw new Problem('unprocessable', { message: '没有找到这个人，或已不在岗；请从名单里重新选择' })
  return rows[0]
}

async function insertMember(ctx: Ctx, teamId: string, grantId: string, leader: boolean): Promise<void> {
  const post = await requirePost(ctx, grantId)
  const made = await ctx.trx
    .insertInto('teamMember')
    .values({
      teamId,
      grantId,
      accountId: post.accountId,
      orgId: post.orgId,
      leader,
      fromAt: ctx.now,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw new Problem('duplicate', { message: `${post.name} 已在这个小组` })
  await record(ctx, { flow: 'team', subjectId: teamId, action: 'addMember', details: { grantId, leader } })
}

async function insertDuty(ctx: Ctx, teamId: string, { division, buildingId }: NewDuty): Promise<void> {
  const held = await ctx.trx
    .selectFrom('duty')
    .select('id')
    .where('teamId', '=', teamId)
    .where('division', '=', division)
    .where('buildingId', 'is not distinct from', buildingId ?? null)
    .where((e) => e.or([e('toAt', 'is', null), e('toAt', '>', ctx.now)]))
    .executeTakeFirst()
  if (held) throw new Problem('duplicate', { message: '这个小组已经负责这一片，不必再添' })
  const { lo, hi } = rangeOfDivision(division)
  await ctx.trx
    .insertInto('duty')
    .values({
      teamId,
      division,
      lo: String(lo),
      hi: String(hi),
      buildingId: buildingId ?? null,
      fromAt: ctx.now,
    })
    .execute()
  await record(ctx, { flow: 'team', subjectId: teamId, action: 'addDuty', details: { division, buildingId } })
}

/** Changes a team of the actor's place; what ends is dated, never deleted. */
export async function changeTeam(
  ctx: Ctx,
  teamId: string,
  change: BodyOf<typeof teamRoutes.changeTeam>,
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const team = await trx
      .selectFrom('team')
      .selectAll()
      .where('id', '=', teamId)
      .forUpdate()
      .executeTakeFirst()
    if (!team || !manages(ctx, team.division)) throw notFound()
    if (team.endedAt) throw new Problem('wrong_status', { message: '这个小组已撤销' })
    if (team.version !== change.version)
      throw new Problem('stale_version', { details: { version: team.version } })
    await apply(ctx, teamId, change)
    await trx
      .updateTable('team')
      .set((e) => ({
        version: e('version', '+', 1),
        ...(change.action === 'end' ? { endedAt: ctx.now } : {}),
      }))
      .where('id', '=', teamId)
      .execute()
    await record(ctx, {
      flow: 'team',
      subjectId: teamId,
      action: 'change',
      division: team.division,
      details: { ...change },
    })
  })
}

async function apply(ctx: Ctx, teamId: string, change: BodyOf<typeof teamRoutes.changeTeam>): Promise<void> {
  switch (change.action) {
    case 'addMember':
      return insertMember(ctx, teamId, change.grantId, change.leader)
    case 'addDuty':
      await requirePlace(ctx, change)
      return insertDuty(ctx, teamId, change)
    case 'endMember':
      return endRow(ctx, 'teamMember', teamId, change.memberId)
    case 'endDuty':
      return endRow(ctx, 'duty', teamId, change.dutyId)
    case 'end':
      return endAll(ctx, teamId)
  }
}

/** Dates the end of one row of a team; whoever is not there any more was ended by somebody else. */
async function endRow(ctx: Ctx, table: 'teamMember' | 'duty', teamId: string, id: string): Promise<void> {
  const { numUpdatedRows } = await ctx.trx
    .updateTable(table)
    .set({ toAt: sql<Date>`greatest(from_at, ${ctx.now}::timestamptz)` })
    .where('id', '=', id)
    .where('teamId', '=', teamId)
    .where((e) => e.or([e('toAt', 'is', null), e('toAt', '>', ctx.now)]))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notFound()
  await record(ctx, { flow: 'team', subjectId: teamId, action: 'endRow', details: { table, id } })
}

async function endAll(ctx: Ctx, teamId: string): Promise<void> {
  for (const table of ['teamMember', 'duty'] as const)
    await ctx.trx
      .updateTable(table)
      .set({ toAt: sql<Date>`greatest(from_at, ${ctx.now}::timestamptz)` })
      .where('teamId', '=', teamId)
      .where((e) => e.or([e('toAt', 'is', null), e('toAt', '>', ctx.now)]))
      .execute()
  await record(ctx, { flow: 'team', subjectId: teamId, action: 'end' })
}
