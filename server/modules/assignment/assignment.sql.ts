import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'

/** Every firm the run kept, on a new list. Volume: up to 400,000 rows in one statement. */
export async function insertTargets(trx: Tx, listId: string, runId: string): Promise<number> {
  return run(
    trx,
    sql`insert into target (list_id, entity_id, division, tier, status)
      select ${listId}, v.entity_id, v.division, v.tier, 'listed' from verdict v where v.run_id = ${runId} and v.state = 'target' order by v.tier, v.entity_id`,
  )
}

/** Firms of a list with county and existing lender among our banks, first tier first. */
export async function readFirms(
  trx: Tx,
  listId: string,
): Promise<{ id: string; county: string; lender: string | null }[]> {
  const { rows } = await sql<{ id: string; county: string; lender: string | null }>`
    select t.id, (t.division / 1000000 * 1000000)::text as county, l.bank_id as lender
    from target t left join (
      select distinct on (f.entity_id) f.entity_id, b.id as bank_id from fact_loan f join org b on b.kind = 'bank' and b.name = f.bank_name
      where f.to_batch is null and f.entity_id is not null order by f.entity_id, f.balance_fen desc, f.fact_id) l on l.entity_id = t.entity_id
    where t.list_id = ${listId} and t.status in ('listed', 'assigned') order by t.tier, t.id`.execute(trx)
  return rows
}

export interface BranchRow {
  id: string
  bankId: string
  county: string | null
  capacity: number
}

export async function readBranches(trx: Tx): Promise<BranchRow[]> {
  const { rows } = await sql<BranchRow>`
    select o.id, o.bank_id, (o.division / 1000000 * 1000000)::text as county, c.visits_per_year as capacity
    from branch_capacity c join org o on o.id = c.org_id order by o.id`.execute(trx)
  return rows
}

export interface Assigned {
  targetId: string
  main: BranchRow | null
  backup: BranchRow | null
  why: string[]
}

/** Writes the plan to the list in chunks of one statement each. */
export async function writeAssignments(trx: Tx, assigned: readonly Assigned[]): Promise<void> {
  const chunk = 20_000
  for (let at = 0; at < assigned.length; at += chunk) {
    const part = assigned.slice(at, at + chunk)
    await run(
      trx,
      sql`update target t set main_branch_id = x.main, main_bank_id = x.main_bank, backup_branch_id = x.backup, backup_bank_id = x.backup_bank,
          assigned_why = x.why::jsonb, status = case when x.main is not null and x.backup is not null then 'assigned' else 'listed' end
        from unnest(${part.map((a) => a.targetId)}::bigint[], ${part.map((a) => a.main?.id ?? null)}::bigint[], ${part.map((a) => a.main?.bankId ?? null)}::bigint[],
          ${part.map((a) => a.backup?.id ?? null)}::bigint[], ${part.map((a) => a.backup?.bankId ?? null)}::bigint[], ${part.map((a) => JSON.stringify(a.why))}::text[])
          as x(id, main, main_bank, backup, backup_bank, why)
        where t.id = x.id`,
    )
  }
}

/** What has been done under the version before goes on under the new one: states, visits, dates. */
export async function carryOver(trx: Tx, fromList: string, toList: string): Promise<number> {
  return run(
    trx,
    sql`update target n set status = o.status, visited_on = o.visited_on, revisit_on = o.revisit_on, visits = o.visits
      from target o where n.list_id = ${toList} and o.list_id = ${fromList} and o.entity_id = n.entity_id and o.status not in ('listed', 'assigned')`,
  )
}

/** Digest of who is on a list and with whom; frozen at publication (INV-09). */
export async function contentHash(trx: Tx, listId: string): Promise<string> {
  const { rows } = await sql<{ hash: string }>`
    select md5(coalesce(string_agg(concat_ws(':', entity_id, tier, main_branch_id, backup_branch_id), ',' order by entity_id), '')) as hash
    from target where list_id = ${listId}`.execute(trx)
  return rows[0]!.hash
}
