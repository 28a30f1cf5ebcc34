import { type RawBuilder, sql } from 'kysely'
import type { QualitySubject } from '#contract/registry/quality.fields.ts'
import { checkedFields, type QualityOwner, type QualityRule } from '#contract/registry/quality.ts'
import type { Tx } from '#kernel/database.ts'
import { inBulk, run } from '#kernel/rows.ts'
import { type Against, compileCheck } from './compile.ts'
import { censusScan, labelScan, loanScan, markScan, socialScan, taxScan } from './facts.sql.ts'
import { firmScan } from './firm.sql.ts'
import { branchScan, listScan, placeScan } from './places.sql.ts'
import type { Scan } from './scan.ts'
import { creditScan, declarationScan, disbursementScan } from './work.sql.ts'

const scans: Readonly<Record<QualitySubject, Scan>> = {
  firm: firmScan,
  tax: taxScan,
  social: socialScan,
  census: censusScan,
  mark: markScan,
  loan: loanScan,
  label: labelScan,
  branch: branchScan,
  place: placeScan,
  list: listScan,
  declaration: declarationScan,
  credit: creditScan,
  disbursement: disbursementScan,
}

const cityOffice = sql`coalesce((select min(id) from org where kind = 'city_office'), 0)`
const place = sql`coalesce(e.division, h.division)`

/** The body that mends a finding (alias h), the city office where that body is not known. */
function ownerOf(on: QualitySubject, owner: QualityOwner): RawBuilder<unknown> {
  if (owner.body === 'city') return cityOffice
  if (owner.body === 'county')
    return sql`coalesce((select o.id from org o where o.kind = 'county_office' and o.division = ${place} / 1000000 * 1000000), ${cityOffice})`
  if (on !== 'firm') return sql`coalesce(h.sender, ${cityOffice})`
  const ofRow = ['registration', 'tax', 'social', 'census'].includes(owner.list)
  const batch = ofRow
    ? sql.ref(`h.${owner.list}Batch`)
    : sql`(select max(n.id) from import_batch n where n.kind = ${owner.list} and n.state = 'committed')`
  return sql`coalesce((select o.org_id from import_batch o where o.id = ${batch}), ${cityOffice})`
}

const byRule = (rules: readonly QualityRule[], of: (r: QualityRule) => RawBuilder<unknown>) =>
  sql`case x.i ${sql.join(
    rules.map((r, i) => sql`when ${i}::int then ${of(r)}`),
    sql` `,
  )} end`

/** Puts what the rules of one subject find into the staging table: one pass over the subject, whatever the number of rules. */
export async function stageFindings(
  trx: Tx,
  on: QualitySubject,
  rules: readonly QualityRule[],
  against: Against,
): Promise<void> {
  const hits = rules.map((r, i) => sql`case when ${compileCheck(r.when, against)} then ${i}::int end`)
  const shown = byRule(
    rules,
    (r) =>
      sql`jsonb_build_object(${sql.join(
        checkedFields(r.when).map((f) => sql`${f}::text, ${sql.ref(`h.${f}`)}`),
        sql`, `,
      )})`,
  )
  await run(
    trx,
    sql`insert into stage_quality (rule, subject, subject_id, entity_id, division, owner_id, title, code, shown)
      select (${rules.map((r) => r.key)}::text[])[x.i + 1], ${on}, h.subject_id, h.entity_id, ${place}, ${byRule(rules, (r) => ownerOf(on, r.owner))},
        coalesce(${on === 'firm' ? sql`null::text` : sql`e.name`}, h.title, ''), coalesce(e.uscc, h.code), ${shown}
      from (select p.*, array_remove(array[${sql.join(hits)}]::int[], null) as hits from (${scans[on]({ today: against.today })}) p offset 0) h
      cross join unnest(h.hits) x (i) left join entity e on e.id = h.entity_id`,
  )
}

/**
 * Brings the kept findings in line with what was staged: new ones open, those whose values changed open again however they
 * were closed, those that are gone close by themselves. An accepted exception stays accepted while its values stay.
 */
export async function mergeFindings(
  trx: Tx,
  runId: string,
  rules: readonly string[],
  today: string,
  now: Date,
): Promise<{ opened: number; closed: number }> {
  const gone = sql`update quality_finding f set state = 'closed', closed_how = 'changed', closed_at = ${now}, version = f.version + 1
      where f.state = 'open' and f.rule = any (${[...rules]}::text[])
        and not exists (select from stage_quality s where s.rule = f.rule and s.subject_id = f.subject_id)`
  const closed = await inBulk(trx, () => run(trx, gone))
  await run(trx, upsert(runId, today))
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from quality_finding where run_id = ${runId}::bigint and state = 'open'`.execute(
    trx,
  )
  return { opened: rows[0]!.n, closed }
}

const upsert = (runId: string, today: string) => sql`
  insert into quality_finding as f (rule, subject, subject_id, entity_id, division, owner_id, title, code, shown, content, state, opened_on, first_seen_on, last_seen_on, run_id)
  select s.rule, s.subject, s.subject_id, s.entity_id, s.division, s.owner_id, s.title, s.code, s.shown, hashtextextended(s.shown::text, 0), 'open', ${today}, ${today}, ${today}, ${runId}::bigint
  from stage_quality s
  on conflict (rule, subject_id) do update set
    entity_id = excluded.entity_id, division = excluded.division, owner_id = excluded.owner_id, title = excluded.title, code = excluded.code,
    shown = excluded.shown, content = excluded.content, last_seen_on = excluded.last_seen_on, version = f.version + 1,
    state = case when ${standsAccepted} then 'closed' else 'open' end,
    closed_how = case when ${standsAccepted} then f.closed_how end, closed_at = case when ${standsAccepted} then f.closed_at end,
    closed_by = case when ${standsAccepted} then f.closed_by end, reason = case when ${standsAccepted} then f.reason end,
    opened_on = case when f.state = 'closed' and not ${standsAccepted} then excluded.opened_on else f.opened_on end,
    run_id = case when f.state = 'closed' and not ${standsAccepted} then excluded.run_id else f.run_id end
  where f.content <> excluded.content or f.last_seen_on < excluded.last_seen_on or f.owner_id <> excluded.owner_id or f.closed_how = 'changed'
    or f.division is distinct from excluded.division or f.title <> excluded.title`

const standsAccepted = sql`(f.closed_how is not distinct from 'accepted' and f.content = excluded.content)`

/** The counts of the day for the rules just asked, by county and owner, for the small curve of the page; older ones go after 60 days. */
export async function countDay(trx: Tx, rules: readonly string[], today: string): Promise<void> {
  await run(
    trx,
    sql`delete from quality_count where (day = ${today}::date and rule = any (${[...rules]}::text[])) or day < ${today}::date - 60`,
  )
  await run(
    trx,
    sql`insert into quality_count (day, rule, owner_id, county, open)
      select ${today}::date, rule, owner_id, coalesce(division / 1000000 * 1000000, 0), count(*) from quality_finding
      where state = 'open' and rule = any (${[...rules]}::text[]) group by 2, 3, 4`,
  )
}
