import { type RawBuilder, sql } from 'kysely'
import { type RosterKindKey, type RosterRule, rosterKinds } from '#contract/rosters/words.ts'
import type { Tx } from '#kernel/database.ts'
import { run } from '#kernel/rows.ts'

/** On what a rule is asked: the registry as it stood at a version, and a day. */
export interface Moment {
  registryVersion: number
  asOf: string
  /** How many days ahead a loan counts as falling due. */
  leadDays: number
}

const holds = (alias: string, { registryVersion: no }: Moment) =>
  sql`(${sql.ref(`${alias}.since`)} <= ${no} and (${sql.ref(`${alias}.until`)} is null or ${sql.ref(`${alias}.until`)} > ${no}))`

const labelled = (words: readonly string[], at: Moment) => sql`
  exists (select 1 from fact_label f where f.entity_id = e.id and ${holds('f', at)} and f.label like any (${words.map((w) => `%${w}%`)}::text[]))`

/** Each rule as a condition on a firm (alias e); semi-joins over the fact tables, one pass each. */
const conditions: Readonly<
  Record<RosterRule, (at: Moment, words: readonly string[]) => RawBuilder<unknown>>
> = {
  noLoan: (at) => sql`not exists (select 1 from fact_loan f where f.entity_id = e.id and ${holds('f', at)})`,
  loanDue: (
    at,
  ) => sql`exists (select 1 from fact_loan f where f.entity_id = e.id and ${holds('f', at)} and f.balance_fen > 0
    and f.due_on between ${at.asOf}::date and ${at.asOf}::date + ${at.leadDays}::int)`,
  exporter: (at, words) => sql`(${labelled(words, at)}
    or exists (select 1 from fact_tax f where f.entity_id = e.id and ${holds('f', at)} and f.export_refund_fen > 0))`,
  labelled: (at, words) => labelled(words, at),
  revisit: () => sql`exists (select 1 from target t where t.entity_id = e.id and t.status = 'revisitDue'
    and t.list_id in (select id from target_list where state = 'published'))`,
}

/** The list a rule cannot do without: a city that never sent it has no such firms, only no knowledge. */
export const neededList: Readonly<Partial<Record<RosterRule, 'loan' | 'label'>>> = {
  noLoan: 'loan',
  loanDue: 'loan',
  labelled: 'label',
}

/** Firms of the registry, in business at that version, that a kind's rule finds. Volume: one pass over the registry. */
export async function insertByRule(
  trx: Tx,
  versionId: string,
  kind: RosterKindKey,
  at: Moment,
): Promise<number> {
  const { rule, ...of } = rosterKinds[kind]
  const words = 'labels' in of ? of.labels : []
  return run(
    trx,
    sql`insert into roster_member (version_id, entity_id, division, because)
      select ${versionId}::bigint, e.id, e.division, 'rule' from entity e
      where e.status = 'live' and exists (select 1 from fact_registration r where r.entity_id = e.id and ${holds('r', at)} and r.registration_status = 'active')
        and ${conditions[rule!](at, words)}`,
  )
}

/** The firms of another version, those that have since gone into another firm under that one. */
export async function insertCopies(trx: Tx, versionId: string, from: string): Promise<number> {
  return run(
    trx,
    sql`insert into roster_member (version_id, entity_id, division, because)
      select distinct on (e.id) ${versionId}::bigint, e.id, e.division, 'copy' from roster_member m
      join entity o on o.id = m.entity_id join entity e on e.id = coalesce(o.merged_into, o.id)
      where m.version_id = ${from}::bigint and e.status = 'live'`,
  )
}

/**
 * Rows of a file find their firm as those of any list do: by code; without a right code by old number, by organisation
 * code, or by a name that one live firm alone bears. Volume: the file, and one pass over `entity` for codes.
 */
export async function matchRows(trx: Tx, versionId: string): Promise<void> {
  await run(
    trx,
    sql`with s as materialized (select sheet, row_no, uscc, reg_no, org_code, name_key from roster_stage where version_id = ${versionId}),
      c as (select id, uscc from entity where status = 'live' and uscc in (select uscc from s)),
      loose as (select * from s where uscc is null),
      r as (select reg_no, min(id) as id from entity where status = 'live' and reg_no in (select reg_no from loose) group by 1 having count(*) = 1),
      o as (select substr(uscc, 9, 9) as org_code, min(id) as id from entity where status = 'live' and substr(uscc, 9, 9) in (select org_code from loose) group by 1 having count(*) = 1),
      n as (select name_key, min(id) as id, count(*)::int as homonyms from entity where status = 'live' and name_key in (select name_key from loose) group by 1),
      found as (
        select s.sheet, s.row_no, c.id, null::int as homonyms from s left join c on c.uscc = s.uscc where s.uscc is not null
        union all
        select s.sheet, s.row_no, coalesce(r.id, o.id, case when n.homonyms = 1 then n.id end), n.homonyms
        from loose s left join r on r.reg_no = s.reg_no left join o on o.org_code = s.org_code left join n on n.name_key = s.name_key),
      ranked as (select f.*, row_number() over (partition by f.id order by f.sheet, f.row_no) as rank from found f)
    insert into roster_row (version_id, sheet, row_no, uscc, reg_no, org_code, name, entity_id, division, outcome)
    select x.version_id, x.sheet, x.row_no, x.uscc, x.reg_no, x.org_code, x.name, k.id, e.division,
      case when k.id is not null then case when k.rank = 1 then 'matched' else 'repeated' end when k.homonyms > 1 then 'several' else 'unmatched' end
    from ranked k join roster_stage x on x.version_id = ${versionId} and x.sheet = k.sheet and x.row_no = k.row_no left join entity e on e.id = k.id`,
  )
}

/** The firms the rows of a file found, each once. */
export async function insertFromRows(trx: Tx, versionId: string): Promise<number> {
  return run(
    trx,
    sql`insert into roster_member (version_id, entity_id, division, because)
      select version_id, entity_id, division, 'file' from roster_row where version_id = ${versionId} and outcome = 'matched'`,
  )
}

/** Digest of who is on a version, in whatever order; settled at approval (INV-09). */
export async function hashMembers(trx: Tx, versionId: string): Promise<{ hash: string; members: number }> {
  const { rows } = await sql<{ hash: string; members: number }>`
    select md5(coalesce(sum(hashtextextended(entity_id::text, 0)::numeric), 0) || ':' || count(*)) as hash, count(*)::int as members
    from roster_member where version_id = ${versionId}`.execute(trx)
  return rows[0]!
}
