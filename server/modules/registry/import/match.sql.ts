import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { type FactKind, factSpecs } from './facts.ts'

const names = (list: readonly string[]) => sql.join(list.map((c) => sql.ref(c)))
const of = (alias: string, list: readonly string[]) => sql.join(list.map((c) => sql.ref(`${alias}.${c}`)))

/** Staging and fact table of a kind. */
export const tables = (kind: FactKind): { stage: RawBuilder<unknown>; fact: RawBuilder<unknown> } => ({
  stage: sql.table(`stage_${kind}`),
  fact: sql.table(`fact_${kind}`),
})

/** Of rows that contradict each other the one that stops a visit stands first: 注销 before 存续. */
const severity = sql`case s.registration_status when 'cancelled' then 1 when 'revoked' then 2 when 'moved_out' then 3 when 'unknown' then 4 else 5 end`

/**
 * Makes the temporary table `m`: for each staged row of a registry list the firm it speaks of and what it would
 * change. Volume: the list, up to 520,000 rows; uses entity_uscc and the primary key of the fact table.
 */
export async function matchRegistration(trx: Tx, batchId: string): Promise<void> {
  const { columns } = factSpecs.registration
  const content = columns.map(([c]) => c)
  await run(trx, sql`drop table if exists m`)
  await run(
    trx,
    sql`create temporary table m on commit drop as
      select s.sheet, s.row_no, s.uscc, e.id as entity_id, e.registration_fact as replaces, nextval('fact_id_seq') as fact_id, s.nth, s.copies, s.first_sheet, s.first_row,
        case when s.nth > 1 and s.content = s.first_content then 'same'
          when s.nth > 1 then 'spare'
          when e.id is null then 'fresh'
          when (${of('s', content)}) is not distinct from (${of(
            'f',
            columns.map(([, c]) => c),
          )}) then 'unchanged'
          else 'changed' end as outcome
      from (
        select s.*, first_value(s.content) over w as first_content, first_value(s.sheet) over w as first_sheet, first_value(s.row_no) over w as first_row, row_number() over w as nth, count(*) over (partition by s.uscc) as copies
        from (select s.*, hashtextextended(concat_ws('|', ${of('s', content)}), 0) as content from stage_registration s where s.batch_id = ${batchId}) s
        window w as (partition by s.uscc order by ${severity}, s.sheet, s.row_no)
      ) s
      left join entity e on e.uscc = s.uscc and e.status = 'live'
      left join fact_registration f on f.fact_id = e.registration_fact`,
  )
  await run(trx, sql`create index on m (uscc)`)
  await settleSpares(trx)
}

/**
 * The same for the other lists: a row finds its firm by code, old number, organisation code, or, without any
 * right code, by a name that only one live firm bears. Rows that find none wait for the registry to bring it.
 */
export async function matchFacts(trx: Tx, kind: FactKind, batchId: string): Promise<void> {
  const spec = factSpecs[kind]
  const { stage, fact } = tables(kind)
  const content = spec.columns.map(([c]) => c)
  const apart = spec.apart.length > 0 ? sql`, ${of('s', spec.apart)}` : sql``
  await run(trx, sql`analyze ${stage}`)
  await run(trx, sql`drop table if exists m`)
  await run(
    trx,
    sql`create temporary table m on commit drop as
      with loose as materialized (
        select reg_no, org_code, name_key from ${stage} where batch_id = ${batchId} and uscc is null
      ), linked as (
        select s.*, coalesce(u.id, r.id, o.id, n.id) as found, coalesce(n.homonyms, 0) as homonyms,
          hashtextextended(concat_ws('|', ${of('s', content)}), 0) as content
        from ${stage} s
        left join entity u on u.uscc = s.uscc and u.status = 'live'
        left join (select reg_no, min(id) as id from entity where status = 'live' and reg_no in (select reg_no from loose) group by reg_no having count(*) = 1) r
          on s.uscc is null and r.reg_no = s.reg_no
        left join (select org_code, min(id) as id from entity where status = 'live' and org_code in (select org_code from loose) group by org_code having count(*) = 1) o
          on s.uscc is null and o.org_code = s.org_code
        left join (select name_key, case when count(*) = 1 then min(id) end as id, count(*) as homonyms from entity where status = 'live' and name_key in (select name_key from loose) group by name_key) n
          on s.uscc is null and r.id is null and o.id is null and n.name_key = s.name_key
        where s.batch_id = ${batchId}
      ), held as (
        select s.*, coalesce('e' || s.found, 'c' || s.uscc, 'r' || s.reg_no, 'o' || s.org_code, 'n' || s.name_key) as holder from linked s
      ), numbered as (
        select s.*, row_number() over w as nth_row, count(*) over (partition by s.holder${apart}) as copies,
          first_value(s.content) over w as first_content, first_value(s.sheet) over w as first_sheet, first_value(s.row_no) over w as first_row
        from held s window w as (partition by s.holder${apart} order by s.sheet, s.row_no)
      ), current_fact as (
        select f.*, coalesce('e' || f.entity_id, 'c' || f.uscc, 'r' || f.reg_no, 'o' || f.org_code, 'n' || f.name_key) as holder from ${fact} f where f.to_batch is null
      )
      select s.sheet, s.row_no, s.found as entity_id, s.homonyms, s.nth_row as nth, s.copies, s.first_sheet, s.first_row, f.fact_id as replaces, nextval('fact_id_seq') as fact_id,
        case when s.nth_row > 1 and s.content = s.first_content then 'same'
          when s.nth_row > 1 then 'spare'
          when f.fact_id is null then 'fresh'
          when (${of('s', content)}) is not distinct from (${of(
            'f',
            spec.columns.map(([, c]) => c),
          )}) then 'unchanged'
          else 'changed' end as outcome
      from numbered s
      left join current_fact f on f.holder = s.holder ${sql.join(
        spec.apart.map(
          (c) => sql`and ${sql.ref(`f.${factColumn(kind, c)}`)} is not distinct from ${sql.ref(`s.${c}`)}`,
        ),
        sql` `,
      )}`,
  )
  await run(trx, sql`create index on m (sheet, row_no)`)
  await settleSpares(trx)
}

/** A contradicting copy of a row that changes nothing was kept when that row first came: it is not kept again. */
async function settleSpares(trx: Tx): Promise<void> {
  await run(trx, sql`analyze m`)
  await run(
    trx,
    sql`update m set outcome = 'unchanged' from m w
      where m.outcome = 'spare' and w.sheet = m.first_sheet and w.row_no = m.first_row and w.outcome = 'unchanged'`,
  )
}

function factColumn(kind: FactKind, stage: string): string {
  return factSpecs[kind].columns.find(([s]) => s === stage)![1]
}

/** Branches and divisions: a row is fresh, changed or unchanged against the tables of `organisations`. */
export async function matchBranches(trx: Tx, batchId: string): Promise<void> {
  await run(trx, sql`drop table if exists m`)
  await run(
    trx,
    sql`create temporary table m on commit drop as
      select s.sheet, s.row_no, null::bigint as entity_id, row_number() over w as nth, count(*) over (partition by s.bank_name, s.branch_name) as copies,
        first_value(s.row_no) over w as first_row,
        case when row_number() over w > 1 then 'same'
          when o.id is null then 'fresh'
          when (c.visits_per_year, c.credit_plan_fen, c.contact_name, c.contact_phone, o.division) is not distinct from
            (s.visits, s.credit_plan_fen, s.contact_name, s.contact_phone, s.division) then 'unchanged'
          else 'changed' end as outcome
      from stage_branch s
      left join org b on b.kind = 'bank' and b.name = s.bank_name
      left join org o on o.kind = 'bank_branch' and o.name = s.branch_name and o.bank_id = b.id
      left join branch_capacity c on c.org_id = o.id
      where s.batch_id = ${batchId}
      window w as (partition by s.bank_name, s.branch_name order by s.sheet, s.row_no)`,
  )
}

export async function matchDivisions(trx: Tx, batchId: string): Promise<void> {
  await run(trx, sql`drop table if exists m`)
  await run(
    trx,
    sql`create temporary table m on commit drop as
      select s.sheet, s.row_no, null::bigint as entity_id, row_number() over w as nth, count(*) over (partition by s.division) as copies,
        first_value(s.row_no) over w as first_row,
        case when row_number() over w > 1 then 'same' when d.code is null then 'fresh' when d.name = s.division_name then 'unchanged' else 'changed' end as outcome
      from stage_division s left join division d on d.code = s.division
      where s.batch_id = ${batchId}
      window w as (partition by s.division order by s.sheet, s.row_no)`,
  )
}

export { names }
