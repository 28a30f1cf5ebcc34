import { type RawBuilder, sql } from 'kysely'
import type { ImportKind } from '#contract/registry/words.ts'
import type { Tx } from '#kernel/database.ts'
import { inBulk, run } from '#kernel/rows.ts'
import { tradeLetters } from '../../organisations/organisations.public.ts'
import { matchCodeless } from '../identity/codeless.sql.ts'
import { findLoose } from '../identity/loose.sql.ts'
import { type FactKind, factSpecs } from './facts.ts'
import { type Present, says } from './present.ts'

/**
 * What each staged row speaks of and what it would change, in `import_match`: made for the preview, used by the commit.
 *
 *   fresh     a firm, or a fact of a firm, that was not known      changed    it replaces what holds now
 *   unchanged it says what holds already                           same       a copy of another row of the file
 *   spare     contradicts another row of the file: kept, but never in force
 *
 * Nearly all rows stand alone in their file and name their firm by its code; they take a path of plain hash joins. Rows
 * that may share a firm with another row (the reader marks them, falsely once in a while) are ranked against each other.
 */

const of = (alias: string, list: readonly string[]) => sql.join(list.map((c) => sql.ref(`${alias}.${c}`)))

/** Staging and fact table of a kind. */
export const tables = (kind: FactKind): { stage: RawBuilder<unknown>; fact: RawBuilder<unknown> } => ({
  stage: sql.table(`stage_${kind}`),
  fact: sql.table(`fact_${kind}`),
})

async function clear(trx: Tx, batchId: string): Promise<void> {
  await run(trx, sql`delete from import_match where batch_id = ${batchId}`)
}

/** Of rows that contradict each other the one that stops a visit stands first: 注销 before 存续. */
const severity = sql`case s.registration_status when 'cancelled' then 1 when 'revoked' then 2 when 'moved_out' then 3 when 'unknown' then 4 else 5 end`

/** The same of other lists: a mark that has not ended, a taxpayer who is 非正常户. */
const stricter: Partial<Record<FactKind, RawBuilder<unknown>>> = {
  mark: sql`s.removed_on desc nulls first`,
  tax: sql`s.abnormal desc nulls last`,
}

/** Rows of a registry list. Volume: up to 5 million; reads the list once and `entity` once. */
export async function matchRegistration(trx: Tx, batchId: string, present: Present): Promise<void> {
  await clear(trx, batchId)
  const { stage } = tables('registration')
  const known = says('registration', present, present === null ? 'e' : 'f')
  const content =
    present === null
      ? sql`(select e.id, e.uscc, e.registration_fact, e.registration_content as content from entity e where e.status = 'live')`
      : sql`entity`
  const fact =
    present === null ? sql`` : sql`left join fact_registration f on f.fact_id = e.registration_fact`
  const matched = (rows: RawBuilder<unknown>) => sql`
    insert into import_match (batch_id, sheet, row_no, outcome, entity_id, fact_id, replaces)
    select ${batchId}, s.sheet, s.row_no, case when e.id is null then 'fresh' when ${known} then 'unchanged' else 'changed' end,
      coalesce(e.id, nextval('entity_id_seq')), case when e.id is null or not ${known} then nextval('fact_id_seq') end, e.registration_fact
    from ${rows} s left join ${content} e on e.uscc = s.uscc ${present === null ? sql`` : sql`and e.status = 'live'`} ${fact}`
  const repeated = sql`(select uscc from ${stage} where batch_id = ${batchId} and uscc is not null and repeated)`
  await run(
    trx,
    matched(
      sql`(select * from ${stage} where batch_id = ${batchId} and uscc is not null and uscc not in ${repeated})`,
    ),
  )
  await run(
    trx,
    sql`create temporary table ranked on commit drop as
      select s.*, row_number() over w as rank, first_value(s.sheet) over w as first_sheet, first_value(s.row_no) over w as first_row
      from ${stage} s where s.batch_id = ${batchId} and s.uscc in ${repeated}
      window w as (partition by s.uscc order by ${severity}, (s.unread is not null), s.sheet, s.row_no)`,
  )
  await run(trx, matched(sql`(select * from ranked where rank = 1)`))
  await matchCopies(trx, batchId)
  await matchCodeless(trx, { batchId, present, severity })
}

/** The rows behind the first of their firm: a copy of it, or one that contradicts it. */
async function matchCopies(trx: Tx, batchId: string): Promise<void> {
  await run(trx, sql`analyze ranked`)
  await inBulk(trx, () =>
    run(
      trx,
      sql`insert into import_match (batch_id, sheet, row_no, outcome, entity_id, waiting, homonyms, fact_id, first_sheet, first_row)
      select ${batchId}, s.sheet, s.row_no, case when s.content = f.content then 'same' when m.outcome = 'unchanged' then 'unchanged' else 'spare' end,
        m.entity_id, m.waiting, m.homonyms, case when s.content <> f.content and m.outcome <> 'unchanged' then nextval('fact_id_seq') end, s.first_sheet, s.first_row
      from ranked s
      join ranked f on f.rank = 1 and f.sheet = s.first_sheet and f.row_no = s.first_row
      join import_match m on m.batch_id = ${batchId} and m.sheet = s.first_sheet and m.row_no = s.first_row
      where s.rank > 1`,
    ),
  )
  await run(trx, sql`drop table ranked`)
}

/**
 * Rows of the other lists: a row finds its firm by code, old number, organisation code, or, without any right code, by a
 * name that only one live firm bears. Rows that find none wait for the registry to bring it. Volume: the list, and
 * one pass over `entity` for codes; another where some rows have none.
 */
export async function matchFacts(trx: Tx, kind: FactKind, batchId: string, present: Present): Promise<void> {
  await clear(trx, batchId)
  const { stage } = tables(kind)
  await findLoose(trx, { kind, stage, batchId })
  const coded = sql`
    select s.*, u.id as found, null::int as homonyms, case when u.id is null then 'c' || s.uscc end as holder
    from ${stage} s left join entity u on u.uscc = s.uscc and u.status = 'live' where s.batch_id = ${batchId} and s.uscc is not null`
  const loose = sql`
    select s.*, l.found, l.homonyms, case when l.found is null then coalesce('r' || s.reg_no, 'o' || s.org_code, 'n' || s.name_key) end as holder
    from ${stage} s join loose l on l.sheet = s.sheet and l.row_no = s.row_no where s.batch_id = ${batchId}`
  const shared = sql`(
    select uscc from ${stage} where batch_id = ${batchId} and repeated and uscc is not null
    union select e.uscc from loose l join entity e on e.id = l.found where e.uscc is not null)`
  const settle = (rows: RawBuilder<unknown>) => settled(kind, batchId, present, rows)
  await run(trx, settle(sql`(select * from (${coded}) c where c.uscc not in ${shared})`))
  const apart = factSpecs[kind].apart.length > 0 ? sql`, ${of('s', factSpecs[kind].apart)}` : sql``
  await run(
    trx,
    sql`create temporary table ranked on commit drop as
      select s.*, row_number() over w as rank, first_value(s.sheet) over w as first_sheet, first_value(s.row_no) over w as first_row
      from (select * from (${coded}) c where c.uscc in ${shared} union all ${loose}) s
      window w as (partition by s.found, s.holder${apart} order by ${stricter[kind] ?? sql`1`}, (s.unread is not null), s.sheet, s.row_no)`,
  )
  await run(trx, settle(sql`(select * from ranked where rank = 1)`))
  await matchCopies(trx, batchId)
  await run(trx, sql`drop table loose`)
}

/** Linked rows against the facts that hold now. */
function settled(
  kind: FactKind,
  batchId: string,
  present: Present,
  linked: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { fact } = tables(kind)
  const apart = factSpecs[kind].apart.map(
    (c) => sql`and ${sql.ref(`f.${factColumn(kind, c)}`)} is not distinct from ${sql.ref(`s.${c}`)}`,
  )
  const same = says(kind, present, 'f')
  const against = (join: RawBuilder<unknown>, rows: RawBuilder<unknown>) => sql`
    select ${batchId}::bigint, s.sheet, s.row_no, case when f.fact_id is null then 'fresh' when ${same} then 'unchanged' else 'changed' end,
      s.found, s.holder, case when f.fact_id is null or not ${same} then nextval('fact_id_seq') end, f.fact_id, s.homonyms
    from linked s left join ${fact} f on f.until is null and ${join} ${sql.join(apart, sql` `)} where ${rows}`
  return sql`
    insert into import_match (batch_id, sheet, row_no, outcome, entity_id, waiting, fact_id, replaces, homonyms)
    with linked as (select * from ${linked} x)
    ${against(sql`f.entity_id = s.found`, sql`s.found is not null`)}
    union all ${against(sql`f.waiting = s.holder`, sql`s.found is null`)}`
}

/** The column of the fact table for one of the staging table. */
export function factColumn(kind: FactKind, stage: string): string {
  return factSpecs[kind].columns.find(([s]) => s === stage)![1]
}

/** Branches: a row is fresh, changed or unchanged against the tables of `organisations`. */
export async function matchBranches(trx: Tx, batchId: string): Promise<void> {
  await clear(trx, batchId)
  await run(
    trx,
    sql`insert into import_match (batch_id, sheet, row_no, first_sheet, first_row, outcome)
      select ${batchId}, s.sheet, s.row_no, first_value(s.sheet) over w, first_value(s.row_no) over w,
        case when row_number() over w > 1 then 'same'
          when o.id is null then 'fresh'
          when (c.visits_per_year, c.credit_plan_fen, c.contact_name, c.contact_phone, o.division) is not distinct from
            (s.visits, s.credit_plan_fen, s.contact_name, s.contact_phone, s.division) and (s.trades is null or ${tradeLetters} = c.trades) then 'unchanged'
          else 'changed' end
      from stage_branch s
      left join org b on b.kind = 'bank' and b.name = s.bank_name
      left join org o on o.kind = 'bank_branch' and o.name = s.branch_name and o.bank_id = b.id
      left join branch_capacity c on c.org_id = o.id
      where s.batch_id = ${batchId}
      window w as (partition by s.bank_name, s.branch_name order by s.sheet, s.row_no)`,
  )
}

/** Places: a row is fresh, changed or unchanged against the division table. */
export async function matchDivisions(trx: Tx, batchId: string): Promise<void> {
  await clear(trx, batchId)
  await run(
    trx,
    sql`insert into import_match (batch_id, sheet, row_no, first_sheet, first_row, outcome)
      select ${batchId}, s.sheet, s.row_no, first_value(s.sheet) over w, first_value(s.row_no) over w,
        case when row_number() over w > 1 then 'same' when d.code is null then 'fresh' when d.name = s.division_name then 'unchanged' else 'changed' end
      from stage_division s left join division d on d.code = s.division
      where s.batch_id = ${batchId}
      window w as (partition by s.division order by s.sheet, s.row_no)`,
  )
}

/** Whether a firm declared itself at the portal since the preview, which the list brings too. */
export async function portalCameBetween(trx: Tx, batchId: string): Promise<boolean> {
  const { rows } = await sql<{ came: boolean }>`
    select exists (select from entity e where e.created_batch = 0 and e.status = 'live' and e.uscc in (
      select s.uscc from stage_registration s join import_match m on m.batch_id = ${batchId} and m.sheet = s.sheet and m.row_no = s.row_no
      where s.batch_id = ${batchId} and m.outcome = 'fresh')) as came`.execute(trx)
  return rows[0]!.came
}

/** Sets what was shown aside before rows are matched anew. */
export async function keepShown(trx: Tx, batchId: string): Promise<void> {
  await run(
    trx,
    sql`create temporary table shown on commit drop as select * from import_match where batch_id = ${batchId}`,
  )
}

/** Whether any row would do something else than was shown; numbers reserved for new firms and facts do not count. */
export async function differsFromShown(trx: Tx, kind: ImportKind, batchId: string): Promise<boolean> {
  const { rows } = await sql<{ differs: boolean }>`
    select exists (
      select from shown s full join (select * from import_match where batch_id = ${batchId}) m using (sheet, row_no)
      where (s.outcome, s.waiting, s.replaces) is distinct from (m.outcome, m.waiting, m.replaces)
        or (s.entity_id is distinct from m.entity_id and not (${kind === 'registration'} and s.outcome in ('fresh', 'spare', 'same')))) as differs`.execute(
    trx,
  )
  return rows[0]!.differs
}
