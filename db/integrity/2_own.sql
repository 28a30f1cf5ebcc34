-- The house's own invariants, over its tables.

-- DG-01 S1 银行办理的状态等于逐条回放日志所得
select c.id, c.status, l.to_status from bank_case c left join lateral (select to_status from action_log a where a.flow = 'bank_case' and a.subject_id = c.id order by a.seq desc limit 1) l on true
where c.status is distinct from l.to_status;

-- DG-02 S1 三张流程表的每一步都合法且首尾相接
select x.flow, x.subject_id, x.seq, x.action, x.from_status, x.to_status from (
  select a.*, lag(a.to_status) over (partition by a.flow, a.subject_id order by a.seq) as before from action_log a where a.flow in ('declaration', 'bank_case', 'target')) x
where (x.flow <> 'target' and x.from_status is distinct from x.before)
  or (x.from_status is distinct from x.to_status and not exists (select 1 from inv.flow_rule r where r.flow = x.flow and r.action = x.action and r.from_status is not distinct from x.from_status and r.to_status = x.to_status));

-- DG-03 S1 走访对象的状态等于逐条回放日志所得（成批编入与派发不逐户留痕）
select t.id, t.status, l.to_status from target t left join lateral (select to_status from action_log a where a.flow = 'target' and a.subject_id = t.id order by a.seq desc limit 1) l on true
where case when l.to_status is null then t.status not in ('listed', 'assigned') else t.status <> l.to_status and not (t.status = 'assigned' and l.to_status = 'listed') end;

-- DG-04 S1 每条事实来自入过库的批次，所指的户存在
select f.kind, f.fact_id from (
  select 'registration' as kind, fact_id, batch_id, entity_id from fact_registration union all select 'tax', fact_id, batch_id, entity_id from fact_tax
  union all select 'social', fact_id, batch_id, entity_id from fact_social union all select 'census', fact_id, batch_id, entity_id from fact_census
  union all select 'mark', fact_id, batch_id, entity_id from fact_mark union all select 'loan', fact_id, batch_id, entity_id from fact_loan
  union all select 'label', fact_id, batch_id, entity_id from fact_label) f
left join import_batch b on b.id = f.batch_id and b.state in ('committed', 'reversed') left join entity e on e.id = f.entity_id
where b.id is null or (f.entity_id is not null and e.id is null);

-- DG-05 S1 循环授信的每一笔不超过授信、不早于决定
select l.id from disbursement l join credit_decision d on d.id = l.decision_id
where d.revolving and (l.amount_fen > d.credit_fen or l.disbursed_on < business_day(d.decided_at) or d.result <> 'grant');

-- DG-06 S1 每一户的现行登记信息存在、属于它、仍然有效
select e.id from entity e left join fact_registration f on f.fact_id = e.registration_fact
where e.status = 'live' and e.registration_fact is not null and (f.entity_id is distinct from e.id or f.until is not null);

-- DG-07 S1 走访次数等于计入的走访记录数，同一轮清单以前各版的在内
select t.id, t.visits, count(v.id) as recorded from target t join target_list l on l.id = t.list_id
left join (target o join target_list p on p.id = o.list_id join visit v on v.target_id = o.id and v.counted and v.supersedes is null)
  on o.entity_id = t.entity_id and p.round = l.round and p.version <= l.version
where l.published_at is not null group by t.id, t.visits having t.visits <> count(v.id);

-- DG-08 S1 已推荐的企业恰好在一家银行办理
select d.id, count(c.id) as banks from declaration d left join bank_case c on c.declaration_id = d.id
  and c.status in ('queued', 'pushed', 'accepted', 'contacted', 'docsComplete', 'supplementing', 'underApproval')
where d.status = 'recommended' group by d.id having count(c.id) <> 1;

-- DG-09 S1 发布的清单户数与实际一致；一户的两家银行不同；户、清单、网点都存在
select l.id, l.targets, count(t.id) as firms from target_list l left join target t on t.list_id = l.id where l.state = 'published' group by l.id, l.targets having count(t.id) <> l.targets
union all select t.list_id, t.id, -1 from target t where t.main_bank_id = t.backup_bank_id
union all select t.list_id, t.id, -2 from target t left join entity e on e.id = t.entity_id left join target_list l on l.id = t.list_id
  left join org m on m.id = t.main_branch_id left join org b on b.id = t.backup_branch_id
  where e.id is null or l.id is null or m.bank_id is distinct from t.main_bank_id or b.bank_id is distinct from t.backup_bank_id;

-- DG-10 S1 导入批次的计数等于逐行记录
select b.id, b.accepted, b.unchanged, b.rejected from import_batch b left join (
  select batch_id, count(*) filter (where outcome = 'accepted') as accepted, count(*) filter (where outcome = 'unchanged') as unchanged, count(*) filter (where outcome = 'rejected') as rejected
  from inv.import_row group by batch_id) r on r.batch_id = b.id
where b.state in ('committed', 'reversed') and (b.accepted, b.unchanged, b.rejected) is distinct from (coalesce(r.accepted, 0)::int, coalesce(r.unchanged, 0)::int, coalesce(r.rejected, 0)::int);

-- DG-11 S0 每个生效的请求都有审计记录
select l.seq from action_log l where l.request_key is not null and not exists (select 1 from audit a where a.account_id = l.account_id and a.at = l.recorded_at);

-- DG-12 S1 只由门户自报的户，没有名单登记、核实过的申报或见到人的走访，不参加筛查、不进清单
select e.id, x.list_id from entity e join (
  select entity_id, null::bigint as list_id from verdict where run_id = (select id from inv.batch) union all select entity_id, list_id from target) x on x.entity_id = e.id
where e.created_batch = 0 and not exists (select 1 from fact_registration f where f.entity_id = e.id)
  and not exists (select 1 from declaration d where d.entity_id = e.id and d.verified_at is not null)
  and not exists (select 1 from visit v where v.entity_id = e.id and v.outcome = 'normal');

-- DG-16 S1 审定后的专项清单户数、摘要与成员一致；成员的户存在；在用的起止与状态相符
select v.id, v.members, count(m.entity_id) as firms from roster_version v left join roster_member m on m.version_id = v.id where v.content_hash is not null
  group by v.id having count(m.entity_id) <> v.members or v.content_hash <> md5(coalesce(sum(hashtextextended(m.entity_id::text, 0)::numeric), 0) || ':' || count(m.entity_id))
union all select m.version_id, m.entity_id, -1 from roster_member m left join entity e on e.id = m.entity_id left join roster_version v on v.id = m.version_id where e.id is null or v.id is null
union all select v.id, v.no, -2 from roster_version v where (v.state in ('published', 'superseded', 'recalled')) <> (v.valid_from is not null) or (v.state in ('superseded', 'recalled')) <> (v.valid_to is not null);

-- DG-17 S1 专项清单每一版的状态等于逐条回放日志所得，每一步合法
select v.id, v.state, l.to_status from roster_version v left join lateral (select a.to_status from action_log a where a.flow = 'roster' and a.subject_id = v.id and a.to_status is not null order by a.seq desc limit 1) l on true
where v.state is distinct from l.to_status
union all select a.subject_id, a.action, a.from_status from action_log a where a.flow = 'roster' and a.from_status is not null
  and not exists (select 1 from inv.flow_rule r where r.flow = 'roster' and r.action = a.action and r.from_status = a.from_status and r.to_status = a.to_status);

-- DG-15 S1 按当时的规则和事实重算筛查，结论与当时所写的一致（看每次筛查最近一次重算）
select p.run_id, p.id as replay_id, p.differing from screening_replay p join screening_run r on r.id = p.run_id
where p.state = 'done' and p.id = (select max(x.id) from screening_replay x where x.run_id = p.run_id and x.state = 'done')
  and (p.differing <> 0 or p.result_hash is distinct from r.result_hash);

-- DG-13 S1 已撤销的批次没有仍然有效的事实，后来的名单印证过的除外；退出的户没有现行的事实
with f as (
  select 'registration' as kind, fact_id, batch_id, sheet, row_no, entity_id, until from fact_registration union all select 'tax', fact_id, batch_id, sheet, row_no, entity_id, until from fact_tax
  union all select 'social', fact_id, batch_id, sheet, row_no, entity_id, until from fact_social union all select 'census', fact_id, batch_id, sheet, row_no, entity_id, until from fact_census
  union all select 'mark', fact_id, batch_id, sheet, row_no, entity_id, until from fact_mark union all select 'loan', fact_id, batch_id, sheet, row_no, entity_id, until from fact_loan
  union all select 'label', fact_id, batch_id, sheet, row_no, entity_id, until from fact_label),
back as materialized (select f.* from f join import_batch b on b.id = f.batch_id and b.state = 'reversed')
select b.kind, b.fact_id from back b where b.until is null and not exists (
  select from back o join import_confirmed c on c.facts @> o.fact_id join import_batch v on v.id = c.batch_id and v.state = 'committed'
  where (o.kind, o.batch_id, o.sheet, o.row_no) = (b.kind, b.batch_id, b.sheet, b.row_no))
union all select f.kind, f.fact_id from f join entity e on e.id = f.entity_id and e.status = 'withdrawn' where f.until is null;
