import { type RawBuilder, sql } from 'kysely'
import { assignedBecause } from '#contract/assignment/words.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import type { Branch, Cell, Plan, Share } from './plan.ts'

/**
 * Makes the temporary table `member`: the firms a list is to hold, numbered within their cell, first tier first. Firms
 * somebody took off the draft by hand stay off. Volume: up to 400,000 rows, one sort.
 */
export async function makeMembers(trx: Tx, listId: string): Promise<void> {
  await run(
    trx,
    sql`create temporary table member on commit drop as
      select m.*, row_number() over (partition by m.county, m.lender order by m.tier, m.entity_id) as n
      from (
        select v.entity_id, v.division, v.tier, v.division / 1000000 * 1000000 as county, coalesce(l.bank_id, 0) as lender
        from target_list t join verdict v on v.run_id = t.run_id and v.reasons = 0
        left join (
          select distinct on (f.entity_id) f.entity_id, b.id as bank_id from fact_loan f join org b on b.kind = 'bank' and b.name = f.bank_name
          where f.until is null and f.entity_id is not null order by f.entity_id, f.balance_fen desc, f.fact_id) l on l.entity_id = v.entity_id
        where t.id = ${listId} and v.entity_id not in (select entity_id from target where list_id = ${listId} and status = 'excluded')
      ) m`,
  )
  await run(trx, sql`analyze member`)
}

/** The cells of `member`: a few thousand rows whatever the size of the city. */
export async function readCells(trx: Tx): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select county::text, lender::text, count(*)::int as firms from member group by 1, 2`.execute(trx)
  return rows
}

export async function readBranches(trx: Tx): Promise<Branch[]> {
  const { rows } = await sql<Branch>`
    select o.id, o.bank_id, (o.division / 1000000 * 1000000)::text as county, c.visits_per_year as capacity
    from branch_capacity c join org o on o.id = c.org_id order by o.id`.execute(trx)
  return rows
}

/** A part of the plan as rows (county, lender, main_bank, branch, lo, hi). */
function planRows(shares: readonly Share[]): RawBuilder<unknown> {
  const column = (of: (s: Share) => string | number) => shares.map((s) => String(of(s)))
  return sql`unnest(${column((s) => s.county)}::bigint[], ${column((s) => s.lender)}::bigint[], ${column((s) => s.mainBank)}::bigint[],
    ${column((s) => s.branchId)}::bigint[], ${column((s) => s.from)}::bigint[], ${column((s) => s.to)}::bigint[]) as p(county, lender, main_bank, branch, lo, hi)`
}

/** So many rows at once, and more than the table holds: its indexes are built after the load. */
const bulkRows = 50_000

/**
 * Writes the targets of a draft in their final form, replacing those of an earlier assignment: each firm takes the branch
 * into whose range its number falls. Volume: up to 400,000 rows, two sorts, one insert.
 */
export async function writeTargets(trx: Tx, listId: string, plan: Plan): Promise<number> {
  await run(trx, sql`delete from target where list_id = ${listId} and status <> 'excluded'`)
  await run(
    trx,
    sql`create temporary table placed on commit drop as
      select m.*, p.branch as main_branch, o.bank_id as main_bank, o.division / 1000000 * 1000000 as branch_county,
        row_number() over (partition by m.county, m.lender, o.bank_id order by m.n) as k
      from member m
      left join ${planRows(plan.main)} on p.county = m.county and p.lender = m.lender and m.n between p.lo and p.hi
      left join org o on o.id = p.branch`,
  )
  const { rows } = await sql<{ few: boolean; n: string }>`
    select (select count(*) from placed) as n, (select count(*) from (select 1 from target limit (select count(*) from placed)) t) < (select count(*) from placed) as few`.execute(
    trx,
  )
  const bulk = Number(rows[0]!.n) > bulkRows && rows[0]!.few
  if (bulk) await run(trx, sql`select drop_target_indexes()`)
  const written = await run(
    trx,
    sql`insert into target (list_id, entity_id, division, tier, status, main_bank_id, main_branch_id, backup_bank_id, backup_branch_id, because)
      select ${listId}, m.entity_id, m.division, m.tier, case when m.main_branch is null or b.id is null then 'listed' else 'assigned' end,
        m.main_bank, m.main_branch, b.bank_id, b.id, ${because}
      from placed m
      left join ${planRows(plan.backup)} on p.county = m.county and p.lender = m.lender and p.main_bank = m.main_bank and m.k between p.lo and p.hi
      left join org b on b.id = p.branch
      order by m.tier, m.entity_id`,
  )
  if (bulk) await run(trx, sql`select make_target_indexes()`)
  await run(trx, sql`drop table member, placed`)
  return written
}

const bit = (key: keyof typeof assignedBecause) => Object.keys(assignedBecause).indexOf(key)
const flag = (key: keyof typeof assignedBecause, when: RawBuilder<unknown>) =>
  sql`case when ${when} then ${2 ** bit(key)}::smallint else 0::smallint end`

/** Why a firm stands with its main bank, as bits in the order of `assignedBecause`. */
const because = sql`(${flag('noRoom', sql`m.main_branch is null`)} | ${flag('lender', sql`m.lender = m.main_bank`)}
  | ${flag('sameCounty', sql`m.branch_county = m.county`)} | ${flag('nextCounty', sql`m.branch_county <> m.county`)})`

/** What has been done under the version before goes on under the new one: states, visits, dates. */
export async function carryOver(trx: Tx, listId: string): Promise<number> {
  return run(
    trx,
    sql`update target n set status = o.status, visited_on = o.visited_on, revisit_on = o.revisit_on, visits = o.visits
      from (select distinct on (p.entity_id) p.* from target p join target_list l on l.id = p.list_id join target_list now on now.id = ${listId}
          where l.round = now.round and l.version < now.version and l.published_at is not null order by p.entity_id, l.version desc) o
      where n.list_id = ${listId} and o.entity_id = n.entity_id and o.status not in ('listed', 'assigned')`,
  )
}

/** The firms of a new list that bring a status along. */
export const carriedOver = (listId: string) =>
  sql`select id, entity_id, division, status from target where list_id = ${listId} and status not in ('listed', 'assigned')`

/** Digest of who is on a list and with whom, in whatever order; frozen at publication (INV-09). */
export async function contentHash(trx: Tx, listId: string): Promise<string> {
  const { rows } = await sql<{ hash: string }>`
    select md5(coalesce(sum(hashtextextended(concat_ws(':', entity_id, tier, main_branch_id, backup_branch_id), 0)::numeric), 0) || ':' || count(*)) as hash
    from target where list_id = ${listId}`.execute(trx)
  return rows[0]!.hash
}
