-- Row level security: the net under the application's own scope (controls B15, B16). Applied after every
-- migration; safe to repeat. The settings are made with set_config(…, true) inside each transaction, in the
-- bare form that the planner can see through (database.md 4). The staging tables stand outside: COPY cannot fill a
-- table with row security, and no actor role has any right on them.
create or replace function pg_temp.secure(tables text[]) returns void language plpgsql as $$
declare t text; p record;
begin
  foreach t in array tables loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    for p in select policyname from pg_policies where schemaname = 'public' and tablename = t loop
      execute format('drop policy %I on %I', p.policyname, t);
    end loop;
    execute format('create policy system on %I for all to diguan_system using (true) with check (true)', t);
  end loop;
end $$;
create or replace function pg_temp.allow(name text, role text, tables text[], condition text) returns void language plpgsql as $$
declare t text;
begin
  foreach t in array tables loop
    execute format('create policy %I on %I for all to %I using (%s)', name || '_' || replace(role, 'diguan_', ''), t, role, condition);
  end loop;
end $$;

select pg_temp.secure(array['entity', 'verdict', 'verdict_count', 'target', 'visit', 'visit_observation', 'visit_problem',
  'declaration', 'finding', 'recommendation', 'recommendation_item', 'consent', 'consent_withdrawal', 'bank_case',
  'credit_decision', 'disbursement', 'provision', 'action_log', 'audit', 'reveal', 'notice', 'notice_read',
  'fact_registration', 'fact_tax', 'fact_social', 'fact_census', 'fact_mark', 'fact_loan', 'fact_label',
  'import_batch', 'import_issue', 'import_reject', 'import_kept', 'entity_before', 'export_request', 'idempotency', 'person', 'branch_capacity', 'account', 'session', 'bootstrap_secret']);

-- Offices whose place is the whole deployment.
select pg_temp.allow('wide', 'diguan_wide', array['entity', 'verdict', 'verdict_count', 'target', 'visit', 'visit_observation',
  'visit_problem', 'declaration', 'finding', 'recommendation', 'recommendation_item', 'consent', 'consent_withdrawal',
  'bank_case', 'credit_decision', 'disbursement', 'provision', 'action_log', 'branch_capacity',
  'fact_registration', 'fact_tax', 'fact_social', 'fact_census', 'fact_mark', 'fact_loan', 'fact_label',
  'import_batch', 'import_issue', 'import_reject', 'import_kept'], 'true');

select pg_temp.allow('wide', 'diguan_wide', array['export_request'], 'bank_id is null');

-- Counties, towns, grids: a range of division codes.
select pg_temp.allow('place', 'diguan_gov', array['entity', 'verdict', 'verdict_count', 'target', 'visit', 'visit_observation',
  'visit_problem', 'declaration', 'finding', 'recommendation', 'recommendation_item', 'consent', 'consent_withdrawal',
  'bank_case', 'credit_decision', 'disbursement', 'provision', 'action_log'],
  $$division between current_setting('app.lo')::bigint and current_setting('app.hi')::bigint$$);
select pg_temp.allow('place', 'diguan_gov', array['fact_registration', 'fact_tax', 'fact_social', 'fact_census', 'fact_mark', 'fact_loan', 'fact_label'],
  'exists (select 1 from entity e where e.id = entity_id)');
select pg_temp.allow('place', 'diguan_gov', array['export_request'],
  $$bank_id is null and division between current_setting('app.lo')::bigint and current_setting('app.hi')::bigint$$);
select pg_temp.allow('all_branches', 'diguan_gov', array['branch_capacity'], 'true');
select pg_temp.allow('own', 'diguan_gov', array['import_batch'], $$org_id = current_setting('app.org')::bigint$$);
select pg_temp.allow('own', 'diguan_gov', array['import_issue', 'import_reject'], 'exists (select 1 from import_batch b where b.id = batch_id)');

-- Banks: what is assigned to the branches of the actor's subtree, while it is assigned.
select pg_temp.allow('assigned', 'diguan_bank', array['bank_case'],
  $$branch_id = any (current_setting('app.orgs')::bigint[]) and assigned_to is null and status <> 'queued'$$);
select pg_temp.allow('main', 'diguan_bank', array['target'],
  $$main_branch_id = any (current_setting('app.orgs')::bigint[]) and list_id in (select id from target_list where state = 'published')$$);
select pg_temp.allow('assigned', 'diguan_bank', array['entity'],
  'exists (select 1 from bank_case c where c.entity_id = entity.id) or exists (select 1 from target t where t.entity_id = entity.id)');
select pg_temp.allow('assigned', 'diguan_bank', array['fact_registration'], 'until is null and exists (select 1 from entity e where e.id = entity_id)');
select pg_temp.allow('assigned', 'diguan_bank', array['declaration'], 'exists (select 1 from bank_case c where c.declaration_id = declaration.id)');
select pg_temp.allow('assigned', 'diguan_bank', array['finding'], 'exists (select 1 from bank_case c where c.declaration_id = finding.declaration_id)');
select pg_temp.allow('named', 'diguan_bank', array['consent'], $$bank_id = current_setting('app.bank')::bigint and exists (select 1 from bank_case c where c.declaration_id = consent.declaration_id)$$);
select pg_temp.allow('named', 'diguan_bank', array['consent_withdrawal'], 'exists (select 1 from consent c where c.id = consent_id)');
select pg_temp.allow('assigned', 'diguan_bank', array['credit_decision', 'disbursement'],
  $$bank_id = current_setting('app.bank')::bigint and exists (select 1 from bank_case c where c.id = bank_case_id)$$);
select pg_temp.allow('own', 'diguan_bank', array['visit'], $$bank_id = current_setting('app.bank')::bigint and org_id = any (current_setting('app.orgs')::bigint[])$$);
select pg_temp.allow('own', 'diguan_bank', array['visit_observation', 'visit_problem'], 'exists (select 1 from visit v where v.id = visit_id)');
select pg_temp.allow('own', 'diguan_bank', array['branch_capacity'], $$org_id = any (current_setting('app.orgs')::bigint[])$$);
select pg_temp.allow('own', 'diguan_bank', array['action_log'],
  $$flow = 'bank_case' and bank_id = current_setting('app.bank')::bigint and exists (select 1 from bank_case c where c.id = subject_id)$$);

select pg_temp.allow('own', 'diguan_bank', array['export_request'], $$org_id = any (current_setting('app.orgs')::bigint[])$$);

-- The firm itself.
select pg_temp.allow('self', 'diguan_firm', array['entity'], $$id = current_setting('app.entity')::bigint$$);
select pg_temp.allow('self', 'diguan_firm', array['declaration', 'bank_case', 'consent'], $$entity_id = current_setting('app.entity')::bigint$$);
select pg_temp.allow('self', 'diguan_firm', array['fact_registration'], $$until is null and entity_id = current_setting('app.entity')::bigint$$);
select pg_temp.allow('self', 'diguan_firm', array['finding'], 'exists (select 1 from declaration d where d.id = declaration_id)');
select pg_temp.allow('self', 'diguan_firm', array['consent_withdrawal'], 'exists (select 1 from consent c where c.id = consent_id)');

-- Departments: their own uploads.
select pg_temp.allow('own', 'diguan_department', array['import_batch'], $$org_id = current_setting('app.org')::bigint$$);
select pg_temp.allow('own', 'diguan_department', array['import_issue', 'import_reject'], 'exists (select 1 from import_batch b where b.id = batch_id)');

-- Administrators and the auditor.
select pg_temp.allow('office', 'diguan_office', array['person', 'account'], 'true');
select pg_temp.allow('auditor', 'diguan_auditor', array['audit', 'person', 'account'], 'true');

-- Everyone: names of colleagues beside an action; own notices; own reveals.
do $$
declare r text;
begin
  foreach r in array array['diguan_wide', 'diguan_gov', 'diguan_bank', 'diguan_firm', 'diguan_department'] loop
    perform pg_temp.allow('names', r, array['person', 'account'], 'true');
    perform pg_temp.allow('own', r, array['notice'], $q$org_id = current_setting('app.org')::bigint$q$);
    perform pg_temp.allow('own', r, array['notice_read'], $q$account_id = current_setting('app.account')::bigint$q$);
  end loop;
  foreach r in array array['diguan_office', 'diguan_auditor'] loop
    perform pg_temp.allow('own', r, array['notice'], $q$org_id = current_setting('app.org')::bigint$q$);
    perform pg_temp.allow('own', r, array['notice_read'], $q$account_id = current_setting('app.account')::bigint$q$);
  end loop;
  foreach r in array array['diguan_wide', 'diguan_gov', 'diguan_bank'] loop
    perform pg_temp.allow('own', r, array['reveal'], $q$account_id = current_setting('app.account')::bigint$q$);
  end loop;
end $$;

-- Row security hides an index behind any function that might leak; these two do not raise on their data.
-- Decided openly: docs/decisions/0003. Without superuser rights searches are slower, nothing else changes.
do $$ begin
  alter function textlike(text, text) leakproof;
  alter function arraycontains(anyarray, anyarray) leakproof;
exception when insufficient_privilege then
  raise notice 'leakproof marks not set: superuser needed';
end $$;
