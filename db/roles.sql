-- Who may do what in the database. Applied after every migration; safe to repeat.
-- The application signs in as diguan_app, which owns nothing and may do nothing by itself; inside each
-- transaction it takes one of the roles below. Actor roles can only read (and lock a row by its version);
-- whatever is written is written by diguan_system, from a command that has checked the right before.
do $$
declare r text;
begin
  foreach r in array array['diguan_system', 'diguan_wide', 'diguan_gov', 'diguan_bank', 'diguan_firm', 'diguan_department', 'diguan_office', 'diguan_auditor', 'diguan_team'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
    execute format('grant %I to diguan_app', r);
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to diguan_system, diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor, diguan_team;
revoke all on all tables in schema public from diguan_app, diguan_system, diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor, diguan_team;

-- The system role: everything but rewriting the logs.
grant select, insert, update, delete on all tables in schema public to diguan_system;
grant usage, select on all sequences in schema public to diguan_system;
revoke update, delete, truncate on
  action_log, audit, parameter_change, visit, visit_observation, visit_problem, finding, consent, consent_withdrawal,
  credit_decision, disbursement, provision, recommendation, recommendation_item, reveal, verdict, verdict_count, roster_edit, household_visit
  from diguan_system;
revoke insert, update, delete on migration, load_index from diguan_system;

-- Common ground: places, bodies, working days, parameters, own notices.
grant select on division, division_change, org, calendar_day, parameter_change, notice, notice_read
  to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor;
grant select on division, division_change, org, calendar_day, parameter_change to diguan_team;

-- Government side.
grant select on
  branch_capacity, entity,
  fact_registration, fact_tax, fact_social, fact_census, fact_mark, fact_loan, fact_label,
  import_batch, import_sheet, import_issue, import_reject, import_outcome, registry_version, identity_case, identity_candidate,
  rule_set, screening_run, screening_preview, screening_preview_count, screening_preview_firm, screening_replay, verdict, verdict_count, target_list, target, assignment_run, assignment_cell, assignment_branch, visit, visit_observation, visit_problem,
  declaration, finding, recommendation, recommendation_item, consent, consent_withdrawal, bank_case, credit_decision,
  disbursement, provision, action_log, reveal, export_request, quality_run, quality_finding, quality_count, restoration, learned_road, placement, place_decision, roster, roster_version, roster_member, roster_row, roster_edit
  to diguan_wide, diguan_gov;
-- What a reversal left in place spans departments: for the office of the whole place.
grant select on import_kept to diguan_wide;
grant select (id, person_id, login) on account to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department;
grant select on person to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department;
grant update (version) on target, declaration, bank_case, export_request to diguan_wide, diguan_gov, diguan_bank, diguan_firm;

-- Bank side: of facts what the registry says of firms assigned to it; no verdicts.
grant select on
  branch_capacity, entity, fact_registration, target_list, target, visit, visit_observation, visit_problem,
  declaration, finding, consent, consent_withdrawal, bank_case, credit_decision, disbursement, action_log, reveal, export_request
  to diguan_bank;

-- Teams: known to the trees of their people; the work itself to members and whoever covers, by date.
grant select on household_visit, building, building_entity, lease to diguan_wide, diguan_gov, diguan_bank, diguan_team;
grant select on target_move to diguan_wide, diguan_gov, diguan_bank;
grant select on team, team_member to diguan_wide, diguan_gov, diguan_bank, diguan_department, diguan_team;
grant select on duty, cover, target_list, target, entity, fact_registration, visit, visit_observation, visit_problem, declaration to diguan_team;
grant update (version) on target to diguan_team;
grant select (id, person_id, login) on account to diguan_team;
grant select on person to diguan_team;

-- The firm: its own rows.
grant select on entity, fact_registration, declaration, finding, consent, consent_withdrawal, bank_case to diguan_firm;

-- Departments: their own uploads.
grant select on import_batch, import_sheet, import_issue, import_reject, import_outcome, quality_run, quality_finding, quality_count to diguan_department;
grant select on import_profile, import_look, import_check to diguan_wide, diguan_gov, diguan_department;

-- The three administrators: accounts, no business data; the auditor: the audit.
grant select on account, person, role_grant to diguan_office;
grant select on audit to diguan_auditor;
grant select (id, person_id, login) on account to diguan_auditor;
grant select on person to diguan_auditor;

-- What only a table's owner may do, as functions that run as the owner and take no text of anyone's: an unknown word
-- does nothing.
-- Statistics after a bulk load, so that the next statement is planned for what is there now.
create or replace function refresh_statistics(what text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  case what
    when 'registration' then analyze entity; analyze fact_registration;
    when 'tax' then analyze fact_tax;
    when 'social' then analyze fact_social;
    when 'census' then analyze fact_census;
    when 'mark' then analyze fact_mark;
    when 'loan' then analyze fact_loan;
    when 'label' then analyze fact_label;
    when 'place' then analyze learned_road, placement;
    when 'target' then analyze target;
    when 'roster' then analyze roster_member;
    when 'work' then analyze visit, visit_observation, visit_problem, declaration, finding, recommendation_item, bank_case, credit_decision, disbursement, consent, action_log;
    else null;
  end case;
end $$;
-- Of what has just been read only what it is matched by: statistics of all that is free text cost more than they help.
create or replace function refresh_stage(what text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if what in ('registration', 'tax', 'social', 'census', 'mark', 'loan', 'label') then
    execute format('analyze %I (batch_id, sheet, row_no, uscc, reg_no, org_code, name_key, repeated)', 'stage_' || what);
  elsif what in ('branch', 'division') then
    execute format('analyze %I', 'stage_' || what);
  end if;
end $$;
-- What was staged for a batch goes: at once where no other batch stands there, else row by row.
create or replace function clear_stage(what text, batch bigint) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare alone boolean; t text;
begin
  if what not in ('registration', 'tax', 'social', 'census', 'mark', 'loan', 'label', 'branch', 'division') then return; end if;
  foreach t in array array['stage_' || what, 'import_match'] loop
    begin
      execute format('lock table %I in access exclusive mode nowait', t);
      execute format('select not exists (select from %I where batch_id <> $1)', t) into alone using batch;
    exception when lock_not_available then alone := false;
    end;
    if alone then execute format('truncate %I', t);
    else execute format('delete from %I where batch_id = $1', t) using batch;
    end if;
  end loop;
end $$;
-- A load of more rows than a table holds: its indexes go and are built after it, in one go each. An empty table is given
-- a new file besides: what is written to a file of the same transaction needs no log where `wal_level` is minimal.
create or replace function begin_load(what text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare t text; i record; empty boolean;
begin
  foreach t in array case when what = 'registration' then array['entity', 'fact_registration'] when what in ('tax', 'social', 'census', 'mark', 'loan', 'label')
    then array['fact_' || what] when what = 'target' then array['target'] else array[]::text[] end loop
    for i in select c.relname, pg_get_indexdef(c.oid) as made_by from pg_index x join pg_class c on c.oid = x.indexrelid
      where x.indrelid = t::regclass and not exists (select from pg_constraint k where k.conindid = c.oid) loop
      insert into load_index (table_name, made_by) values (t, i.made_by);
      execute format('drop index %I', i.relname);
    end loop;
    execute format('select not exists (select from %I)', t) into empty;
    if empty then execute format('cluster %I using %I', t, t || '_pkey'); execute format('alter table %I set without cluster', t); end if;
  end loop;
end $$;
create or replace function end_load() returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare i record;
begin
  for i in delete from load_index returning made_by loop execute i.made_by; end loop;
end $$;
-- A run's verdicts: a partition of their own, filled before it has indexes and is part of the whole.
create or replace function open_verdicts(run bigint) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  execute format('create table verdict_%s (like verdict including defaults including constraints, constraint verdict_of_run check (run_id = %s))', run, run);
  execute format('grant select, insert on verdict_%s to diguan_system', run);
end $$;
create or replace function close_verdicts(run bigint) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  execute format('alter table verdict_%s add primary key (run_id, entity_id)', run);
  execute format('create index on verdict_%s (run_id, division, entity_id)', run);
  execute format('alter table verdict attach partition verdict_%s for values in (%s)', run, run);
  execute format('alter table verdict_%s drop constraint verdict_of_run', run);
  execute format('analyze verdict_%s', run);
end $$;
do $$
declare f regprocedure;
begin
  foreach f in array array['refresh_statistics(text)', 'refresh_stage(text)', 'clear_stage(text, bigint)', 'begin_load(text)', 'end_load()',
    'open_verdicts(bigint)', 'close_verdicts(bigint)']::regprocedure[] loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to diguan_system', f);
  end loop;
end $$;

-- The job queue's own schema.
do $$ begin
  if to_regnamespace('pgboss') is not null then
    grant usage on schema pgboss to diguan_system;
    grant select, insert, update, delete on all tables in schema pgboss to diguan_system;
    grant usage, select on all sequences in schema pgboss to diguan_system;
    grant execute on all functions in schema pgboss to diguan_system;
  end if;
end $$;
