import { type RawBuilder, sql } from 'kysely'
import type { RuleFieldKey } from '#contract/screening/rules.ts'

/** What the rules are asked about: which firms, on which day, on the facts of which version of the registry. */
export interface Moment {
  asOf: string
  /** Null: what holds now. */
  version: number | null
  /** One firm for the why page; null: all of the registry, in one pass of hash joins. */
  entityId: string | null
  /** These firms alone, where some are asked about again. */
  entityIds?: readonly string[]
  /** Marks as they stand on this day, whatever the version: to see what a verdict is without those that have ended since. */
  marksOn?: string
  /** Declarations count as they stood at this instant. */
  at: Date
}

/**
 * One row a firm with everything the rules may ask. A list that was never sent leaves its fields unknown; a firm missing
 * from a list that was sent is known to be missing.
 */
export function profiles(moment: Moment): RawBuilder<unknown> {
  const { asOf, version, entityId, entityIds, at } = moment
  const holds = (alias: string) => {
    const [since, until] = [sql.ref(`${alias}.since`), sql.ref(`${alias}.until`)]
    const then =
      version === null
        ? sql`${until} is null`
        : sql`${since} <= ${version} and (${until} is null or ${until} > ${version})`
    const whose = sql.ref(`${alias}.entity_id`)
    if (entityIds) return sql`${then} and ${whose} = any (${[...entityIds]}::bigint[])`
    return entityId === null
      ? sql`${then} and ${whose} is not null`
      : sql`${then} and ${whose} = ${entityId}::bigint`
  }
  const marks =
    moment.marksOn === undefined
      ? sql`open_mark(${asOf}::date) f where ${holds('f')}`
      : sql`open_mark(${moment.marksOn}::date) f where f.until is null and f.entity_id is not null`
  const [registered, registration] =
    version === null
      ? [sql`e.kind, e.registration_status, e.founded_on, e.registration_fact`, sql``]
      : [
          sql`coalesce(r.kind, e.kind) as kind, coalesce(r.registration_status, 'unknown') as registration_status, r.founded_on, r.fact_id as registration_fact`,
          sql`left join fact_registration r on r.entity_id = e.id and ${holds('r')}`,
        ]
  return sql`
    select e.id, e.division, ${registered},
      t.fact_id as tax_fact, t.grade as tax_grade, t.tax_fen, t.export_refund_fen, t.abnormal as tax_abnormal,
      s.fact_id as social_fact, s.insured, s.last_paid_month,
      c.fact_id as census_fact, c.employees, c.revenue_fen,
      m.marks as open_marks, m.fact_id as mark_fact, l.due_on as loan_due_on, l.fact_id as loan_fact, b.fact_id as label_fact,
      d.entity_id is not null as has_demand,
      lists.tax as tax_list, lists.social as social_list, lists.census as census_list, lists.mark as mark_list, lists.loan as loan_list, lists.label as label_list
    from entity e
    cross join (
      select max(id) filter (where kind = 'tax') as tax, max(id) filter (where kind = 'social') as social, max(id) filter (where kind = 'census') as census,
        max(id) filter (where kind = 'mark') as mark, max(id) filter (where kind = 'loan') as loan, max(id) filter (where kind = 'label') as label
      from import_batch where ${version === null ? sql`state = 'committed'` : sql`version <= ${version} and (state = 'committed' or reversal_version > ${version})`}) lists
    ${registration}
    left join (select distinct on (f.entity_id) f.entity_id, f.fact_id, f.grade, f.tax_fen, coalesce(f.export_refund_fen, 0) as export_refund_fen, f.abnormal
      from fact_tax f where ${holds('f')} order by f.entity_id, f.tax_year desc nulls last, f.fact_id desc) t on t.entity_id = e.id
    left join (select distinct on (f.entity_id) f.entity_id, f.fact_id, f.insured, f.last_paid_month
      from fact_social f where ${holds('f')} order by f.entity_id, f.last_paid_month desc nulls last, f.fact_id desc) s on s.entity_id = e.id
    left join (select distinct on (f.entity_id) f.entity_id, f.fact_id, f.employees, f.revenue_fen
      from fact_census f where ${holds('f')} order by f.entity_id, f.fact_id desc) c on c.entity_id = e.id
    left join (select f.entity_id, array_agg(distinct f.mark order by f.mark) as marks, max(f.fact_id) as fact_id
      from ${marks} group by f.entity_id) m on m.entity_id = e.id
    left join (select f.entity_id, min(f.due_on) filter (where f.due_on >= ${asOf}::date) as due_on, max(f.fact_id) as fact_id
      from fact_loan f where ${holds('f')} group by f.entity_id) l on l.entity_id = e.id
    left join (select f.entity_id, max(f.fact_id) as fact_id from fact_label f where ${holds('f')} group by f.entity_id) b on b.entity_id = e.id
    left join (select distinct entity_id from declaration where opened_at <= ${at} and (closed_at is null or closed_at > ${at})) d on d.entity_id = e.id
    where ${version === null ? sql`e.status = 'live'` : stoodAt(version)} and ${entityIds ? sql`e.id = any (${[...entityIds]}::bigint[])` : entityId === null ? vouchedFor(at, version) : sql`e.id = ${entityId}::bigint`}`
}

/** Whether a firm (alias e) stood for itself at a version: not withdrawn by then, and not merged into another, as it may be now. */
const stoodAt = (version: number) => sql`(e.status in ('live', 'merged') or e.withdrawn_in > ${version})
  and not exists (select 1 from identity_merge g where g.entity_id = e.id and g.merged_in <= ${version} and (g.undone_in is null or g.undone_in > ${version}))`

/**
 * Whether anybody but the firm itself says that it exists (alias e): a registration list named it, or a person verified
 * a declaration of its or met it on a visit. Who typed a name into the portal and nothing more reaches no list.
 */
const vouchedFor = (at: Date, version: number | null) => sql`(${
  version === null
    ? sql`e.created_batch > 0 or e.registration_fact is not null`
    : sql`r.fact_id is not null or e.created_batch in (select id from import_batch where state = 'committed' and version <= ${version})`
}
  or exists (select 1 from declaration w where w.entity_id = e.id and w.verified_at <= ${at})
  or exists (select 1 from visit w where w.entity_id = e.id and w.outcome = 'normal' and w.recorded_at <= ${at}
    and not exists (select 1 from visit n where n.supersedes = w.id and n.recorded_at <= ${at})))`

interface FieldSql {
  /** The value in the profile (alias p), null where unknown. */
  value: RawBuilder<unknown>
  /** Evidence: the fact, or minus the list in which the firm is missing. */
  evidence: RawBuilder<unknown>
}

const fromList = (fact: string, list: string) =>
  sql`coalesce(${sql.ref(`p.${fact}`)}, -${sql.ref(`p.${list}`)})`
const registration = sql`p.registration_fact`
const tax = fromList('tax_fact', 'tax_list')
const social = fromList('social_fact', 'social_list')
const census = fromList('census_fact', 'census_list')
const mark = fromList('mark_fact', 'mark_list')
const loan = fromList('loan_fact', 'loan_list')
const labels = fromList('label_fact', 'label_list')
const present = (fact: string, list: string) =>
  sql`case when ${sql.ref(`p.${list}`)} is not null then ${sql.ref(`p.${fact}`)} is not null end`

/** The catalogue's fields as SQL: the only place where a field name becomes a column. */
export const fieldSql: Readonly<Record<RuleFieldKey, FieldSql>> = {
  kind: { value: sql`p.kind`, evidence: registration },
  registrationStatus: { value: sql`nullif(p.registration_status, 'unknown')`, evidence: registration },
  foundedOn: { value: sql`p.founded_on`, evidence: registration },
  openMarks: {
    value: sql`case when p.mark_list is not null then coalesce(p.open_marks, '{}') end`,
    evidence: mark,
  },
  inTaxList: { value: present('tax_fact', 'tax_list'), evidence: tax },
  taxGrade: { value: sql`p.tax_grade`, evidence: tax },
  taxPaid: { value: sql`p.tax_fen`, evidence: tax },
  exportRefund: { value: sql`p.export_refund_fen`, evidence: tax },
  taxAbnormal: { value: sql`p.tax_abnormal`, evidence: tax },
  inSocialList: { value: present('social_fact', 'social_list'), evidence: social },
  insured: { value: sql`p.insured`, evidence: social },
  lastPaidMonth: { value: sql`p.last_paid_month`, evidence: social },
  inCensus: { value: present('census_fact', 'census_list'), evidence: census },
  employees: { value: sql`p.employees`, evidence: census },
  revenue: { value: sql`p.revenue_fen`, evidence: census },
  hasLoan: { value: present('loan_fact', 'loan_list'), evidence: loan },
  loanDueOn: { value: sql`p.loan_due_on`, evidence: loan },
  labelled: { value: present('label_fact', 'label_list'), evidence: labels },
  hasDemand: { value: sql`p.has_demand`, evidence: sql`null::bigint` },
}
