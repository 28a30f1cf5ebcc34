import { type RawBuilder, sql } from 'kysely'
import type { Scan } from './scan.ts'

/** The rows of a list that hold now, with how long a row has waited for its firm. */
function rowsOf(kind: string, columns: RawBuilder<unknown>, more: RawBuilder<unknown> = sql``): Scan {
  return ({ today }) => sql`
    select f.fact_id as subject_id, f.entity_id, null::bigint as division, f.name as title, f.uscc as code, b.org_id as sender,
      case when f.entity_id is null then ${today}::date - business_day(b.committed_at) end as waiting_days, ${columns}
    from ${sql.table(`fact_${kind}`)} f join import_batch b on b.id = f.batch_id cross join (select ${today}::date as today, extract(year from ${today}::date)::int as year) now ${more}
    where f.until is null`
}

export const taxScan = rowsOf(
  'tax',
  sql`f.tax_year, f.tax_year - now.year as tax_years_ahead, f.tax_fen as tax_paid, f.export_refund_fen as refund`,
)

export const socialScan = rowsOf('social', sql`f.insured, f.last_paid_month`)

export const censusScan = rowsOf(
  'census',
  sql`f.industry, case when f.industry is not null then f.industry ~ '^(0[1-9]|[1-8][0-9]|9[0-7])' end as industry_known, f.employees, f.revenue_fen as revenue,
    case when f.division % 100000000 >= 1000000 and e.division % 100000000 >= 1000000 then f.division / 1000000 <> e.division / 1000000 end as elsewhere`,
  sql`left join entity e on e.id = f.entity_id and e.status = 'live'`,
)

export const markScan = rowsOf(
  'mark',
  sql`f.mark, f.listed_on, f.removed_on, f.listed_on + make_interval(months => t.months) <= now.today as past_term`,
  sql`join mark_term t on t.mark = f.mark`,
)

/** A bank is known when a body of the bank tree bears its name, or begins with it, or the reverse. */
export const loanScan = rowsOf(
  'loan',
  sql`k.known as bank_known, f.balance_fen as balance, f.issued_on, f.due_on, f.rate_bp as rate`,
  sql`left join (select n.bank_name, exists (select from org o where o.kind in ('bank', 'bank_branch') and (starts_with(n.bank_name, o.name) or starts_with(o.name, n.bank_name))) as known
    from (select distinct bank_name from fact_loan where until is null) n) k on k.bank_name = f.bank_name and exists (select from org where kind = 'bank')`,
)

export const labelScan = rowsOf('label', sql`f.label_year, f.label_year - now.year as label_years_ahead`)
