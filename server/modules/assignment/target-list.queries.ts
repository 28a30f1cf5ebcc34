import { sql } from 'kysely'
import * as z from 'zod'
import { listStates } from '#contract/assignment/routes.ts'
import { keysOf } from '#contract/kernel/ids.ts'
import type { Ctx } from '#kernel/context.ts'
import { notFound } from '#kernel/problem.ts'
import { rows } from '#kernel/rows.ts'

const ListRow = z
  .object({
    id: z.string(),
    name: z.string(),
    round: z.string(),
    version: z.int(),
    state: z.enum(keysOf(listStates)),
    runId: z.string(),
    rulesVersion: z.int(),
    rulesInForce: z.int().nullable(),
    targets: z.int(),
    contentHash: z.string().nullable(),
    madeBy: z.string(),
    mine: z.boolean(),
    madeAt: z.date().transform((d) => d.toISOString()),
    publishedBy: z.string().nullable(),
    publishedAt: z
      .date()
      .transform((d) => d.toISOString())
      .nullable(),
    assignmentState: z.enum(['running', 'done', 'failed']).nullable(),
    placed: z.int().nullable(),
    unplaced: z.int().nullable(),
    cost: z.string().nullable(),
    atLeast: z.string().nullable(),
    stayed: z.int().nullable(),
    moved: z.int().nullable(),
    joined: z.int().nullable(),
    gone: z.int().nullable(),
    failure: z.string().nullable(),
    finishedAt: z
      .date()
      .transform((d) => d.toISOString())
      .nullable(),
  })
  .transform(
    ({
      assignmentState,
      placed,
      unplaced,
      cost,
      atLeast,
      stayed,
      moved,
      joined,
      gone,
      failure,
      finishedAt,
      ...list
    }) => ({
      ...list,
      assignment:
        assignmentState === null
          ? null
          : {
              state: assignmentState,
              placed: placed ?? 0,
              unplaced: unplaced ?? 0,
              cost,
              optimal: cost === null ? null : cost === atLeast,
              stayed,
              moved,
              joined,
              gone,
              failure,
              finishedAt,
            },
    }),
  )

/** All lists with their last assignment, newest first. */
export async function listTargetLists(ctx: Ctx, listId?: string) {
  return rows(
    ctx.trx,
    sql`select l.id, l.name, l.round, l.version, l.state, l.run_id, s.rule_version as rules_version,
        (select version from rule_set where state = 'published') as rules_in_force, l.targets, l.content_hash, mp.name as made_by, m.person_id = ${ctx.actor.personId}::bigint as mine, l.made_at, pp.name as published_by, l.published_at,
        a.state as assignment_state, a.placed, a.unplaced, a.cost, a.at_least, a.stayed, a.moved, a.joined, a.gone, a.failure, a.finished_at
      from target_list l join screening_run s on s.id = l.run_id join account m on m.id = l.made_by join person mp on mp.id = m.person_id
      left join account p on p.id = l.published_by left join person pp on pp.id = p.person_id
      left join lateral (select * from assignment_run r where r.list_id = l.id order by r.id desc limit 1) a on true
      where ${listId ?? null}::bigint is null or l.id = ${listId ?? null}::bigint order by l.id desc limit 100`,
    ListRow,
  )
}

/** A filter by a list there is not, or none the actor may know of, finds nothing: that is said, not shown as empty. */
export async function requireList(ctx: Ctx, listId: string | undefined): Promise<void> {
  if (listId === undefined) return
  const found = await ctx.trx
    .selectFrom('targetList')
    .select('id')
    .where('id', '=', listId)
    .executeTakeFirst()
  if (!found) throw notFound()
}

export async function getTargetList(ctx: Ctx, listId: string) {
  const [list] = await listTargetLists(ctx, listId)
  if (!list) throw notFound()
  return list
}

/** How full each branch is, in both parts. */
export async function getAssignment(ctx: Ctx, listId: string) {
  await getTargetList(ctx, listId)
  const branches = await rows(
    ctx.trx,
    sql`select o.id as branch_id, o.name as branch, b.name as bank, coalesce(d.name, '') as place, c.visits_per_year as capacity,
        coalesce(m.n, 0)::int as main, coalesce(k.n, 0)::int as backup
      from branch_capacity c join org o on o.id = c.org_id join org b on b.id = o.bank_id left join division d on d.code = o.division
      left join (select main_branch_id, count(*) as n from target where list_id = ${listId} group by 1) m on m.main_branch_id = o.id
      left join (select backup_branch_id, count(*) as n from target where list_id = ${listId} group by 1) k on k.backup_branch_id = o.id
      order by b.name, o.id`,
    z.object({
      branchId: z.string(),
      branch: z.string(),
      bank: z.string(),
      place: z.string(),
      capacity: z.int(),
      main: z.int(),
      backup: z.int(),
    }),
  )
  const [left] = await rows(
    ctx.trx,
    sql`select count(*)::int as n from target where list_id = ${listId} and (main_branch_id is null or backup_branch_id is null)`,
    z.object({ n: z.int() }),
  )
  return { rows: branches, unplaced: left!.n }
}
