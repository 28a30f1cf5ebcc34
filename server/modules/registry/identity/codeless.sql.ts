import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { inBulk, run } from '#kernel/rows.ts'
import { type Present, says } from '../import/present.ts'
import { keepScores, memoryKey, survivor } from './loose.sql.ts'

/** A registry list on its way in: which columns it has, and which of two contradicting rows stands first. */
interface Codeless {
  batchId: string
  present: Present
  severity: RawBuilder<unknown>
}

/**
 * Rows of a registry list without a code (个体户、农户、合作社): the firm such a row made before, by its number or by name and
 * address; else whom it surely speaks of, by points; else a firm of its own. A row without a code never rewrites what
 * stands under a code: it is kept beside it, closed. Volume: the rows without a code.
 */
export async function matchCodeless(trx: Tx, list: Codeless): Promise<void> {
  const { batchId } = list
  await run(trx, sql`delete from stage_identity where batch_id = ${batchId}`)
  const { rows } =
    await sql`select from stage_registration where batch_id = ${batchId} and uscc is null limit 1`.execute(
      trx,
    )
  if (rows.length === 0) return
  await findKnown(trx, batchId)
  await run(
    trx,
    sql`create temporary table asking on commit drop as
      select row_number() over () as key, c.sheet, c.row_no, null::bigint as self, c.name_key, c.division, c.address, c.legal_rep, c.phone, c.memory_key
      from codeless c where c.found is null`,
  )
  if (await keepScores(trx, batchId))
    await run(
      trx,
      sql`update codeless c set found = i.entity_id from stage_identity i
        where i.batch_id = ${batchId} and i.sheet = c.sheet and i.row_no = c.row_no and i.rank = 1 and i.how = 'score'`,
    )
  await inBulk(trx, () => settleCodeless(trx, list))
  await run(trx, sql`drop table codeless`)
}

/** The rows, and for each the firm that it made before or was found to be. */
async function findKnown(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`create temporary table codeless on commit drop as
      with s as materialized (select s.*, ${memoryKey('registration', 's', sql`s.address`)} as memory_key, name_key(s.address) as address_key
        from stage_registration s where s.batch_id = ${batchId} and s.uscc is null),
      k as (select m.memory_key, ${survivor(sql`m.entity_id`)} as id from identity_memory m where m.same and m.memory_key in (select memory_key from s)),
      r as (select reg_no, min(id) as id from entity where status = 'live' and reg_no in (select reg_no from s) group by 1 having count(*) = 1),
      o as (select substr(uscc, 9, 9) as org_code, min(id) as id from entity where status = 'live' and substr(uscc, 9, 9) in (select org_code from s) group by 1 having count(*) = 1),
      m as (select s.sheet, s.row_no, min(e.id) as id from s join entity e on e.uscc is null and e.name_key = s.name_key
        join fact_registration f on f.fact_id = e.registration_fact and (s.reg_no is null or f.reg_no is null or f.reg_no = s.reg_no)
          and (name_key(f.address) = s.address_key or (f.address is null and s.address is null and f.legal_rep is not distinct from s.legal_rep)) group by 1, 2),
      n as (select m.sheet, m.row_no, ${survivor(sql`m.id`)} as id from m)
      select s.sheet, s.row_no, s.name_key, s.division, s.address, s.legal_rep, s.phone, s.content, s.memory_key, coalesce(k.id, r.id, n.id, o.id) as found,
        k.id is not null as remembered
      from s left join k using (memory_key) left join r on r.reg_no = s.reg_no left join n on n.sheet = s.sheet and n.row_no = s.row_no left join o on o.org_code = s.org_code`,
  )
  await run(trx, sql`analyze codeless`)
}

/** What each of the rows does: the first of a firm counts, the others are copies of it. */
async function settleCodeless(trx: Tx, { batchId, present, severity }: Codeless): Promise<void> {
  await run(
    trx,
    sql`create temporary table ranked on commit drop as
      select c.sheet, c.row_no, c.found, c.content, e.uscc is not null as coded, e.registration_fact, m.sheet as held_sheet, m.row_no as held_row,
        row_number() over w as rank, first_value(c.sheet) over w as first_sheet, first_value(c.row_no) over w as first_row,
        case when c.found is null then first_value(nextval('entity_id_seq')) over w end as made
      from codeless c join stage_registration s on s.batch_id = ${batchId} and s.sheet = c.sheet and s.row_no = c.row_no
      left join entity e on e.id = c.found
      left join (select distinct on (x.entity_id) x.entity_id, x.sheet, x.row_no from import_match x
        where x.batch_id = ${batchId} and x.entity_id in (select found from codeless) order by x.entity_id, x.sheet, x.row_no) m on m.entity_id = c.found
      window w as (partition by coalesce(c.found::text, c.memory_key) order by ${severity}, c.sheet, c.row_no)`,
  )
  await run(
    trx,
    sql`insert into import_match (batch_id, sheet, row_no, outcome, entity_id, fact_id, replaces, first_sheet, first_row)
      select ${batchId}, r.sheet, r.row_no, x.outcome, coalesce(r.found, r.made), case when x.outcome in ('fresh', 'changed', 'spare') then nextval('fact_id_seq') end,
        case when x.outcome in ('changed', 'unchanged') and not r.coded then r.registration_fact end,
        case when r.rank > 1 then r.first_sheet else r.held_sheet end, case when r.rank > 1 then r.first_row else r.held_row end
      from ranked r join stage_registration s on s.batch_id = ${batchId} and s.sheet = r.sheet and s.row_no = r.row_no
      left join ranked b on r.rank > 1 and b.rank = 1 and b.sheet = r.first_sheet and b.row_no = r.first_row
      left join fact_registration f on f.fact_id = r.registration_fact
      cross join lateral (select case
        when b.content = r.content then 'same'
        when r.found is not null and exists (select from fact_registration o where o.entity_id = r.found and o.content = r.content and (r.coded or r.held_row is not null or o.until is null)) then 'unchanged'
        when r.rank > 1 or r.coded or r.held_row is not null then 'spare'
        when r.found is null then 'fresh'
        when ${says('registration', present, 'f')} then 'unchanged' else 'changed' end as outcome) x`,
  )
  await run(trx, sql`drop table ranked`)
}
