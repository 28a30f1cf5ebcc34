import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { unlearn } from '../places/learn.sql.ts'
import { type FactKind, factSpecs } from './facts.ts'
import { factColumn, tables } from './match.sql.ts'
import { type Present, saidOr } from './present.ts'

/**
 * Applies a matched list in sets, as registry version `version`. Facts are closed by the version that replaces them and
 * never changed, so that any past state can be read again.
 */
export interface Merge {
  kind: FactKind
  batchId: string
  version: number
  present: Present
}

/** The staged rows of some outcomes with what was found of them: s is the row, m the match. */
function matched(
  merge: Merge,
  outcomes: readonly string[],
  and: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  return sql`from import_match m join ${tables(merge.kind).stage} s on s.batch_id = ${merge.batchId} and s.sheet = m.sheet and s.row_no = m.row_no ${and}
    where m.batch_id = ${merge.batchId} and m.outcome = any (${outcomes}::text[])`
}

/** Closes what is replaced and writes the new facts; a spare one is written closed. */
export async function mergeFacts(trx: Tx, merge: Merge): Promise<void> {
  const { fact } = tables(merge.kind)
  const { columns, derived = [] } = factSpecs[merge.kind]
  const made = derived.map(([column]) => column)
  await run(
    trx,
    sql`update ${fact} f set until = ${merge.version} from import_match m
      where m.batch_id = ${merge.batchId} and m.outcome = 'changed' and f.fact_id = m.replaces`,
  )
  const waiting = merge.kind === 'registration' ? sql`` : sql`waiting, `
  const insert = (values: RawBuilder<unknown>, rest: RawBuilder<unknown>) => sql`
    insert into ${fact} (fact_id, batch_id, sheet, row_no, since, until, content, entity_id, ${waiting}${sql.join([...columns.map(([, f]) => f), ...made].map((f) => sql.ref(f)))})
    select m.fact_id, ${merge.batchId}, m.sheet, m.row_no, ${merge.version}, case when m.outcome = 'spare' then ${merge.version}::int end, s.content, m.entity_id,
      ${merge.kind === 'registration' ? sql`` : sql`m.waiting, `}${values} ${rest}`
  const own = sql.join([...columns.map(([c]) => c), ...made].map((c) => sql.ref(`s.${c}`)))
  if (merge.present === null) {
    await run(trx, insert(own, matched(merge, ['fresh', 'changed', 'spare'])))
    return
  }
  // What the file has no column for, or says in a way nobody can read, goes on as it was.
  await run(trx, insert(own, matched(merge, ['fresh', 'spare'])))
  const { present } = merge
  // A row that changes a firm without a fact in force (its batch was taken back) brings all it has.
  const goesOn = (given: string, before: string, has: boolean) =>
    has
      ? saidOr(given, sql.ref(`o.${before}`))
      : sql`case when o.fact_id is null then ${sql.ref(`s.${given}`)} else ${sql.ref(`o.${before}`)} end`
  const kept = sql.join([
    ...columns.map(([c, f]) => goesOn(c, f, present.has(c))),
    ...derived.map(([c, from]) => goesOn(c, c, present.has(from))),
  ])
  await run(
    trx,
    insert(
      kept,
      sql`from import_match m join ${tables(merge.kind).stage} s on s.batch_id = ${merge.batchId} and s.sheet = m.sheet and s.row_no = m.row_no
        left join ${fact} o on o.fact_id = m.replaces where m.batch_id = ${merge.batchId} and m.outcome = 'changed'`,
    ),
  )
}

/** Firms first, then their registration facts; one pass each over the list. */
export async function mergeRegistration(trx: Tx, merge: Merge): Promise<void> {
  await run(
    trx,
    sql`insert into entity (id, uscc, reg_no, name, name_key, bigrams, kind, registration_status, founded_on, division, placed_by,
        registration_fact, registration_content, created_batch, updated_batch)
      overriding system value
      select m.entity_id, s.uscc, s.reg_no, s.name, s.name_key, s.bigrams, s.kind, s.registration_status, s.founded_on, s.division, s.placed_by,
        m.fact_id, s.content, ${merge.batchId}, ${merge.batchId} ${matched(merge, ['fresh'])}`,
  )
  await mergeFacts(trx, merge)
  await updateFirms(trx, merge)
}

/** Known firms whose registration changed. A place settled by hand stays; one is not lost to a row that tells none. */
async function updateFirms(trx: Tx, merge: Merge): Promise<void> {
  const { present } = merge
  const value = (column: string) =>
    present === null
      ? sql.ref(`s.${column}`)
      : present.has(column)
        ? saidOr(column, sql.ref(`e.${column}`))
        : sql.ref(`e.${column}`)
  const keep = sql`(e.placed_by = 'manual' or (s.placed_by = 'none' and e.placed_by not in ('none', 'stated', 'learned')))`
  await run(
    trx,
    sql`with kept as (
        insert into entity_before (version, entity_id, name, name_key, bigrams, kind, division, placed_by)
        select ${merge.version}, e.id, e.name, e.name_key, e.bigrams, e.kind, e.division, e.placed_by
        ${matched(merge, ['changed'], sql`join entity e on e.id = m.entity_id`)}
        and ((e.name, e.kind) is distinct from (s.name, ${value('kind')}) or (not ${keep} and (e.division, e.placed_by) is distinct from (s.division, s.placed_by))))
      update entity e set reg_no = coalesce(s.reg_no, e.reg_no), name = s.name, name_key = s.name_key, bigrams = s.bigrams, kind = ${value('kind')},
        registration_status = ${value('registration_status')}, founded_on = ${value('founded_on')}, registration_fact = m.fact_id,
        registration_content = s.content, updated_batch = ${merge.batchId},
        division = case when ${keep} then e.division else s.division end, placed_by = case when ${keep} then e.placed_by else s.placed_by end
      ${matched(merge, ['changed'])} and e.id = m.entity_id`,
  )
}

/**
 * Facts that came before their firm was registered find it now, by whatever they called it: the waiting one is closed and
 * goes on as one of the firm's, in the same version. Where the firm has such a fact already, or two find it at once, the
 * other is kept closed. Volume: what waits, and one pass over `entity` where anything does.
 */
export async function linkWaitingFacts(trx: Tx, kind: FactKind, version: number): Promise<number> {
  const { fact } = tables(kind)
  const { rows: waits } =
    await sql`select from ${fact} where waiting is not null and until is null limit 1`.execute(trx)
  if (waits.length === 0) return 0
  const columns = sql.join(factSpecs[kind].columns.map(([, f]) => sql.ref(f)))
  const apart = factSpecs[kind].apart.map((c) => factColumn(kind, c))
  const sameAs = sql.join(
    apart.map((c) => sql`and ${sql.ref(`o.${c}`)} is not distinct from ${sql.ref(`c.${c}`)}`),
    sql` `,
  )
  const each = sql.join(['found', ...apart].map((c) => sql.ref(c)))
  return run(
    trx,
    sql`with w as materialized (
        select f.fact_id, k.rank, k.called from ${fact} f cross join lateral (
          select 1 as rank, f.waiting as called
          union all select 2, 'o' || f.org_code where f.waiting ~ '^r' and f.org_code is not null
          union all select 3, 'n' || name_key(f.name) where f.waiting ~ '^[ro]' and f.name is not null) k
        where f.waiting is not null and f.until is null),
      names as (
        select called, min(id) as id from (
          select 'c' || uscc as called, id from entity where status = 'live' and 'c' || uscc in (select called from w)
          union all select 'r' || reg_no, id from entity where status = 'live' and 'r' || reg_no in (select called from w)
          union all select 'o' || substr(uscc, 9, 9), id from entity where status = 'live' and 'o' || substr(uscc, 9, 9) in (select called from w)
          union all select 'n' || name_key, id from entity where status = 'live' and 'n' || name_key in (select called from w)) k
        group by called having count(*) = 1),
      hits as (select distinct on (w.fact_id) w.fact_id, n.id from w join names n on n.called = w.called order by w.fact_id, w.rank),
      closed as (update ${fact} f set until = ${version} from hits where f.fact_id = hits.fact_id returning f.*, hits.id as found),
      ranked as (select c.*, row_number() over (partition by ${each} order by batch_id desc, sheet, row_no) > 1
          or exists (select from ${fact} o where o.entity_id = c.found and o.until is null ${sameAs}) as spare from closed c)
      insert into ${fact} (batch_id, sheet, row_no, since, until, content, entity_id, ${columns})
      select batch_id, sheet, row_no, ${version}, case when spare then ${version}::int end, content, found, ${columns} from ranked`,
  )
}

/**
 * The census says where a unit works, down to the community. It refines a place inside the county the address
 * gave, and places the firms no address could place; it never moves a firm to another county. A place that is no more stands for
 * its heir.
 */
export async function refinePlaces(trx: Tx, version: number): Promise<number> {
  // What was only learned from roads gives way to the census, from where the address alone had put the firm.
  await unlearn(
    trx,
    sql`exists (select from fact_census c where c.entity_id = e.id and c.until is null and coalesce((select d.heir from division d where d.code = c.division), c.division) <> e.division)`,
  )
  return run(
    trx,
    sql`with found as materialized (select e.*, f.division as place from entity e join (select distinct on (c.entity_id) c.entity_id, coalesce(d.heir, d.code) as division from fact_census c join division d on d.code = c.division
            where c.until is null and c.entity_id is not null order by c.entity_id, c.fact_id desc) f
      on e.id = f.entity_id where e.status = 'live' and e.division <> f.division and e.placed_by <> 'manual'
        and (e.placed_by in ('none', 'stated') or (e.division % 1000000 = 0 and f.division between e.division and e.division + 999999)
          or (e.division % 1000 = 0 and e.division % 1000000 <> 0 and f.division between e.division and e.division + 999))),
      kept as (
        insert into entity_before (version, entity_id, name, name_key, bigrams, kind, division, placed_by)
        select ${version}, id, name, name_key, bigrams, kind, division, placed_by from found
        on conflict do nothing)
      update entity e set division = found.place, placed_by = 'census' from found where e.id = found.id`,
  )
}

/**
 * The facts a full list no longer has. A bank's list speaks of that bank's loans, a list of one label of that label: what
 * the file has no row of at all is another sender's and stays.
 */
export function vanished(kind: FactKind, batchId: string): RawBuilder<unknown> {
  const { fact, stage } = tables(kind)
  const [scope] = factSpecs[kind].apart
  const within =
    scope === undefined
      ? sql`true`
      : // What both leave out is one scope too: a list of taxes that names no year.
        sql`coalesce(f.${sql.ref(factColumn(kind, scope))}::text, '') in (select coalesce(${sql.ref(scope)}::text, '') from ${stage} where batch_id = ${batchId})`
  return sql`from ${fact} f where f.until is null and ${within}
    and not exists (select 1 from import_match m where m.batch_id = ${batchId} and m.replaces = f.fact_id)`
}

/** Closes what a full list no longer has; the firm itself is never deleted. Runs before the new facts are written. */
export async function closeVanished(trx: Tx, merge: Merge): Promise<number> {
  const { fact } = tables(merge.kind)
  return run(
    trx,
    sql`update ${fact} set until = ${merge.version} where fact_id in (select f.fact_id ${vanished(merge.kind, merge.batchId)})`,
  )
}

/** The facts that rows without change vouch for: a batch taken back later leaves them. */
export async function keepConfirmed(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`insert into import_confirmed (batch_id, facts)
      select ${batchId}, range_agg(int8range(replaces, replaces, '[]')) from import_match
      where batch_id = ${batchId} and outcome = 'unchanged' and replaces is not null having count(*) > 0`,
  )
}

/** Row numbers by outcome, as compact sets: every row of the file is accounted for (INV-27). */
export async function keepOutcomes(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`insert into import_outcome (batch_id, sheet, outcome, row_nos)
      with rows as (
        select sheet, row_no, case when outcome in ('same', 'unchanged') then 'unchanged' else 'accepted' end as result from import_match where batch_id = ${batchId}),
      along as (select r.*, lag(row_no) over (partition by sheet, result order by row_no) as before from rows r),
      last as (select sheet, result, max(row_no) as row_no from rows group by 1, 2),
      runs as (
        select a.sheet, a.result, int4range(a.row_no, coalesce(lead(a.before) over (partition by a.sheet, a.result order by a.row_no), l.row_no), '[]') as run
        from along a join last l using (sheet, result) where a.before is distinct from a.row_no - 1)
      select ${batchId}, sheet, result, range_agg(run) from runs group by sheet, result`,
  )
}
