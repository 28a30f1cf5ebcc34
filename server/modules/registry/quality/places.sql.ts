import { sql } from 'kysely'
import type { Scan } from './scan.ts'

/** Branches with what they can do and what they were given on the list that is out. */
export const branchScan: Scan = () => sql`
  select o.id as subject_id, null::bigint as entity_id, o.division, o.name as title, null::text as code, b.org_id as sender,
    c.visits_per_year as capacity, coalesce(t.n, 0) as targets, coalesce(o.division % 1000000 <> 0, false) as town,
    c.contact_name is not null and c.contact_phone is not null as contact, c.credit_plan_fen as plan
  from org o left join branch_capacity c on c.org_id = o.id left join import_batch b on b.id = c.batch_id
  left join (select main_branch_id, count(*)::int as n from target
    where status <> 'excluded' and list_id = (select max(id) from target_list where state = 'published') group by 1) t on t.main_branch_id = o.id
  where o.kind = 'bank_branch'`

/** Places with how many live firms stand in each. */
export const placeScan: Scan = () => sql`
  with firms as materialized (select division, count(*)::int as n from entity where status = 'live' and registration_status = 'active' group by 1)
  select d.code as subject_id, null::bigint as entity_id, d.code as division, d.name as title, d.code::text as code, null::bigint as sender,
    d.level, coalesce(f.n, 0) as firms, coalesce(u.n, 0) as below,
    case d.level when 'county' then exists (select from org o where o.kind = 'county_office' and o.division = d.code)
      when 'town' then exists (select from org o where o.kind = 'town_office' and o.division = d.code) end as office, d.valid_to as ended
  from division d
  left join (select x.code, sum(x.n)::int as n from (
      select division as code, n from firms where division % 1000 <> 0 union all select division / 1000 * 1000, n from firms where division % 1000000 <> 0
      union all select division / 1000000 * 1000000, n from firms) x group by 1) f on f.code = d.code
  left join (select parent, count(*)::int as n from division group by 1) u on u.parent = d.code
  where d.level in ('county', 'town', 'community')`

/** The newest list of each kind that was taken, beside the one before. */
export const listScan: Scan = () => sql`
  select l.id as subject_id, null::bigint as entity_id, null::bigint as division, l.file_name as title, null::text as code, l.org_id as sender,
    l.kind, l.as_of, 100.0 * l.rejected / nullif(l.rows_in, 0) as rejected_share,
    case when l.kind not in ('registration', 'branch', 'division') then 100.0 * l.unmatched / nullif(l.accepted, 0) end as unmatched_share,
    case when l.before_rows >= 100 then 100.0 * l.rows_in / l.before_rows end as shrunk_to
  from (select b.*, lag(b.rows_in) over (partition by b.kind order by b.id) as before_rows, max(b.id) over (partition by b.kind) as newest
    from import_batch b where b.state = 'committed') l
  where l.id = l.newest`
