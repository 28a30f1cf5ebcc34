-- Places in words, for every list and ledger alike.
create or replace function place_name(code bigint) returns text language sql stable parallel safe as $$
  select coalesce((select called from division d where d.code = $1),
    nullif(concat_ws(' ',
      (select name from division d where d.code = $1 / 1000000 * 1000000 and d.level = 'county'),
      (select name from division d where d.code = $1 / 1000 * 1000 and d.level = 'town')), ''), '未落位')
$$;
create or replace function division_name(code bigint, wanted text) returns text language sql stable parallel safe as $$
  select name from division d where d.level = wanted and d.code = case wanted when 'county' then $1 / 1000000 * 1000000 when 'town' then $1 / 1000 * 1000 else $1 end
$$;
-- What a place was called on a day: a later name does not reach back.
create or replace function division_called(code bigint, name text, day date) returns text language sql stable parallel safe as $$
  select coalesce((select c.from_name from division_change c where c.from_code = $1 and c.kind = 'rename' and c.state = 'done' and c.starts_on > $3 order by c.starts_on limit 1), $2)
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

-- GB 32100-2015: whether the last of the 18 characters follows from the 17 before; GB 11714: the same of the nine inside (position 17).
-- Written out, so that the planner takes them into the statement: half a million codes a second on one core matter here.
create or replace function uscc_value(code text, n int) returns int language sql immutable parallel safe as
  $$ select strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr($1, $2, 1)) - 1 $$;
create or replace function uscc_sound(c text) returns boolean language sql immutable parallel safe as $$
  select (31 - (uscc_value(c, 1) + 3 * uscc_value(c, 2) + 9 * uscc_value(c, 3) + 27 * uscc_value(c, 4) + 19 * uscc_value(c, 5) + 26 * uscc_value(c, 6)
    + 16 * uscc_value(c, 7) + 17 * uscc_value(c, 8) + 20 * uscc_value(c, 9) + 29 * uscc_value(c, 10) + 25 * uscc_value(c, 11) + 13 * uscc_value(c, 12)
    + 8 * uscc_value(c, 13) + 24 * uscc_value(c, 14) + 10 * uscc_value(c, 15) + 30 * uscc_value(c, 16) + 28 * uscc_value(c, 17)) % 31) % 31 = uscc_value(c, 18)
$$;
create or replace function org_code_value(code text, n int) returns int language sql immutable parallel safe as
  $$ select strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr($1, $2, 1)) - 1 $$;
create or replace function uscc_inner_sound(c text) returns boolean language sql immutable parallel safe as $$
  select substr('0X987654321', (3 * org_code_value(c, 9) + 7 * org_code_value(c, 10) + 9 * org_code_value(c, 11) + 10 * org_code_value(c, 12)
    + 5 * org_code_value(c, 13) + 8 * org_code_value(c, 14) + 4 * org_code_value(c, 15) + 2 * org_code_value(c, 16)) % 11 + 1, 1) = substr(c, 17, 1)
$$;
