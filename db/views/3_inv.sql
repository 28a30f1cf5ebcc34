-- The product as the integrity checks see it (db/integrity): the tables may change, these names do not.
-- Read-only, security_invoker, for the system role alone. The schema itself is made in 2_flow_rule.sql.

-- Screening: the latest finished run; earlier ones were checked when they were the latest.
create view inv.batch with (security_invoker) as
  select id, 'done' as status, rule_version as ruleset from screening_run
  where id = (select max(id) from screening_run where state = 'done');
create view inv.batch_entity with (security_invoker) as
  select r.id as batch_id, e.id as entity_id from inv.batch b join screening_run r on r.id = b.id join entity e on e.id <= r.entity_to
  where (e.created_batch > 0 and (e.withdrawn_in is null or e.withdrawn_in > r.version)
      and not exists (select 1 from identity_merge m where m.entity_id = e.id and m.merged_in <= r.version and (m.undone_in is null or m.undone_in > r.version)))
    or exists (select 1 from verdict v where v.run_id = r.id and v.entity_id = e.id);
create view inv.screen with (security_invoker) as
  select v.run_id as batch_id, v.entity_id, case when v.reasons = 0 then 'target' else 'excluded' end as state,
    array(select n from generate_series(0, 39) n where v.reasons & (1::bigint << n) <> 0) as reasons, coalesce(v.evidence, '{}') as evidence_ids, r.rule_version as ruleset
  from verdict v join screening_run r on r.id = v.run_id where v.run_id = (select id from inv.batch);
create view inv.entity with (security_invoker) as
  select id, case when status = 'withdrawn' then 'w' || id else coalesce(uscc, 'x' || id) end as uscc, status, merged_into, division::text as region_id from entity;

-- Places: the path is in the code itself, digit group by digit group; the check compares it with the parents.
create view inv.region with (security_invoker) as
  select d.code::text as id, d.parent::text as parent_id, array(
    select u.code::text from division u where u.code in (d.code / 10000000000 * 10000000000, d.code / 100000000 * 100000000, d.code / 1000000 * 1000000, d.code / 1000 * 1000, d.code) order by u.code) as path
  from division d;

-- The declaration is the case; a bank's work on it is an assignment.
create view inv.case_ with (security_invoker) as
  select id, entity_id, need_type, status as stage, round, parent_id as prior_case_id, division::text as region_id, opened_at, closed_at from declaration
  where status <> 'merged';
create view inv.demand with (security_invoker) as
  select id, id as case_id, channel, verified_at, amount_fen from declaration where status <> 'merged';
create view inv.stage_rule with (security_invoker) as
  select from_status as from_stage, to_status as to_stage from inv.flow_rule where flow = 'declaration';

-- Events: the action log as it is; beside it each change of a declaration's status, escalation and first loan.
create view inv.event with (security_invoker) as
  select seq, case when flow = 'declaration' then subject_id end as case_id, entity_id, division::text as region_id, flow || '.' || action as type,
    details as data, occurred_at, recorded_at, request_key as key from action_log
  union all select seq, subject_id, entity_id, division::text, 'stage', jsonb_build_object('from', from_status, 'to', to_status), occurred_at, recorded_at, null
    from action_log where flow = 'declaration' and to_status is not null and from_status is distinct from to_status and to_status <> 'merged'
  union all select seq, (details ->> 'declarationId')::bigint, entity_id, division::text, 'escalated', jsonb_build_object('deadline', subject_id::text), occurred_at, recorded_at, null
    from action_log where flow = 'bank_case' and action = 'expire'
  union all select d.id, null, d.entity_id, d.division::text, 'first_loan', '{}'::jsonb, d.recorded_at, d.recorded_at, null
    from disbursement d where d.first_loan and d.amount_fen > 0 and not exists (select 1 from disbursement r where r.reverses = d.id);

-- Lists: what was declared and verified; what was recommended.
create view inv.list with (security_invoker) as
  select 'D' || id as id, 'declare' as kind, null::bigint as made_by, null::bigint as approved_by, greatest(submitted_at, verified_at) as approved_at, null as content_hash
    from declaration where submitted_at is not null and verified_at is not null and status <> 'merged'
  union all select 'R' || id, 'recommend', made_by, approved_by, approved_at, content_hash from recommendation;
create view inv.list_item with (security_invoker) as
  select 'D' || id as list_id, id as case_id from declaration where submitted_at is not null and verified_at is not null and status <> 'merged'
  union all select 'R' || recommendation_id, declaration_id from recommendation_item;
create view inv.std with (security_invoker) as
  select declaration_id as case_id, standard as std, result = 'met' as result, found_at as checked_at,
    case when jsonb_array_length(evidence) > 0 then id end as evidence_id, 'infinity'::timestamptz as valid_until,
    lead(found_at) over (partition by declaration_id, standard order by id) as revoked_at from finding;

-- Banks. The decision that ends an assignment is still made inside it: the end is the instant after.
create view inv.assign with (security_invoker) as
  select id, declaration_id as case_id, bank_id, part as role, assigned_from as from_at, assigned_to + interval '1 microsecond' as to_at from bank_case;
create view inv.decision with (security_invoker) as
  select id, declaration_id as case_id, bank_id, result, credit_fen, rate_bp, term_months * 30 as term_days, reasons[1] as reason_code, facts as reason_text,
    decided_at, supersedes from credit_decision;
-- A one-off credit binds the sum of its loans; a revolving one may be drawn again (DG-05 looks after its days).
create view inv.loan with (security_invoker) as
  select l.id, l.decision_id, d.declaration_id as case_id, l.amount_fen, l.matures_on, l.reverses,
    case when l.disbursed_on = business_day(d.decided_at) then d.decided_at else l.disbursed_on::timestamp at time zone 'Asia/Shanghai' end as disbursed_at
  from disbursement l join credit_decision d on d.id = l.decision_id where not d.revolving;
create view inv.provide with (security_invoker) as
  select id, declaration_id as case_id, bank_id, provided_at from provision;
create view inv.consent with (security_invoker) as
  select c.id, c.declaration_id as case_id, c.bank_id as recipient_id, c.notice_version, c.given_at, w.withdrawn_at
  from consent c left join consent_withdrawal w on w.consent_id = c.id where c.purpose = 'provide';
create view inv.deadline with (security_invoker) as
  select id, declaration_id as case_id, clock_from as start_on, clock_unit as unit, clock_days as n, due_on, clock_calendar as calendar_version,
    coalesce(decided_at, overdue_at, assigned_to, paused_on::timestamptz) as closed_at from bank_case where clock_kind is not null;
-- Beyond the announced years the week decides, as it does for the clocks.
create view inv.calendar with (security_invoker) as
  select version, day, workday as is_workday from calendar_day
  union all select l.version, d::date, extract(isodow from d) < 6
    from (select version, max(day) as day from calendar_day group by version) l, generate_series(l.day + 1, l.day + 730, interval '1 day') d;
-- A bank's reads: the audit row names the bank case; the case is its declaration.
create view inv.access_log with (security_invoker) as
  select a.seq, a.bank_id as actor_bank, c.declaration_id as case_id, a.at from audit a
  join bank_case c on c.id = case when a.object ~ '^case:[0-9]+$' then substr(a.object, 6)::bigint end
  where a.bank_id is not null and a.outcome = 'done';

-- People.
create view inv.user_ with (security_invoker) as select id, person_id, status from account;
create view inv.grant_ with (security_invoker) as
  select id as ctid_, account_id as user_id, role, org_id, from_at, to_at, requested_by as granted_by, decided_by as approved_by, false as multi_org
  from role_grant where state in ('active', 'ended') and from_at is not null;
create view inv.credential with (security_invoker) as
  select id, account_id as user_id, expires_at, revoked_at from session;

-- Platform.
create view inv.idem with (security_invoker) as
  select client || ' ' || route as client_id, route, key, status from idempotency;
create view inv.subscription with (security_invoker) as select dest, types, from_seq from subscription;
create view inv.outbox with (security_invoker) as
  select o.id, o.action_seq as event_seq, o.dest, o.created_at, false as alerted,
    case when (o.txid, o.id) <= (p.txid, p.id) then 'sent' else 'pending' end as state from outbox o left join feed_position p on p.dest = o.dest;
create view inv.import_batch with (security_invoker) as
  select id, state, rows_in, file_sha256, mapping_hash, as_of, mode from import_batch;
create view inv.import_row with (security_invoker) as
  select o.batch_id, o.sheet * 10000000 + n as row_no, o.outcome from import_outcome o, unnest(o.row_nos) r, generate_series(lower(r), upper(r) - 1) n
  union all select batch_id, sheet * 10000000 + row_no, 'rejected' from import_reject;
create view inv.visit with (security_invoker) as
  select id, instance_id, occurred_at as visited_at, recorded_at as received_at, false as clock_flag from visit;

revoke all on all tables in schema inv from public;
grant usage on schema inv to diguan_system;
grant select on all tables in schema inv to diguan_system;
