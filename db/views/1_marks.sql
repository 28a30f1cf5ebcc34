-- Which negative marks hold on a day: the one truth for screening, review, explanation and boards. A mark ends on the day it
-- was removed or when its longest publicity is over, whichever comes first (信用修复管理办法); from then on nobody
-- uses or shows it. The months are parameters (contract/parameters.ts); a test holds the defaults here to be the same.
create or replace view mark_term with (security_invoker) as
  select t.mark, t.key, coalesce((select (c.value #>> '{}')::int from parameter_change c where c.key = t.key order by c.version desc limit 1), t.months) as months
  from (values ('abnormal_operation', 'markMonthsAbnormal', 36), ('serious_dishonest', 'markMonthsSerious', 36),
    ('judgment_debtor', 'markMonthsDebtor', 36), ('major_tax', 'markMonthsTax', 36)) t (mark, key, months);
-- Of every version of the registry: the caller says which (since, until).
create or replace function open_mark(day date) returns table (fact_id bigint, entity_id bigint, mark text, listed_on date, since int, until int)
  language sql stable as $$
  select f.fact_id, f.entity_id, f.mark, f.listed_on, f.since, f.until from fact_mark f join mark_term t on t.mark = f.mark
  where f.listed_on <= $1 and (f.removed_on is null or f.removed_on > $1) and f.listed_on + make_interval(months => t.months) > $1
$$;
grant select on mark_term to diguan_system, diguan_wide, diguan_gov;
