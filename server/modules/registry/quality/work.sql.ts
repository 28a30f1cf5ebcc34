import { sql } from 'kysely'
import type { Scan } from './scan.ts'

/** Declarations that are still open. */
export const declarationScan: Scan = ({ today }) => sql`
  select d.id as subject_id, d.entity_id, d.division, d.no as title, null::text as code, null::bigint as sender,
    d.amount_fen as amount, c.revenue_fen as revenue, e.registration_status as firm_status, ${today}::date - business_day(d.opened_at) as open_days
  from declaration d join entity e on e.id = d.entity_id
  left join lateral (select f.revenue_fen from fact_census f where f.entity_id = d.entity_id and f.until is null order by f.fact_id desc limit 1) c on true
  where d.closed_at is null and (d.channel <> 'portal' or d.verified_at is not null)`

/** Credits in force: a corrected one gives way to its correction. */
export const creditScan: Scan = () => sql`
  select c.id as subject_id, c.entity_id, c.division, d.no as title, null::text as code, null::bigint as sender,
    c.credit_fen as credit, d.amount_fen as asked, c.rate_bp as rate
  from credit_decision c join declaration d on d.id = c.declaration_id
  where c.result = 'grant' and not exists (select from credit_decision n where n.supersedes = c.id)`

/** Loans paid out and not reversed. */
export const disbursementScan: Scan = () => sql`
  select x.id as subject_id, x.entity_id, x.division, d.no as title, null::text as code, null::bigint as sender,
    x.disbursed_on, x.matures_on, (x.matures_on - x.disbursed_on) / 365.25 as years, x.matures_on - x.disbursed_on as days, x.rate_bp as rate
  from disbursement x join bank_case b on b.id = x.bank_case_id join declaration d on d.id = b.declaration_id
  where x.reverses is null and not exists (select from disbursement r where r.reverses = x.id)`
