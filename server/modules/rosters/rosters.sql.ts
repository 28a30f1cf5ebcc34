import { type RawBuilder, sql } from 'kysely'

/** The end of a business day: what holds then holds on that day. */
export const endOf = (day: string) => sql`((${day}::date + 1)::timestamp at time zone 'Asia/Shanghai')`

/** A reference of the contract as what it names: a letter and a number. */
export function readRef(ref: string): { letter: string; id: string } {
  return { letter: ref.slice(0, 1), id: ref.slice(1) }
}

/**
 * Every version of every list, those of firms to visit included, in one form. A list of firms to visit is a round; a
 * version of it holds from its publication to that of the next. Volume: hundreds of rows.
 */
export const allVersions = sql`(
  select 'n' || v.id as ref, 'r' || r.id as list, r.kind, r.name, r.note, v.no, v.state, v.origin, v.filling, v.failure, v.as_of, v.registry_version, v.members,
    v.rows_in, v.unmatched, v.repeated, v.file_name, v.content_hash, v.made_by, v.made_at, v.approved_by, v.published_by, v.valid_from, v.valid_to, v.recall_reason, v.version
  from roster_version v join roster r on r.id = v.roster_id
  union all
  select 't' || l.id, 'v' || min(l.id) over (partition by l.round), 'visit', l.name || ' · ' || l.round, null, l.version,
    case l.state when 'recalled' then 'superseded' else l.state end, null, 'done', null, s.as_of, s.version, l.targets,
    0, 0, 0, null, l.content_hash, l.made_by, l.made_at, null, l.published_by, l.published_at,
    lead(l.published_at) over (partition by l.round, l.published_at is null order by l.version), null, 1
  from target_list l join screening_run s on s.id = l.run_id)`

/** The version in force at the end of a day (alias v). */
export const inForce = (day: string) =>
  sql`(v.valid_from < ${endOf(day)} and (v.valid_to is null or v.valid_to >= ${endOf(day)}))`

/**
 * Who is on a version: (entity_id, division, because). Of a list of firms to visit those it was published with: who was
 * taken off before is not on it, who was taken off afterwards is.
 */
export function membersOf(ref: string): RawBuilder<unknown> {
  const { letter, id } = readRef(ref)
  if (letter === 'n')
    return sql`select m.entity_id, m.division, m.because from roster_member m where m.version_id = ${id}::bigint`
  return sql`select t.entity_id, t.division, 'listed' as because from target t where t.list_id = ${id}::bigint
    and (t.status <> 'excluded' or exists (select 1 from action_log a where a.flow = 'target' and a.subject_id = t.id and a.action = 'exclude'
      and a.occurred_at > (select l.published_at from target_list l where l.id = ${id}::bigint)))`
}
