import { type RawBuilder, sql } from 'kysely'
import type { Metric } from '#contract/boards/words.ts'

/**
 * Each indicator as the rows it is made of: (entity_id, division, bank_id, subject, happened, fen), cut at the end of a
 * business day. The count on a board and the list it opens both read these statements, so they cannot differ.
 */
export interface Cut {
  asOf: string
  /** The published list on that day; the base of the visit rate. */
  listId: string | null
  /** A bank asks: of declarations it learns of those alone that were pushed to it, never of others'. */
  sentTo?: string
}

const endOf = (asOf: string) => sql`((${asOf}::date + 1)::timestamp at time zone 'Asia/Shanghai')`

/** Whether a declaration (alias d) has been pushed to the bank that asks. */
const sent = (cut: Cut) =>
  cut.sentTo === undefined
    ? sql`true`
    : sql`exists (select 1 from bank_case s where s.declaration_id = d.id and s.bank_id = ${cut.sentTo}::bigint and s.pushed_at < ${endOf(cut.asOf)})`

/** Visits that count, corrected ones left out. */
const visits = (cut: Cut) => sql`
  select v.entity_id, v.division, v.bank_id, 'visit:' || v.id as subject, v.occurred_at as happened, null::bigint as fen
  from visit v where v.counted and v.occurred_at < ${endOf(cut.asOf)} and not exists (select 1 from visit n where n.supersedes = v.id)`

/** Taken off the list (alias t) after it was published. */
const takenOffLater = (
  cut: Cut,
) => sql`exists (select 1 from action_log a where a.flow = 'target' and a.subject_id = t.id and a.action = 'exclude'
  and a.occurred_at > (select l.published_at from target_list l where l.id = ${cut.listId}::bigint))`

/**
 * Published on the list (alias t). Who was taken off afterwards, by one person's word, stays below the line of the visit
 * rate: the rate cannot be raised by leaving out those not visited. Who was off before a second person published is out.
 */
const everListed = (cut: Cut) => sql`(t.status <> 'excluded' or ${takenOffLater(cut)})`

/** Where a target (alias t) stood at the end of the day: a place that merged or split since does not reach back. */
const placeOf = (cut: Cut) =>
  sql`coalesce((select m.division from target_move m where m.target_id = t.id and m.starts_on > ${cut.asOf}::date order by m.starts_on limit 1), t.division)`

/** Visits of the list's round: since its first version was published. The last round's do not count again. */
const ofRound = (cut: Cut) =>
  sql`v.happened >= (select min(p.published_at) from target_list p join target_list l on l.round = p.round where l.id = ${cut.listId}::bigint)`

const declared = (cut: Cut) => sql`
  select d.entity_id, d.division, coalesce(m.bank_id, d.wish_bank_id) as bank_id, 'declaration:' || d.id as subject, d.submitted_at as happened, d.amount_fen as fen
  from declaration d left join org m on m.id = d.main_branch_id
  where d.submitted_at < ${endOf(cut.asOf)} and d.verified_at < ${endOf(cut.asOf)} and d.status <> 'merged' and ${sent(cut)}`

const needed = (cut: Cut) => sql`
    select v.entity_id, v.division, v.bank_id, 'visit:' || v.id as subject, v.occurred_at as happened, v.need_fen as fen
    from visit v where v.has_need and not v.late and v.occurred_at < ${endOf(cut.asOf)} and not exists (select 1 from visit n where n.supersedes = v.id)
    union all
    select d.entity_id, d.division, d.bank_id, d.subject, d.happened, d.fen from (${declared(cut)}) d
    where not exists (select 1 from visit v where v.entity_id = d.entity_id and v.has_need and not v.late and v.occurred_at < ${endOf(cut.asOf)})`

/**
 * The visits whose firm is in a set too: they keep the place and the bank of the visit, so that they are a part of the
 * visits in every line of a board, whichever way it is grouped.
 */
const visitedAnd = (set: RawBuilder<unknown>, cut: Cut) => sql`
  select v.* from (${visits(cut)}) v where exists (select 1 from (${set}) s where s.entity_id = v.entity_id)`

/** Decisions in force: a corrected one gives way to its correction. */
const credited = (cut: Cut) => sql`
  select c.entity_id, c.division, c.bank_id, 'case:' || c.bank_case_id as subject, c.decided_at as happened, c.credit_fen as fen
  from credit_decision c where c.result = 'grant' and c.decided_at < ${endOf(cut.asOf)}
    and not exists (select 1 from credit_decision n where n.supersedes = c.id and n.decided_at < ${endOf(cut.asOf)})`

/** Loans that were not reversed. */
const loans = (cut: Cut) => sql`
  select x.* from disbursement x where x.disbursed_on <= ${cut.asOf}::date and x.reverses is null
    and not exists (select 1 from disbursement r where r.reverses = x.id and r.recorded_at < ${endOf(cut.asOf)})`

const statements: Readonly<Record<Metric, (cut: Cut) => RawBuilder<unknown>>> = {
  listed: (cut) => sql`
    select t.entity_id, ${placeOf(cut)} as division, t.main_bank_id as bank_id, 'target:' || t.id as subject, null::timestamptz as happened, null::bigint as fen
    from target t where t.list_id = ${cut.listId}::bigint and ${everListed(cut)}`,
  takenOff: (cut) => sql`
    select t.entity_id, ${placeOf(cut)} as division, t.main_bank_id as bank_id, 'target:' || t.id as subject, null::timestamptz as happened, null::bigint as fen
    from target t where t.list_id = ${cut.listId}::bigint and t.status = 'excluded' and ${takenOffLater(cut)}
      and (select a.to_status from action_log a where a.flow = 'target' and a.subject_id = t.id and a.occurred_at < ${endOf(cut.asOf)} order by a.seq desc limit 1) = 'excluded'`,
  visited: visits,
  visitedListed: (cut) => sql`
    select v.entity_id, ${placeOf(cut)} as division, t.main_bank_id as bank_id, v.subject, v.happened, v.fen
    from (${visits(cut)}) v join target t on t.list_id = ${cut.listId}::bigint and t.entity_id = v.entity_id and ${everListed(cut)} and ${ofRound(cut)}`,
  visitedOff: (cut) => sql`
    select v.entity_id, v.division, v.bank_id, v.subject, v.happened, v.fen
    from (${visits(cut)}) v where not exists (select 1 from target t where t.list_id = ${cut.listId}::bigint and t.entity_id = v.entity_id and ${everListed(cut)})`,
  needed,
  neededVisited: (cut) => visitedAnd(needed(cut), cut),
  declared,
  declaredVisited: (cut) => visitedAnd(declared(cut), cut),
  declaredOff: (cut) => sql`
    select d.* from (${declared(cut)}) d where not exists (select 1 from (${visits(cut)}) v where v.entity_id = d.entity_id)`,
  recommended: (cut) => sql`
    select d.entity_id, d.division, m.bank_id, 'declaration:' || d.id as subject, d.recommended_at as happened, d.recommended_fen as fen
    from declaration d left join org m on m.id = d.main_branch_id where d.recommended_at < ${endOf(cut.asOf)} and ${sent(cut)}`,
  pushed: (cut) => sql`
    select c.entity_id, c.division, c.bank_id, 'case:' || c.id as subject, c.pushed_at as happened, d.recommended_fen as fen
    from bank_case c join declaration d on d.id = c.declaration_id where c.pushed_at < ${endOf(cut.asOf)}`,
  credited,
  drawn: (cut) => sql`
    select c.entity_id, c.division, c.bank_id, c.subject, c.happened, least(x.fen, c.fen) as fen
    from (${credited(cut)}) c join (
      select 'case:' || x.bank_case_id as subject, sum(x.amount_fen)::bigint as fen from (${loans(cut)}) x group by x.bank_case_id) x on x.subject = c.subject`,
  disbursed: (cut) => sql`
    select x.entity_id, x.division, x.bank_id, 'case:' || x.bank_case_id as subject, (x.disbursed_on::timestamp at time zone 'Asia/Shanghai') as happened, x.amount_fen as fen
    from (${loans(cut)}) x`,
}

/** The rows of one indicator. */
export function metricRows(metric: Metric, cut: Cut): RawBuilder<unknown> {
  return statements[metric](cut)
}

/** What a board groups by; null stands for “no place” or “no bank”. */
export const groupKeys = {
  county: sql`(r.division / 1000000 * 1000000)`,
  town: sql`(r.division / 1000 * 1000)`,
  bank: sql`r.bank_id`,
} as const

export interface Narrowing {
  /** Condition on (division, bank_id) of the metric rows, alias r. */
  where: RawBuilder<unknown>
}

/** All indicators by group and in total, in one statement. Volume: visits and lists of a city, tens of milliseconds. */
export function funnelStatement(
  metrics: readonly Metric[],
  cut: Cut,
  by: keyof typeof groupKeys,
  narrowing: Narrowing,
): RawBuilder<unknown> {
  const parts = metrics.map(
    (m) =>
      sql`select ${m}::text as metric, ${groupKeys[by]} as key, r.entity_id, r.fen from (${metricRows(m, cut)}) r where ${narrowing.where}`,
  )
  return sql`
    select x.metric, x.key::text as key, grouping(x.key) as total, count(distinct x.entity_id)::int as households, count(*)::int as times, sum(x.fen)::text as fen
    from (${sql.join(parts, sql` union all `)}) x group by grouping sets ((x.metric, x.key), (x.metric))`
}
