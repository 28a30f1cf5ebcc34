-- Places in words, for every list and ledger alike.
create or replace function place_name(code bigint) returns text language sql stable parallel safe as $$
  select coalesce(
    nullif(concat_ws(' ',
      (select name from division d where d.code = $1 / 1000000 * 1000000 and d.level = 'county'),
      (select name from division d where d.code = $1 / 1000 * 1000 and d.level = 'town'),
      (select name from division d where d.code = $1 and d.level = 'community')), ''),
    (select name from division d where d.code = $1), '未落位')
$$;
create or replace function division_name(code bigint, wanted text) returns text language sql stable parallel safe as $$
  select name from division d where d.level = wanted and d.code = case wanted when 'county' then $1 / 1000000 * 1000000 when 'town' then $1 / 1000 * 1000 else $1 end
$$;
-- The business day of an instant.
create or replace function business_day(at timestamptz) returns date language sql immutable parallel safe as
  $$ select (at at time zone 'Asia/Shanghai')::date $$;
-- The trade of a firm as the census has it, GB/T 4754-2017; null where it has none.
create or replace function industry_of(entity bigint) returns text language sql stable parallel safe as $$
  select c.industry from fact_census c where c.entity_id = entity and c.until is null order by c.fact_id desc limit 1
$$;
-- A name for comparison, as the import makes it (values/name.ts): one width, no spaces, no punctuation, upper case.
create or replace function name_key(name text) returns text language sql immutable parallel safe as $$
  select upper(regexp_replace(normalize(name, NFKC), $r$[][\s(){}<>《》【】〔〕"'“”‘’`,.，。、·•・:：;；*＊_-]$r$, '', 'g'))
$$;

-- Whether a person proposed a declaration or judged one of its standards as it stands: then another must check it.
create or replace function prepared_by(declaration bigint, person bigint) returns boolean language sql stable as $$
  select exists (select from declaration d where d.id = $1 and d.maker_person_id = $2)
    or exists (select from finding f where f.declaration_id = $1 and f.person_id = $2
      and not exists (select from finding n where n.declaration_id = $1 and n.standard = f.standard and n.id > f.id))
$$;
