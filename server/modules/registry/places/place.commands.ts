import { sql } from 'kysely'
import { ancestorOf, levelOfCode, rangeOfDivision } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { run } from '#kernel/rows.ts'
import { lockRegistry } from '../registry.lock.ts'

export interface DecisionInput {
  group?: { within: string; fragment: string }
  entityId?: string
  division: string
}

interface NewDecision {
  within: string
  fragment?: string
  entityId?: string
  division: string
}

/**
 * Places all firms of a road, building or village that names left at one place, and remembers it for those to come; or
 * one firm, for good. Where lists, screenings and declarations counted them before does not move.
 */
export async function decidePlace(ctx: Ctx, asked: DecisionInput): Promise<string> {
  const input = await seen(ctx, asked)
  await requireBelow(ctx, input)
  return asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    await requireUndecided(trx, input)
    const { id } = await trx
      .insertInto('placeDecision')
      .values({
        within: input.within,
        fragment: input.fragment ?? null,
        division: input.division,
        firms: 0,
        accountId: ctx.actor.accountId,
        decidedAt: ctx.now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const firms = await move(trx, id, input)
    if (firms === 0) throw new Problem('wrong_status', { message: '这里已经没有待落位的户，请刷新后再看' })
    await trx.updateTable('placeDecision').set({ firms }).where('id', '=', id).execute()
    await recordDecision(ctx, 'decide', { id, firms, ...input })
    return id
  })
}

/** What is asked for, under the actor's own eyes: a firm or place of others is as one that is not there. */
async function seen(ctx: Ctx, { group, entityId, division }: DecisionInput): Promise<NewDecision> {
  if ((group === undefined) === (entityId === undefined))
    throw new Problem('unprocessable', { message: '请选一条路（楼宇、村）或一户，二者取一' })
  if (group) {
    const { scope } = ctx.actor
    const at = BigInt(group.within)
    if (scope.kind === 'place' && !scope.whole && (at < scope.lo || at > scope.hi)) throw notFound()
    return { ...group, division }
  }
  const firm = await ctx.trx
    .selectFrom('entity')
    .select('division')
    .where('id', '=', entityId!)
    .where('status', '=', 'live')
    .executeTakeFirst()
  if (!firm) throw notFound()
  return { within: firm.division, entityId, division }
}

/**
 * The place must be one of today and lie below where the firms stand now. Of a town that was split they may stand anywhere in
 * its county, in the town itself too.
 */
async function requireBelow(ctx: Ctx, { within, division }: NewDecision): Promise<void> {
  const { lo, hi } = rangeOfDivision(levelOfCode(within) === 'town' ? ancestorOf(within, 'county') : within)
  const place = await ctx.trx
    .selectFrom('division')
    .select('code')
    .where('code', '=', division)
    .where('code', '>', String(lo))
    .where('code', '<=', String(hi))
    .where('validTo', 'is', null)
    .executeTakeFirst()
  if (!place) throw new Problem('unprocessable', { message: '请选这个范围以内、现行的镇街或社区' })
}

async function requireUndecided(trx: Tx, { within, fragment }: NewDecision): Promise<void> {
  if (fragment === undefined) return
  const known = await trx
    .selectFrom('placeDecision')
    .select('id')
    .where('within', '=', within)
    .where('fragment', '=', fragment)
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  if (known)
    throw new Problem('duplicate', { message: `「${fragment}」已由人工定过，请先撤销那一次再重新落位` })
}

/** Firms where the decision reaches: by name or code alone at the place, or learned from there. */
async function move(
  trx: Tx,
  id: string,
  { within, fragment, entityId, division }: NewDecision,
): Promise<number> {
  const which =
    entityId === undefined
      ? sql`exists (select from fact_registration f where f.fact_id = e.registration_fact and ${fragment} = any (f.fragments))`
      : sql`e.id = ${entityId}::bigint`
  await run(
    trx,
    sql`insert into placement (entity_id, base_division, base_placed_by, decision_id, fragment, confidence_bp, firms, seen)
      select e.id, case when e.placed_by = 'learned' then p.base_division else e.division end, case when e.placed_by = 'learned' then p.base_placed_by else e.placed_by end,
        ${id}, ${fragment ?? null}, 10000, 0, 0
      from entity e left join placement p on p.entity_id = e.id and e.placed_by = 'learned'
      where e.status = 'live' and e.placed_by in ('address', 'code', 'none', 'learned') and ${which}
        and case when e.placed_by = 'learned' then p.base_division else e.division end = ${within}::bigint
      on conflict (entity_id) do update set base_division = excluded.base_division, base_placed_by = excluded.base_placed_by, decision_id = excluded.decision_id,
        fragment = excluded.fragment, confidence_bp = excluded.confidence_bp, firms = 0, seen = 0`,
  )
  return run(
    trx,
    sql`update entity e set division = ${division}, placed_by = ${entityId === undefined ? 'learned' : 'manual'} from placement p
      where p.entity_id = e.id and p.decision_id = ${id}::bigint`,
  )
}

/** Takes a decision back: its firms return to where names had put them, the road is forgotten. */
export async function undoPlaceDecision(ctx: Ctx, decisionId: string): Promise<void> {
  const found = await ctx.trx
    .selectFrom('placeDecision')
    .select('id')
    .where('id', '=', decisionId)
    .executeTakeFirst()
  if (!found) throw notFound()
  await asSystem(ctx, async (trx) => {
    await lockRegistry(trx)
    const d = await trx
      .updateTable('placeDecision')
      .set({ undoneBy: ctx.actor.accountId, undoneAt: ctx.now })
      .where('id', '=', decisionId)
      .where('undoneAt', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!d) throw new Problem('wrong_status', { message: '这次落位已经撤销过了' })
    const firms = await run(
      trx,
      sql`update entity e set division = p.base_division, placed_by = p.base_placed_by from placement p
        where p.entity_id = e.id and p.decision_id = ${decisionId}::bigint and e.placed_by = any (${d.fragment === null ? ['manual'] : ['learned']}::text[])`,
    )
    await run(trx, sql`delete from placement where decision_id = ${decisionId}::bigint`)
    await recordDecision(ctx, 'undo', { ...d, firms, fragment: d.fragment ?? undefined })
  })
}

async function recordDecision(
  ctx: Ctx,
  action: 'decide' | 'undo',
  d: { id: string; firms: number; within: string; fragment?: string; division: string; entityId?: string },
): Promise<void> {
  await record(ctx, {
    flow: 'place',
    subjectId: d.id,
    action,
    division: d.division,
    entityId: d.entityId ?? null,
    details: { within: d.within, fragment: d.fragment ?? null, firms: d.firms },
  })
}
