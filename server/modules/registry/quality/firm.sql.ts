import { sql } from 'kysely'
import type { Scan } from './scan.ts'

/** The latest row of each list for each firm, as screening takes it. */
const latestTax = sql`(select distinct on (f.entity_id) f.entity_id, f.batch_id, f.tax_fen, f.tax_year, f.grade, f.abnormal from fact_tax f
  where f.until is null and f.entity_id is not null order by f.entity_id, f.tax_year desc nulls last, f.fact_id desc)`
const latestSocial = sql`(select distinct on (f.entity_id) f.entity_id, f.batch_id, f.insured, f.last_paid_month from fact_social f
  where f.until is null and f.entity_id is not null order by f.entity_id, f.last_paid_month desc nulls last, f.fact_id desc)`
const latestCensus = sql`(select distinct on (f.entity_id) f.entity_id, f.batch_id, f.employees, f.revenue_fen from fact_census f
  where f.until is null and f.entity_id is not null order by f.entity_id, f.fact_id desc)`

/** Live firms with what the lists say of each, in one pass of hash joins; no list is read twice. */
const base = sql`
  select e.id, e.uscc, e.name, e.name_key, e.kind, e.registration_status as status, e.founded_on, e.division, e.placed_by,
    r.batch_id as registration_batch, r.capital_fen, r.legal_rep, r.address, r.phone, r.fact_id is not null as registered,
    t.batch_id as tax_batch, t.tax_fen, t.tax_year, t.grade, t.abnormal, s.batch_id as social_batch, s.insured, s.last_paid_month,
    c.batch_id as census_batch, c.employees, c.revenue_fen
  from entity e
  left join fact_registration r on r.fact_id = e.registration_fact
  left join ${latestTax} t on t.entity_id = e.id
  left join ${latestSocial} s on s.entity_id = e.id
  left join ${latestCensus} c on c.entity_id = e.id
  where e.status = 'live'`

/** How many firms share a telephone, a name and address, an owner without tax and insured staff. */
const shared = sql`
  phones as (select phone, count(*)::int as n from base where status = 'active' and phone is not null group by phone having count(*) > 1),
  doubles as (select name_key, address, count(*)::int as n from base where status = 'active' and address is not null group by name_key, address having count(*) > 1),
  shells as (select legal_rep, division / 1000000 as county, count(*)::int as n from base
    where status = 'active' and kind = 'enterprise' and legal_rep is not null and coalesce(tax_fen, 0) <= 0 and coalesce(insured, 0) <= 0
      and exists (select from import_batch where kind = 'tax' and state = 'committed') and exists (select from import_batch where kind = 'social' and state = 'committed')
    group by 1, 2 having count(*) > 1),
  loans as (select f.entity_id, sum(f.balance_fen)::bigint as balance from fact_loan f where f.until is null and f.entity_id is not null group by 1)`

/** A family farm or a farmer may be entered as a company or as a sole trader: the code says nothing of it. */
const kindByCode = sql`case when b.kind in ('farm', 'farmer') then null else case left(b.uscc, 2) when '91' then 'enterprise' when '92' then 'individual' when '93' then 'cooperative' when 'N1' then 'other' when 'N2' then 'other' when 'N3' then 'other' when 'N9' then 'other' end end`

/** Volume: the whole registry (520,000 firms), hash joins and five aggregates. */
export const firmScan: Scan = ({ today }) => sql`
  with base as materialized (${base}), ${shared},
  marks as (select entity_id, count(*)::int as n from open_mark(${today}::date) where until is null and entity_id is not null group by 1)
  select b.id as subject_id, b.id as entity_id, b.division, b.name as title, b.uscc as code,
    b.registration_batch, b.tax_batch, b.social_batch, b.census_batch,
    b.status, b.kind, b.placed_by, b.uscc, uscc_sound(b.uscc) as code_sound, uscc_inner_sound(b.uscc) as code_inner_sound, ${kindByCode} = b.kind as kind_agrees,
    code_county.name as code_county, county.name as county,
    case when b.placed_by in ('address', 'census', 'manual') and county.code is not null and code_county.code is not null then county.code <> code_county.code end as moved_county,
    b.founded_on, b.capital_fen as capital, case when b.registered then b.legal_rep is not null end as legal_rep, case when b.registered then b.address is not null end as address,
    case when b.registered then b.phone is not null end as phone,
    b.name ~* '测试|样例|示例|\\?\\?|？？|\ufffd|^[0-9]+$|^[a-z]{1,6}$' or length(b.name_key) < 2 as name_odd,
    ph.n as phone_firms, d.n as same_place_firms, sh.n as rep_shells,
    b.tax_fen as tax_paid, extract(year from ${today}::date)::int - b.tax_year as tax_years_ago, b.grade as tax_grade, b.abnormal as tax_abnormal, b.insured, b.last_paid_month,
    b.employees, b.revenue_fen as revenue, b.revenue_fen / nullif(b.employees, 0) as revenue_per_head, l.balance as loan_balance, m.n as open_marks
  from base b
  left join division county on county.level = 'county' and county.code = b.division / 1000000 * 1000000
  left join division code_county on code_county.level = 'county' and code_county.code = case when b.uscc ~ '^..[0-9]{6}' then substr(b.uscc, 3, 6)::bigint * 1000000 end
  left join phones ph on ph.phone = b.phone and b.status = 'active'
  left join doubles d on d.name_key = b.name_key and d.address = b.address and b.status = 'active'
  left join shells sh on sh.legal_rep = b.legal_rep and sh.county = b.division / 1000000 and b.kind = 'enterprise' and coalesce(b.tax_fen, 0) <= 0 and coalesce(b.insured, 0) <= 0
  left join loans l on l.entity_id = b.id
  left join marks m on m.entity_id = b.id`
