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
  credit_decision, disbursement, provision, recommendation, recommendation_item, reveal, verdict
  from diguan_system;
revoke insert, update, delete on migration from diguan_system;

-- Common ground: places, bodies, working days, parameters, own notices.
grant select on division, org, calendar_day, parameter_change, notice, notice_read
  to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department, diguan_office, diguan_auditor;

-- Government side.
grant select on
  branch_capacity, entity, entity_detail,
  fact_registration, fact_tax, fact_social, fact_census, fact_mark, fact_loan, fact_label,
  import_batch, import_sheet, import_issue, import_reject, import_outcome,
  rule_set, screening_run, verdict, target_list, target, assignment_run, visit, visit_observation, visit_problem,
  declaration, finding, recommendation, recommendation_item, consent, consent_withdrawal, bank_case, credit_decision,
  disbursement, provision, action_log, reveal, export_request
  to diguan_wide, diguan_gov;
grant select (id, person_id, login) on account to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department;
grant select on person to diguan_wide, diguan_gov, diguan_bank, diguan_firm, diguan_department;
grant update (version) on target, declaration, bank_case, export_request to diguan_wide, diguan_gov, diguan_bank, diguan_firm;

-- Bank side: no facts of departments, no verdicts.
grant select on
  branch_capacity, entity, entity_detail, target_list, target, visit, visit_observation, visit_problem,
  declaration, finding, consent, consent_withdrawal, bank_case, credit_decision, disbursement, action_log, reveal, export_request
  to diguan_bank;

-- The firm: its own rows.
grant select on entity, entity_detail, declaration, finding, consent, consent_withdrawal, bank_case to diguan_firm;

-- Departments: their own uploads.
grant select on import_batch, import_sheet, import_issue, import_reject, import_outcome to diguan_department;

-- The three administrators: accounts, no business data; the auditor: the audit.
grant select on account, person, role_grant, session to diguan_office;
grant select on audit to diguan_auditor;
grant select (id, person_id, login) on account to diguan_auditor;
grant select on person to diguan_auditor;

-- Statistics after a bulk load: only a table's owner may analyze it, so this one function runs as the owner. It takes
-- no text of anyone's: an unknown word does nothing (allow list of control B15).
create or replace function refresh_statistics(what text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  case what
    when 'registration' then analyze entity; analyze entity_detail; analyze fact_registration;
    when 'tax' then analyze fact_tax;
    when 'social' then analyze fact_social;
    when 'census' then analyze fact_census; analyze entity;
    when 'mark' then analyze fact_mark;
    when 'loan' then analyze fact_loan;
    when 'label' then analyze fact_label;
    when 'verdict' then analyze verdict;
    when 'target' then analyze target;
    else null;
  end case;
end $$;
revoke all on function refresh_statistics(text) from public;
grant execute on function refresh_statistics(text) to diguan_system;

-- The job queue's own schema.
do $$ begin
  if to_regnamespace('pgboss') is not null then
    grant usage on schema pgboss to diguan_system;
    grant select, insert, update, delete on all tables in schema pgboss to diguan_system;
    grant usage, select on all sequences in schema pgboss to diguan_system;
    grant execute on all functions in schema pgboss to diguan_system;
  end if;
end $$;
