import { type RawBuilder, sql } from 'kysely'
import { assignedBecause } from '#contract/assignment/words.ts'
import { sectionLetters } from '#contract/registry/words.ts'
import type { Tx } from '#kernel/database.ts'
import { load, run } from '#kernel/rows.ts'
import type { Branch, Cell } from './costs.ts'
import type { PartPlan, Plan, Share } from './plan.ts'

/** What makes firms alike to the assignment. */
const alikeOf = (alias: string) =>
  sql.join(
    ['town', 'trade', 'lender', 'wish', 'held_main', 'held_backup'].map((c) => sql.ref(`${alias}.${c}`)),
  )
const alike = alikeOf('m')

const tradeOfFirms = sql`
  select f.entity_id, max(substr(${sectionLetters()}, left(f.industry, 2)::int, 1)) as trade
  from fact_census f where f.until is null and f.entity_id is not null and f.industry ~ '^\\d\\d' group by 1`

/** The largest loan's bank among ours (五项图解: 企业现有贷款情况). */
const lenderOfFirms = sql`
  select distinct on (f.entity_id) f.entity_id, b.id as bank_id from fact_loan f join org b on b.kind = 'bank' and b.name = f.bank_name
  where f.until is null and f.entity_id is not null order by f.entity_id, f.balance_fen desc, f.fact_id`

const wishOfFirms = sql`
  select distinct on (d.entity_id) d.entity_id, d.wish_bank_id as bank_id from declaration d
  where d.wish_bank_id is not null and d.verified_at is not null and d.status <> 'merged' order by d.entity_id, d.id desc`

/** The version of the same round that was in force last: its firms stay where they are if they can. */
const listBefore = (listId: string) => sql`(
  select p.id from target_list p join target_list now on now.id = ${listId}
  where p.round = now.round and p.version < now.version and p.published_at is not null order by p.version desc limit 1)`

/**
 * Makes the temporary tables `member`, the firms a list is to hold, and `cell`, what is alike to the assignment. Firms
 * somebody took off the draft by hand stay off. Volume: up to 400,000 rows, hash joins only; cells by the ten thousand.
 */
export async function makeMembers(trx: Tx, listId: string): Promise<void> {
  await run(
    trx,
    sql`create temporary table member on commit drop as
      select v.entity_id, v.division, v.tier, v.division / 1000 * 1000 as town, coalesce(i.trade, '') as trade, coalesce(l.bank_id, 0) as lender,
          coalesce(w.bank_id, 0) as wish, coalesce(h.main_branch_id, 0) as held_main, coalesce(h.backup_branch_id, 0) as held_backup
      from target_list t join verdict v on v.run_id = t.run_id and v.reasons = 0
        left join (${tradeOfFirms}) i on i.entity_id = v.entity_id
        left join (${lenderOfFirms}) l on l.entity_id = v.entity_id
        left join (${wishOfFirms}) w on w.entity_id = v.entity_id
        left join target h on h.list_id = ${listBefore(listId)} and h.entity_id = v.entity_id
        where t.id = ${listId} and v.entity_id not in (select entity_id from target where list_id = ${listId} and status = 'excluded')
          and v.entity_id not in (select id from entity where status = 'withdrawn')`,
  )
  await run(
    trx,
    sql`create temporary table cell on commit drop as
      select row_number() over (order by ${alike})::int as no, ${alike}, count(*)::int as firms from member m group by ${alike}`,
  )
  await run(trx, sql`analyze member, cell`)
}

/** The cells of `member`. */
export async function readCells(trx: Tx): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select no, town::text, trade, lender::text, wish::text, held_main::text as "heldMain", held_backup::text as "heldBackup", firms
    from cell order by no`.execute(trx)
  return rows
}

export async function readBranches(trx: Tx): Promise<Branch[]> {
  const { rows } = await sql<Branch>`
    select o.id, o.bank_id as "bankId", (o.division / 1000 * 1000)::text as town, c.visits_per_year as capacity, c.trades
    from branch_capacity c join org o on o.id = c.org_id order by o.id`.execute(trx)
  return rows
}

/** Keeps what the plan was made from and its prices, so that it can be explained and proven later. */
export async function keepGrounds(
  trx: Tx,
  runId: string,
  branches: readonly Branch[],
  plan: Plan,
): Promise<void> {
  await run(
    trx,
    sql`insert into assignment_cell (run_id, no, town, trade, lender, wish, held_main, held_backup, firms)
      select ${runId}, no, town, trade, lender, wish, held_main, held_backup, firms from cell`,
  )
  await keepPart(trx, runId, branches, 'main', plan.main)
  await keepPart(trx, runId, branches, 'backup', plan.backup)
}

async function keepPart(
  trx: Tx,
  runId: string,
  branches: readonly Branch[],
  part: 'main' | 'backup',
  { prices }: PartPlan,
): Promise<void> {
  await trx
    .insertInto('assignmentBranch')
    .values(
      branches.map((b, i) => ({
        runId,
        part,
        branchId: b.id,
        bankId: b.bankId,
        town: b.town,
        trades: b.trades,
        room: prices[i]!.room,
        taken: prices[i]!.taken,
        price: prices[i]!.price,
      })),
    )
    .execute()
}

/** A part of the plan as rows (cell, main_bank, branch, lo, hi). */
function planRows(shares: readonly Share[]): RawBuilder<unknown> {
  const column = (of: (s: Share) => string | number) => shares.map((s) => String(of(s)))
  return sql`unnest(${column((s) => s.cell)}::int[], ${column((s) => s.mainBank)}::bigint[],
    ${column((s) => s.branchId)}::bigint[], ${column((s) => s.from)}::bigint[], ${column((s) => s.to)}::bigint[]) as p(cell, main_bank, branch, lo, hi)`
}

/**
 * Writes the targets of a draft in their final form, replacing those of an earlier assignment: each firm takes the branch
 * into whose range its number falls. Volume: up to 400,000 rows, two sorts, one insert.
 */
export async function writeTargets(trx: Tx, listId: string, plan: Plan): Promise<number> {
  await run(trx, sql`delete from target where list_id = ${listId} and status <> 'excluded'`)
  await run(
    trx,
    sql`create temporary table placed on commit drop as
      select m.*, p.branch as main_branch, o.bank_id as main_bank, o.division as branch_place, c.trades,
        row_number() over (partition by m.cell, o.bank_id order by m.n) as k
      from (select m.*, c.no as cell, row_number() over (partition by c.no order by m.tier, m.entity_id) as n from member m join cell c on (${alike}) = (${alikeOf('c')})) m
      left join ${planRows(plan.main.shares)} on p.cell = m.cell and m.n between p.lo and p.hi
      left join org o on o.id = p.branch left join branch_capacity c on c.org_id = o.id`,
  )
  const { rows } = await sql<{ n: string }>`select count(*) as n from placed`.execute(trx)
  return load(trx, 'target', Number(rows[0]!.n), () =>
    run(
      trx,
      sql`insert into target (list_id, entity_id, division, tier, status, main_bank_id, main_branch_id, backup_bank_id, backup_branch_id, because, cell)
      select ${listId}, m.entity_id, m.division, m.tier, case when m.main_branch is null or b.id is null then 'listed' else 'assigned' end,
        m.main_bank, m.main_branch, b.bank_id, b.id, ${because}, m.cell
      from placed m
      left join ${planRows(plan.backup.shares)} on p.cell = m.cell and p.main_bank = m.main_bank and m.k between p.lo and p.hi
      left join org b on b.id = p.branch
      order by m.tier, m.entity_id`,
    ),
  )
}

/** How many firms of the version before stand with the same main branch and with another, how many are new, and how many left. */
export async function countMoves(trx: Tx, listId: string) {
  const { rows } = await sql<Record<'stayed' | 'moved' | 'joined' | 'gone', number>>`
    with before as (select entity_id, status from target where list_id = ${listBefore(listId)})
    select count(*) filter (where m.held_main = m.main_branch)::int as stayed,
      count(*) filter (where m.held_main is distinct from m.main_branch)::int as moved,
      (select count(*)::int from placed p where not exists (select from before b where b.entity_id = p.entity_id)) as joined,
      (select count(*)::int from before b where b.status <> 'excluded' and not exists (select from placed p where p.entity_id = b.entity_id)) as gone
    from placed m where m.held_main <> 0`.execute(trx)
  return rows[0]!
}

const bit = (key: keyof typeof assignedBecause) => Object.keys(assignedBecause).indexOf(key)
const flag = (key: keyof typeof assignedBecause, when: RawBuilder<unknown>) =>
  sql`case when ${when} then ${2 ** bit(key)}::smallint else 0::smallint end`

/** Why a firm stands with its main bank, as bits in the order of `assignedBecause`. */
const because = sql`(${flag('noRoom', sql`m.main_branch is null`)} | ${flag('lender', sql`m.lender = m.main_bank`)}
  | ${flag('wish', sql`m.wish = m.main_bank`)} | ${flag('held', sql`m.held_main = m.main_branch`)}
  | ${flag('sameTown', sql`m.town % 1000000 <> 0 and m.branch_place / 1000 = m.town / 1000`)}
  | ${flag('sameCounty', sql`m.branch_place / 1000000 = m.town / 1000000`)} | ${flag('nextCounty', sql`m.branch_place / 1000000 <> m.town / 1000000`)}
  | ${flag('trade', sql`m.trade <> '' and position(m.trade in m.trades) > 0`)})`

/**
 * What has been done under the version before goes on under the new one: states, visits, dates. Who was taken off the new
 * one by hand stays off.
 */
export async function carryOver(trx: Tx, listId: string): Promise<number> {
  return run(
    trx,
    sql`update target n set status = case n.status when 'excluded' then n.status else o.status end, visited_on = o.visited_on, revisit_on = o.revisit_on, visits = o.visits
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
