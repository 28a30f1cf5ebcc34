import { sql } from 'kysely'
import { addDays } from '#contract/kernel/deadline.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { saveBuildings } from '../modules/assignment/building.commands.ts'
import { arrangeCover } from '../modules/assignment/cover.commands.ts'
import { takeTargets } from '../modules/assignment/lease.commands.ts'
import { createTeam } from '../modules/assignment/team.commands.ts'
import { actOnChange, planChange } from '../modules/organisations/division.commands.ts'
import { decidePlace } from '../modules/registry/places/place.commands.ts'
import { actorOf } from './staff.ts'

interface Place {
  code: string
  name: string
  parent: string
}

/** Communities of the last county, where none of the demonstration's people have their posts. */
async function farCommunities(deps: Deps): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select code::text, name, parent::text from division where level = 'community' and valid_to is null
      and code / 1000000 = (select max(code) / 1000000 from division where level = 'county' and valid_to is null) order by code limit 3`.execute(
    deps.system,
  )
  return rows
}

/** A community takes another name from the first of the coming month on: written down by one, confirmed by another. */
export async function communityRenamed(deps: Deps, startsOn: string): Promise<void> {
  const [place] = await farCommunities(deps)
  if (!place) return
  const id = await inContext(deps, await actorOf(deps, 'shiban1'), (ctx) =>
    planChange(ctx, {
      kind: 'rename',
      fromCode: place.code,
      toName: place.name.replace(/^./, (first) => (first === '新' ? '兴' : '新')),
      startsOn,
      noticeNo: '云民函〔2026〕17号',
      notice: '同意该社区更名，管辖范围不变',
    }),
  )
  const { version } = await deps.system
    .selectFrom('divisionChange')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await inContext(deps, await actorOf(deps, 'shiban2'), (ctx) =>
    actOnChange(ctx, id, { action: 'confirm', version }),
  )
}

/** Two communities of one town become one next month; the second person has not confirmed it yet. */
export async function mergerPlanned(deps: Deps, startsOn: string): Promise<void> {
  const [, from, to] = await farCommunities(deps)
  if (!from || !to || from.parent !== to.parent) return
  await inContext(deps, await actorOf(deps, 'shiban1'), (ctx) =>
    planChange(ctx, {
      kind: 'merge',
      fromCode: from.code,
      toCode: to.code,
      startsOn,
      noticeNo: '云民函〔2026〕23号',
      notice: '同意两社区合并，居民委员会相应调整',
    }),
  )
}

/** The road that most surely leads somewhere is placed by hand, all its firms at once. */
export async function roadPlaced(deps: Deps): Promise<void> {
  const { rows } = await sql<{ within: string; fragment: string; division: string }>`
    select l.within::text, l.fragment, l.division::text from learned_road l
    where l.level in ('town', 'community') and exists (select from entity e join fact_registration f on f.fact_id = e.registration_fact
      where e.division = l.within and e.status = 'live' and e.registration_status = 'active' and e.placed_by in ('address', 'code', 'none') and l.fragment = any (f.fragments))
    order by l.confidence_bp desc, l.within, l.fragment limit 1`.execute(deps.system)
  const road = rows[0]
  if (!road) return
  await inContext(deps, await actorOf(deps, 'shiban1'), (ctx) =>
    decidePlace(ctx, {
      group: { within: road.within, fragment: road.fragment },
      division: road.division,
    }),
  )
}

/** The busiest building names of the first town become buildings, so that its list can be split further. */
async function buildings(deps: Deps, town: string): Promise<void> {
  const { rows } = await sql<{ division: string; word: string }>`
    select e.division::text as division, x.word from entity e join target t on t.entity_id = e.id join fact_registration f on f.fact_id = e.registration_fact
      cross join lateral (select (regexp_match(f.address, '([^省市区县镇乡街道村委会社号]{2,4}(?:路|街|大道|商厦|大厦|综合楼|市场))'))[1] as word) x
    where e.division / 1000 = ${town}::bigint / 1000 and e.division % 1000 <> 0 and x.word is not null
    group by 1, 2 order by count(*) desc, 1, 2 limit 4`.execute(deps.system)
  if (rows.length === 0) return
  await inContext(deps, await actorOf(deps, 'xianban'), (ctx) =>
    saveBuildings(ctx, {
      rows: rows.map((r) => ({ division: r.division, name: `${r.word}沿街商铺`, words: [r.word] })),
    }),
  )
}

/** The first county's teams of today: one that walks the town, one of the county office with a bank; a leave, some leases. */
export async function teamsAtWork(deps: Deps, today: string): Promise<void> {
  const head = await actorOf(deps, 'xianban')
  const [officer, grid, visitor, manager, other] = await Promise.all(
    ['zhenjie', 'wangge', 'zoufang', 'jingli1', 'jingli2'].map((login) => actorOf(deps, login)),
  )
  const { division } = await deps.system
    .selectFrom('org')
    .select('division')
    .where('id', '=', officer!.orgId)
    .executeTakeFirstOrThrow()
  const town = division!
  await buildings(deps, town)
  const member = (grantId: string | null, leader = false) => ({ grantId: grantId!, leader })
  const street = await inContext(deps, head, (ctx) =>
    createTeam(ctx, {
      name: `${officer!.orgName}走访一组`,
      members: [member(officer!.grantId, true), member(grid!.grantId), member(manager!.grantId)],
      duties: [{ division: town }],
    }),
  )
  const second = await deps.system
    .selectFrom('division')
    .select('code')
    .where('level', '=', 'town')
    .where('parent', '=', String((BigInt(town) / 1_000_000n) * 1_000_000n))
    .where('code', '!=', town)
    .orderBy('code')
    .executeTakeFirstOrThrow()
  await inContext(deps, head, (ctx) =>
    createTeam(ctx, {
      name: '区专班机动组',
      members: [member(visitor!.grantId, true), member(other!.grantId)],
      duties: [{ division: second.code }],
    }),
  )
  await inContext(deps, head, (ctx) =>
    arrangeCover(ctx, {
      kind: 'leave',
      grantId: grid!.grantId!,
      coverGrantId: visitor!.grantId!,
      fromOn: today,
      toOn: addDays(today, 6),
      note: '年休假一周',
    }),
  )
  await leases(deps, street, town)
}

async function leases(deps: Deps, teamId: string, town: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select t.id::text from target t join target_list l on l.id = t.list_id and l.state = 'published'
    where t.division / 1000 = ${town}::bigint / 1000 and t.status = 'assigned' order by t.tier, t.id limit 4`.execute(
    deps.system,
  )
  if (rows.length === 0) return
  await inContext(deps, await actorOf(deps, 'zhenjie'), (ctx) =>
    takeTargets(
      ctx,
      rows.map((r) => r.id),
      teamId,
    ),
  )
}
