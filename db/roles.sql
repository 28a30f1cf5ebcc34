-- Who may do what in the database. Applied after every migration; safe to repeat.
-- The application signs in as diguan_app, which owns nothing and may do nothing by itself; inside each
-- transaction it takes one of the roles below. Actor roles can only read (and lock a row by its version);
-- whatever is written is written by diguan_system, from a command that has checked the right before.
do $$
declare r text;
begin
  foreach r in array array['diguan_system', 'diguan_wide', 'diguan_gov', 'diguan_bank', 'diguan_firm', 'diguan_department', 'diguan_office', 'diguan_auditor'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
    execute format('grant %I to diguan_app', r);
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to diguan_system, diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor;
revoke all on all tables in schema public from diguan_app, diguan_system, diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor;

-- The system role: everything but rewriting the logs.
grant select, insert, update, delete on all tables in schema public to diguan_system;
grant usage, select on all sequences in schema public to diguan_system;
revoke update, delete, truncate on
  action_log, audit, parameter_change, visit, visit_observation, visit_problem, finding, consent, consent_withdrawal,
  credit_decision, disbursement, provision, recommendation, recommendation_item, reveal, verdict, verdict_count
  from diguan_system;
revoke insert, update, delete on migration from diguan_system;

-- Common ground: places, bodies, working days, parameters, own notices.
grant select on division, org, calendar_day, parameter_change, notice, notice_read
  to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor;

-- Government side.
grant select on
  branch_capacity, entity,
  fact_registration, fact_tax, fact_social, fact_census, fact_mark, fact_loan, fact_label,
  import_batch, import_sheet, import_issue, import_reject, import_outcome, registry_version,
  rule_set, screening_run, verdict, verdict_count, target_list, target, assignment_run, assignment_cell, assignment_branch, visit, visit_observation, visit_problem,
  declaration, finding, recommendation, recommendation_item, consent, consent_withdrawal, bank_case, credit_decision,
  disbursement, provision, action_log, reveal, export_request
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

-- The firm: its own rows.
grant select on entity, fact_registration, declaration, finding, consent, consent_withdrawal, bank_case to diguan_firm;

-- Departments: their own uploads.
grant select on import_batch, import_sheet, import_issue, import_reject, import_outcome to diguan_department;

-- The three administrators: accounts, no business data; the auditor: the audit.
grant select on account, person, role_grant to diguan_office;
grant select on audit to diguan_auditor;
grant select (id, person_id, login) on account to diguan_auditor;
grant select on person to diguan_auditor;

-- What only a table's owner may do, as functions that run as the owner and take no text of anyone's: an unknown word
-- does nothing (allow list of control B15).
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
    when 'verdict' then analyze verdict;
    when 'target' then analyze target;
    when 'work' then analyze visit, visit_observation, visit_problem, declaration, finding, recommendation_item, bank_case, credit_decision, disbursement, consent, action_log;
    else null;
  end case;
end $$;
create or replace function refresh_stage(what text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if what in ('registration', 'tax', 'social', 'census', 'mark', 'loan', 'label', 'branch', 'division') then
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
-- The first list of a city brings more firms than are known: their indexes are built after the load, in one go each.
create or replace function drop_registry_indexes() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  drop index entity_uscc, entity_division, entity_bigrams, fact_registration_entity;
end $$;
create or replace function make_registry_indexes() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  create unique index entity_uscc on entity (uscc) where status = 'live';
  create index entity_division on entity (division, id);
  create index entity_bigrams on entity using gin (bigrams);
  create index fact_registration_entity on fact_registration (entity_id);
end $$;
create or replace function drop_target_indexes() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  drop index target_once, target_entity, target_tier, target_county, target_place, target_main_branch;
end $$;
create or replace function make_target_indexes() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  create unique index target_once on target (list_id, entity_id);
  create index target_entity on target (entity_id);
  create index target_tier on target (list_id, tier, id);
  create index target_county on target (list_id, (division / 1000000), tier, id);
  create index target_place on target (list_id, division, id);
  create index target_main_branch on target (main_branch_id, list_id, tier, id);
end $$;
do $$
declare f regprocedure;
begin
  foreach f in array array['refresh_statistics(text)', 'refresh_stage(text)', 'clear_stage(text, bigint)', 'drop_registry_indexes()', 'make_registry_indexes()',
    'drop_target_indexes()', 'make_target_indexes()']::regprocedure[] loop
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
