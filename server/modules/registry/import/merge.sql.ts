import { sql } from 'kysely'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'
import { type FactKind, factSpecs } from './facts.ts'
import { names, tables } from './match.sql.ts'

/**
 * Applies a matched list in sets. `m` must have been made in this transaction. Facts are closed by the batch that
 * replaces them and never changed, so that any past state can be read again.
 */
export async function mergeFacts(trx: Tx, kind: FactKind, batchId: string): Promise<void> {
  const { stage, fact } = tables(kind)
  const { columns } = factSpecs[kind]
  await run(
    trx,
    sql`update ${fact} f set to_batch = ${batchId} from m where f.fact_id = m.replaces and m.outcome = 'changed'`,
  )
  await run(
    trx,
    sql`insert into ${fact} (fact_id, batch_id, sheet, row_no, to_batch, entity_id, ${names(columns.map(([, c]) => c))})
      select m.fact_id, ${batchId}, m.sheet, m.row_no, case when m.outcome = 'spare' then ${batchId}::bigint end, m.entity_id,
        ${sql.join(columns.map(([c]) => sql.ref(`s.${c}`)))}
      from m join ${stage} s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no
      where m.outcome in ('fresh', 'changed', 'spare')`,
  )
}

/** Firms first, then their registration facts; one pass each over the list. */
export async function mergeRegistration(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`insert into entity (uscc, name, name_key, bigrams, kind, registration_status, founded_on, division, placed_by, registration_fact, created_batch, updated_batch)
      select s.uscc, s.name, s.name_key, s.bigrams, s.kind, s.registration_status, s.founded_on, s.division, s.placed_by, m.fact_id, ${batchId}, ${batchId}
      from m join stage_registration s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no
      where m.outcome = 'fresh'`,
  )
  await run(
    trx,
    sql`update m set entity_id = e.id from entity e where m.entity_id is null and e.uscc = m.uscc and e.status = 'live'`,
  )
  await run(
    trx,
    sql`update entity e set name = s.name, name_key = s.name_key, bigrams = s.bigrams, kind = s.kind, registration_status = s.registration_status,
        founded_on = s.founded_on, registration_fact = m.fact_id, updated_batch = ${batchId},
        division = case when e.placed_by = 'manual' or (s.placed_by = 'none' and e.placed_by <> 'none') then e.division else s.division end,
        placed_by = case when e.placed_by = 'manual' or (s.placed_by = 'none' and e.placed_by <> 'none') then e.placed_by else s.placed_by end
      from m join stage_registration s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no
      where m.outcome = 'changed' and e.id = m.entity_id`,
  )
  await mergeFacts(trx, 'registration', batchId)
  await run(
    trx,
    sql`insert into entity_detail (entity_id, division, legal_rep, phone, address, scope, type_text, capital_fen, capital_currency)
      select m.entity_id, e.division, s.legal_rep, s.phone, s.address, s.scope, s.type_text, s.capital_fen, s.capital_currency
      from m join stage_registration s on s.batch_id = ${batchId} and s.sheet = m.sheet and s.row_no = m.row_no join entity e on e.id = m.entity_id
      where m.outcome in ('fresh', 'changed')
      on conflict (entity_id) do update set division = excluded.division, legal_rep = excluded.legal_rep, phone = excluded.phone, address = excluded.address,
        scope = excluded.scope, type_text = excluded.type_text, capital_fen = excluded.capital_fen, capital_currency = excluded.capital_currency`,
  )
}

/** Facts that came before their firm was registered find it now. */
export async function linkWaitingFacts(trx: Tx, kind: FactKind): Promise<number> {
  const { fact } = tables(kind)
  const byCode = await run(
    trx,
    sql`update ${fact} f set entity_id = e.id from entity e where f.entity_id is null and f.uscc = e.uscc and e.status = 'live'`,
  )
  const byOrgCode = await run(
    trx,
    sql`update ${fact} f set entity_id = e.id
      from (select org_code, min(id) as id from entity where status = 'live' group by org_code having count(*) = 1) e
      where f.entity_id is null and f.uscc is null and f.org_code = e.org_code`,
  )
  const byName = await run(
    trx,
    sql`update ${fact} f set entity_id = e.id
      from (select name_key, min(id) as id from entity where status = 'live' group by name_key having count(*) = 1) e
      where f.entity_id is null and f.uscc is null and f.reg_no is null and f.org_code is null and f.name_key = e.name_key`,
  )
  return byCode + byOrgCode + byName
}

/**
 * The census says where a unit works, down to the community. It refines a place inside the county the address
 * gave, and places the firms no address could place; it never moves a firm to another county.
 */
export async function refinePlaces(trx: Tx): Promise<number> {
  const moved = await run(
    trx,
    sql`update entity e set division = f.division, placed_by = 'census'
      from (select distinct on (c.entity_id) c.entity_id, c.division from fact_census c join division d on d.code = c.division
            where c.to_batch is null and c.entity_id is not null order by c.entity_id, c.fact_id desc) f
      where e.id = f.entity_id and e.division <> f.division and e.placed_by <> 'manual'
        and (e.placed_by = 'none' or (e.division % 1000000 = 0 and f.division between e.division and e.division + 999999)
          or (e.division % 1000 = 0 and e.division % 1000000 <> 0 and f.division between e.division and e.division + 999))`,
  )
  await run(
    trx,
    sql`update entity_detail t set division = e.division from entity e where e.id = t.entity_id and t.division <> e.division`,
  )
  return moved
}

/** Industry and size class follow the census. */
export async function refreshFromCensus(trx: Tx): Promise<void> {
  await run(
    trx,
    sql`update entity e set industry = f.industry
      from (select distinct on (entity_id) entity_id, industry from fact_census where to_batch is null and entity_id is not null order by entity_id, fact_id desc) f
      where e.id = f.entity_id and e.industry is distinct from f.industry`,
  )
}

/** Rows of a full list that the new one no longer has are closed; the firm itself is never deleted. */
export async function closeVanished(trx: Tx, kind: FactKind, batchId: string): Promise<number> {
  const { fact } = tables(kind)
  return run(
    trx,
    sql`update ${fact} f set to_batch = ${batchId}
      where f.to_batch is null and f.batch_id <> ${batchId} and f.batch_id in (select id from import_batch b where b.kind = ${kind} and b.state = 'committed')
        and not exists (select 1 from m where m.replaces = f.fact_id)`,
  )
}

/** Row numbers by outcome, as compact sets: every row of the file is accounted for (INV-27). */
export async function keepOutcomes(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`insert into import_outcome (batch_id, sheet, outcome, row_nos)
      select ${batchId}, sheet, case when outcome in ('same', 'unchanged') then 'unchanged' else 'accepted' end as result,
        range_agg(int4range(row_no, row_no, '[]'))
      from m group by sheet, result`,
  )
}
