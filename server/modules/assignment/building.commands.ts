import { sql } from 'kysely'
import type { buildingRoutes } from '#contract/assignment/building.routes.ts'
import type { BodyOf } from '#contract/kernel/route.ts'
import { levelOfCode } from '#contract/organisations/words.ts'
import { record } from '#kernel/actions.ts'
import { asSystem, type Ctx } from '#kernel/context.ts'
import type { Tx } from '#kernel/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { run } from '#kernel/rows.ts'
import { manages } from './team.queries.ts'

/** Writes buildings of the actor's place, one or a table of them, and places the firms of their communities anew. */
export async function saveBuildings(ctx: Ctx, input: BodyOf<typeof buildingRoutes.saveBuildings>) {
  const divisions = [...new Set(input.rows.map((r) => r.division))]
  const foreign = divisions.find((d) => !manages(ctx, d) || levelOfCode(d) !== 'community')
  if (foreign !== undefined)
    throw new Problem('unprocessable', { message: `区划 ${foreign} 不是本辖区的社区（村），请核对代码` })
  return asSystem(ctx, async (trx) => {
    const { rows: known } = await sql<{ n: number }>`
      select count(*)::int as n from division where code = any (${divisions}::bigint[])`.execute(trx)
    if (known[0]!.n < divisions.length) throw notFound()
    const byName = new Map(input.rows.map((r) => [`${r.division} ${r.name}`, r]))
    const one = [...byName.values()].map((r) => ({
      division: r.division,
      name: r.name,
      words: [...new Set([r.name, ...(r.words ?? [])])],
    }))
    const saved = await run(
      trx,
      sql`insert into building (division, name, words, made_by, made_at)
        select (r ->> 'division')::bigint, r ->> 'name', array(select jsonb_array_elements_text(r -> 'words')), ${ctx.actor.accountId}::bigint, ${ctx.now}::timestamptz
        from jsonb_array_elements(${JSON.stringify(one)}::jsonb) r
        on conflict (division, name) where closed_at is null do update set words = excluded.words, version = building.version + 1`,
    )
    const placed = await placeBuildings(trx, divisions)
    await record(ctx, {
      flow: 'building',
      subjectId: divisions[0]!,
      action: 'save',
      division: divisions[0]!,
      details: { saved, placed, communities: divisions.length },
    })
    return { saved, placed }
  })
}

/**
 * Puts the firms of some communities into their buildings: the registered address contains one of a building's words, the
 * longest word wins; the rest waits. One statement; a community holds some thousand firms (entity_division).
 */
async function placeBuildings(trx: Tx, divisions: readonly string[]): Promise<number> {
  await run(trx, sql`delete from building_entity where division = any (${divisions}::bigint[])`)
  return run(
    trx,
    sql`insert into building_entity (entity_id, building_id, division)
      select distinct on (e.id) e.id, b.id, e.division
      from building b cross join unnest(b.words) w join entity e on e.division = b.division and e.status = 'live'
      join fact_registration f on f.fact_id = e.registration_fact and strpos(f.address, w) > 0
      where b.division = any (${divisions}::bigint[]) and b.closed_at is null
      order by e.id, length(w) desc, b.id
      on conflict (entity_id) do update set building_id = excluded.building_id, division = excluded.division`,
  )
}

/** Places the firms of every community that has buildings: after a list was published, for those who came or moved since. */
export async function placeAllBuildings(ctx: Ctx): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const { rows } = await sql<{
      division: string
    }>`select distinct division from building where closed_at is null`.execute(trx)
    if (rows.length === 0) return
    const placed = await placeBuildings(
      trx,
      rows.map((r) => r.division),
    )
    await record(ctx, { flow: 'building', subjectId: '0', action: 'placeAll', details: { placed } })
  })
}

/** Closes a building; its firms wait for another, its duties end. */
export async function closeBuilding(
  ctx: Ctx,
  buildingId: string,
  { version, reason }: { version: number; reason: string },
): Promise<void> {
  await asSystem(ctx, async (trx) => {
    const b = await trx
      .selectFrom('building')
      .selectAll()
      .where('id', '=', buildingId)
      .forUpdate()
      .executeTakeFirst()
    if (!b || !manages(ctx, b.division)) throw notFound()
    if (b.closedAt) throw new Problem('wrong_status', { message: '这栋楼宇已经停用' })
    if (b.version !== version) throw new Problem('stale_version', { details: { version: b.version } })
    await trx
      .updateTable('building')
      .set({ closedAt: ctx.now, version: version + 1 })
      .where('id', '=', buildingId)
      .execute()
    await run(
      trx,
      sql`update duty set to_at = greatest(from_at, ${ctx.now}::timestamptz) where building_id = ${buildingId} and (to_at is null or to_at > ${ctx.now}::timestamptz)`,
    )
    await placeBuildings(trx, [b.division])
    await record(ctx, {
      flow: 'building',
      subjectId: buildingId,
      action: 'close',
      division: b.division,
      details: { reason },
    })
  })
}
