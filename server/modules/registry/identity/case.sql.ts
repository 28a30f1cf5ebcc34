import { sql } from 'kysely'
import type { ImportKind } from '#contract/registry/words.ts'
import type { Tx } from '#kernel/database.ts'
import { inBulk, run } from '#kernel/rows.ts'
import { type FactKind, factSpecs, isFactKind } from '../import/facts.ts'
import { keepScores, memoryKey } from './loose.sql.ts'
import { readNamesOf } from './parts.sql.ts'

const factOf = (kind: FactKind) => sql.table(`fact_${kind}`)
const otherKinds = (Object.keys(factSpecs) as FactKind[]).filter((k) => k !== 'registration')

/** Tells of each row that points or an earlier decision linked, so that a clerk can look at it. */
export async function noteLinked(trx: Tx, kind: ImportKind, batchId: string): Promise<void> {
  if (!isFactKind(kind)) return
  await run(
    trx,
    sql`insert into import_issue (batch_id, sheet, row_no, severity, code, field, cell, message)
      select ${batchId}, i.sheet, i.row_no, 'suspicious', 'linked_by_points', '名称', s.name,
        '没有正确的代码，' || case i.how when 'memory' then '按上次认定' else '按得分（' || i.score || ' 分）' end || '对上了“' || e.name || '”，请抽查；不对的到“待认定”里撤销'
      from stage_identity i join ${sql.table(`stage_${kind}`)} s on s.batch_id = ${batchId} and s.sheet = i.sheet and s.row_no = i.row_no
      join entity e on e.id = i.entity_id
      where i.batch_id = ${batchId} and i.rank = 1 and i.how is not null`,
  )
}

/** A committed batch: its staged candidates become cases, linked ones to look at and open ones to decide. */
export interface Taken {
  kind: FactKind
  batchId: string
  version: number
  now: Date
}

/**
 * Opens the cases of a batch that has just been taken and closes those that settled themselves. Volume: the rows without a
 * code; a registry list also looks at the live firms without a code (index entity_codeless).
 */
export async function openCases(trx: Tx, taken: Taken): Promise<void> {
  if (taken.kind === 'registration') {
    await readNamesOf(trx, taken.batchId)
    await askCodelessFirms(trx, taken)
  } else await inBulk(trx, () => openRowCases(trx, taken))
  for (const kind of otherKinds) await settleCases(trx, kind)
}

const columns = sql`(kind, fact_id, self_id, batch_id, sheet, row_no, waiting, memory_key, division, score, state, how, entity_id, decided_at, opened_at)`

async function openRowCases(trx: Tx, { kind, batchId, version, now }: Taken): Promise<void> {
  // What waited under the name of a row that is linked now is this row, sent before.
  await run(
    trx,
    sql`update ${factOf(kind)} f set until = ${version} from stage_identity i join ${sql.table(`stage_${kind}`)} s on s.batch_id = ${batchId} and s.sheet = i.sheet and s.row_no = i.row_no
      where i.batch_id = ${batchId} and i.rank = 1 and i.how is not null and f.until is null and f.since < ${version}
        and f.waiting = coalesce('r' || s.reg_no, 'o' || s.org_code, 'n' || s.name_key)`,
  )
  await run(
    trx,
    sql`insert into identity_case ${columns}
      select ${kind}, coalesce(m.fact_id, m.replaces), null, ${batchId}, i.sheet, i.row_no, coalesce('r' || s.reg_no, 'o' || s.org_code, 'n' || s.name_key), i.memory_key,
        e.division, i.score, case when i.how is null then 'open' else 'linked' end, i.how, case when i.how is not null then i.entity_id end,
        case when i.how is not null then ${now}::timestamptz end, ${now}
      from stage_identity i join import_match m on m.batch_id = ${batchId} and m.sheet = i.sheet and m.row_no = i.row_no
      join ${sql.table(`stage_${kind}`)} s on s.batch_id = ${batchId} and s.sheet = i.sheet and s.row_no = i.row_no join entity e on e.id = i.entity_id
      where i.batch_id = ${batchId} and i.rank = 1 and m.outcome in ('fresh', 'changed', 'unchanged') and (i.how is null or m.fact_id is not null)
      on conflict (fact_id) do nothing`,
  )
  await keepRanked(trx, batchId)
}

/** The candidates of the cases just opened, from staging. */
async function keepRanked(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`insert into identity_candidate (case_id, rank, entity_id, score, parts)
      select c.id, i.rank, i.entity_id, i.score, i.parts from stage_identity i join identity_case c on c.batch_id = ${batchId} and c.sheet = i.sheet and c.row_no = i.row_no
      where i.batch_id = ${batchId} on conflict do nothing`,
  )
}

/** Firms without a code that look like another firm: two records of one firm, perhaps; people merge them, points do not. */
async function askCodelessFirms(trx: Tx, { batchId, now }: Taken): Promise<void> {
  await openLinkedRegistrations(trx, batchId, now)
  await run(trx, sql`delete from stage_identity where batch_id = ${batchId}`)
  await run(
    trx,
    sql`create temporary table asking on commit drop as
      select row_number() over () as key, f.sheet, f.row_no, e.id as self, e.name_key, e.division, f.address, f.legal_rep, f.phone,
        ${memoryKey('registration', 'x', sql`f.address`)} as memory_key, f.fact_id, f.batch_id as fact_batch
      from entity e join fact_registration f on f.fact_id = e.registration_fact
      cross join lateral (select e.name_key, f.reg_no, null::text as org_code) x
      where e.uscc is null and e.status = 'live' and not exists (select from identity_case c where c.self_id = e.id and c.state <> 'settled')
        and (e.created_batch = ${batchId} or exists (select from import_match m where m.batch_id = ${batchId} and m.outcome = 'fresh'))`,
  )
  await run(
    trx,
    sql`create temporary table asking_firm on commit drop as select row_no, sheet, self, fact_id, fact_batch, key from asking`,
  )
  // Rows of several batches ask at once: for a moment each is numbered by its firm, not by its place in a file.
  await run(trx, sql`update asking set sheet = 0, row_no = key`)
  if (await keepScores(trx, batchId)) {
    await run(
      trx,
      sql`with made as (
          insert into identity_case ${columns}
          select 'registration', a.fact_id, a.self, a.fact_batch, a.sheet, a.row_no, null, i.memory_key, s.division, i.score, 'open', null, null, null, ${now}
          from stage_identity i join asking_firm a on a.key = i.row_no join entity s on s.id = a.self
          where i.batch_id = ${batchId} and i.rank = 1 on conflict (fact_id) do nothing returning id, self_id)
        insert into identity_candidate (case_id, rank, entity_id, score, parts)
        select m.id, i.rank, i.entity_id, i.score, i.parts from made m join asking_firm a on a.self = m.self_id join stage_identity i on i.batch_id = ${batchId} and i.row_no = a.key`,
    )
  }
  await run(trx, sql`drop table asking_firm`)
}

/** Registry rows that points or memory put beside a known firm: to be looked at, and undone. */
async function openLinkedRegistrations(trx: Tx, batchId: string, now: Date): Promise<void> {
  await run(
    trx,
    sql`insert into identity_case ${columns}
      select 'registration', m.fact_id, null, ${batchId}, i.sheet, i.row_no, null, i.memory_key, e.division, i.score, 'linked', i.how, i.entity_id, ${now}, ${now}
      from stage_identity i join import_match m on m.batch_id = ${batchId} and m.sheet = i.sheet and m.row_no = i.row_no join entity e on e.id = i.entity_id
      where i.batch_id = ${batchId} and i.rank = 1 and i.how is not null and m.fact_id is not null on conflict (fact_id) do nothing`,
  )
  await run(
    trx,
    sql`insert into identity_candidate (case_id, rank, entity_id, score, parts)
      select c.id, i.rank, i.entity_id, i.score, i.parts from stage_identity i
      join identity_case c on c.batch_id = ${batchId} and c.sheet = i.sheet and c.row_no = i.row_no and c.state = 'linked'
      where i.batch_id = ${batchId} on conflict do nothing`,
  )
}

/** Open cases whose row waits no more: it found its firm by a code or a name, or a later list replaced it. */
async function settleCases(trx: Tx, kind: FactKind): Promise<void> {
  await run(
    trx,
    sql`update identity_case c set state = 'settled', version = c.version + 1 where c.kind = ${kind} and c.state in ('open', 'later')
      and not exists (select from ${factOf(kind)} f where f.fact_id = c.fact_id and f.until is null and f.entity_id is null)`,
  )
}
