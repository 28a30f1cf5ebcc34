-- The invariants of the mechanism, over the views of schema inv: 0 rows are green. Run after every test suite, by
-- `diguan verify` and by GET /api/admin/integrity. S0 stops the release, S1 is red, S2 amber.
-- Not yet here, because what they watch is not yet built: 04 and 26 (stored boards), 22 and 23 (audit chain), 29 (hand-over),
-- 30 (attachments), 31 (the queue keeps its own), 32 (published cells), 34 (retention), 35 (issues), 36 (renewals), 37 (large exports).

-- INV-01 S1 完成的筛查中，每一户恰好在保留或剔除之一
select e.id, b.id as batch, count(s.state) as n from inv.batch b join inv.batch_entity be on be.batch_id=b.id join inv.entity e on e.id=be.entity_id
 left join inv.screen s on s.batch_id=b.id and s.entity_id=e.id where b.status='done' group by 1,2 having count(s.state)<>1
union all select s.entity_id, s.batch_id, -1 from inv.screen s where not exists(select 1 from inv.batch_entity be where be.batch_id=s.batch_id and be.entity_id=s.entity_id);

-- INV-02 S1 剔除的有理由和依据，保留的没有，规则版本与批次一致
select s.* from inv.screen s join inv.batch b on b.id=s.batch_id where (s.state='excluded' and (cardinality(s.reasons)=0 or cardinality(s.evidence_ids)<cardinality(s.reasons)))
 or (s.state='target' and cardinality(s.reasons)>0) or s.state not in ('target','excluded') or s.ruleset<>b.ruleset;

-- INV-03 S1 一个统一代码只有一户；并户指到现存的户，没有环；已并的户没有在办申报
with recursive m as (select id,merged_into,1 d,id start from inv.entity where status='merged' union all select e.id,e.merged_into,d+1,start from m join inv.entity e on e.id=m.merged_into where m.d<50 and e.status='merged')
select uscc as k,'dup' as why from inv.entity where status<>'merged' group by uscc having count(*)>1
union all select start::text,'cycle' from m where d>=50 union all select m.id::text,'dangling' from m left join inv.entity e on e.id=m.merged_into where e.id is null
union all select c.id::text,'case on merged' from inv.case_ c join inv.entity e on e.id=c.entity_id where e.status='merged' and c.closed_at is null;

-- INV-05 S1 申报的状态等于逐条回放日志所得
select c.id,c.stage,l.data->>'to' as replayed from inv.case_ c left join lateral (select data from inv.event e where e.case_id=c.id and e.type='stage' order by e.seq desc limit 1) l on true where c.stage is distinct from l.data->>'to';

-- INV-06 S1 申报的每一步都在流程表内，且从上一步的终点出发
select e.seq,e.case_id from (select seq,case_id,data,lag(data->>'to') over (partition by case_id order by seq) prev from inv.event where type='stage') e
 left join inv.stage_rule r on r.from_stage is not distinct from (e.data->>'from') and r.to_stage=e.data->>'to' where r.to_stage is null or e.prev is distinct from (e.data->>'from');

-- INV-07 S1 推荐的企业在复核时五项标准均已通过且有佐证
select i.case_id, count(distinct s.std) from inv.list l join inv.list_item i on i.list_id=l.id left join inv.std s on s.case_id=i.case_id and s.std between 1 and 5 and s.result and s.evidence_id is not null and s.checked_at<=l.approved_at
 and s.valid_until>=l.approved_at and (s.revoked_at is null or s.revoked_at>l.approved_at) where l.kind='recommend' and l.approved_at is not null group by i.list_id,i.case_id having count(distinct s.std)<5;

-- INV-08 S1 先有核实过的申报，才有推荐
select i.case_id from inv.list l join inv.list_item i on i.list_id=l.id where l.kind='recommend' and l.approved_at is not null and not exists(select 1 from inv.list d join inv.list_item di on di.list_id=d.id where d.kind='declare' and di.case_id=i.case_id and d.approved_at<=l.approved_at);

-- INV-09 S1 经办与复核不是同一人，清单内容与复核时一致
select l.id from inv.list l join inv.user_ m on m.id=l.made_by left join inv.user_ a on a.id=l.approved_by where l.approved_at is not null and (a.id is null or a.person_id=m.person_id
 or l.content_hash<>(select md5(coalesce(string_agg(case_id::text,',' order by case_id),'')) from inv.list_item i where i.list_id=l.id));

-- INV-10 S1 授信含于推荐，推荐含于申报，申报含于需求
select c.id from inv.case_ c where (exists(select 1 from inv.decision d where d.case_id=c.id and d.result='grant') and not exists(select 1 from inv.list l join inv.list_item i on i.list_id=l.id where l.kind='recommend' and l.approved_at is not null and i.case_id=c.id))
 or (exists(select 1 from inv.list_item i where i.case_id=c.id) and not exists(select 1 from inv.demand d where d.case_id=c.id));

-- INV-11 S1 一户一类需求只有一份在办申报；再次申报须接上一次并有辅导
select min(c.id) as id,'two open' as why from inv.case_ c where c.closed_at is null and not exists(select 1 from inv.demand d where d.case_id=c.id and d.channel='portal' and d.verified_at is null) group by c.entity_id, c.need_type having count(*)>1
union all select c.id,'round without prior' from inv.case_ c left join inv.case_ p on p.id=c.prior_case_id where c.round>1 and (p.id is null or p.entity_id<>c.entity_id or p.closed_at is null or p.closed_at>c.opened_at or not exists(select 1 from inv.event e where e.case_id=p.id and e.type='coaching'));

-- INV-12 S1 未核实的线上申报不进清单、不派银行、不计数
select d.id from inv.demand d where d.channel='portal' and d.verified_at is null and d.case_id is not null and (exists(select 1 from inv.list_item i where i.case_id=d.case_id) or exists(select 1 from inv.assign a where a.case_id=d.case_id) or exists(select 1 from inv.event e where e.case_id=d.case_id and e.type='demand_counted'));

-- INV-13 S1 向银行提供信息时，有对该银行的有效授权
select p.id from inv.provide p where not exists(select 1 from inv.consent c where c.case_id=p.case_id and c.recipient_id=p.bank_id and c.given_at<=p.provided_at and (c.withdrawn_at is null or c.withdrawn_at>p.provided_at) and c.notice_version is not null);

-- INV-14 S1 任一时刻一家主办、至多一家备选，且不是同一家
select a.id as a,b.id as b from inv.assign a join inv.assign b on a.case_id=b.case_id and a.id<b.id and (a.role=b.role or a.bank_id=b.bank_id) and tstzrange(a.from_at,a.to_at)&&tstzrange(b.from_at,b.to_at);

-- INV-15 S0 银行只在派给它期间看过这份申报
select x.* from inv.access_log x where x.actor_bank is not null and x.case_id is not null and not exists(select 1 from inv.assign a where a.case_id=x.case_id and a.bank_id=x.actor_bank and a.from_at<=x.at and (a.to_at is null or a.to_at>x.at));

-- INV-16 S1 决定出自当时承办的银行，一行一决定；不予授信有原因和事实，授信有金额
select d.id from inv.decision d where not exists(select 1 from inv.assign a where a.case_id=d.case_id and a.bank_id=d.bank_id and a.from_at<=d.decided_at and (a.to_at is null or a.to_at>d.decided_at)) or (d.result='refuse' and (d.reason_code is null or length(btrim(coalesce(d.reason_text,'')))<10)) or (d.result='grant' and coalesce(d.credit_fen,0)<=0)
union all select min(d.id) from inv.decision d where not exists(select 1 from inv.decision s where s.supersedes=d.id) group by d.case_id,d.bank_id having count(*)>1;

-- INV-17 S1 一次性授信的放款合计不超过授信，不早于决定，冲正有原笔
select d.id from inv.decision d join inv.loan l on l.decision_id=d.id group by d.id,d.credit_fen,d.decided_at,d.result having sum(l.amount_fen)>coalesce(d.credit_fen,0) or sum(l.amount_fen)<0 or min(l.disbursed_at)<d.decided_at or d.result<>'grant'
union all select l.id from inv.loan l left join inv.loan o on o.id=l.reverses where (l.amount_fen<0 and (o.id is null or -l.amount_fen>o.amount_fen)) or (l.amount_fen>0 and l.reverses is not null);

-- INV-18 S0 一人不在两处任职；三员分立；没有自己给自己的授权
select g.user_id as id,'overlap' as why from inv.grant_ g join inv.grant_ h on h.user_id=g.user_id and h.org_id<>g.org_id and h.ctid_>g.ctid_ and not g.multi_org and tstzrange(g.from_at,g.to_at)&&tstzrange(h.from_at,h.to_at)
union all select u.person_id,'offices' from inv.user_ u join inv.grant_ g on g.user_id=u.id where g.role in ('sysadmin','secadmin','auditor') and g.to_at is null group by u.person_id having count(distinct g.role)>1
union all select g.user_id,'self' from inv.grant_ g join inv.user_ u on u.id=g.user_id left join inv.user_ b on b.id=g.granted_by left join inv.user_ a on a.id=g.approved_by where b.person_id=u.person_id or a.person_id=u.person_id or a.person_id=b.person_id or a.id is null;

-- INV-19 S1 每个到期日等于按规则和日历算出的日子
select d.id,d.due_on from inv.deadline d where d.due_on is distinct from case d.unit when 'day' then d.start_on+d.n when 'month' then (d.start_on+make_interval(months=>d.n))::date
 when 'workday' then (select k.day from inv.calendar k where k.version=d.calendar_version and k.day>d.start_on and k.is_workday order by k.day offset greatest(d.n-1,0) limit 1) end;

-- INV-20 S2 超期未决的都已升级
select d.id from inv.deadline d where d.closed_at is null and d.due_on<(inv.moment() at time zone 'Asia/Shanghai')::date-1 and not exists(select 1 from inv.event e where e.case_id=d.case_id and e.type='escalated' and e.data->>'deadline'=d.id::text);

-- INV-21 S0 每个请求编号恰好一次生效
select i.key from inv.idem i left join inv.event e on e.key=i.client_id||':'||i.key where i.status between 200 and 299 group by i.client_id,i.route,i.key having count(e.seq)<>1
union all select e.key from inv.event e where e.key is not null group by e.key having count(*)>1;

-- INV-24 S1 每条该发的消息恰好一份，没有积压超过一天的
select e.seq,s.dest,count(o.id) from inv.event e join inv.subscription s on e.type=any(s.types) and e.seq>=s.from_seq left join inv.outbox o on o.event_seq=e.seq and o.dest=s.dest where e.recorded_at<inv.moment()-interval '5 min' group by 1,2 having count(o.id)<>1
union all select o.event_seq,o.dest,-1 from inv.outbox o where o.state='pending' and o.created_at<inv.moment()-interval '1 day' and not o.alerted;

-- INV-25 S1 走访编号不重复，时间不在未来
select instance_id::text as k,'dup' as why from inv.visit group by instance_id having count(*)>1
union all select id::text,'future' from inv.visit where visited_at>received_at+interval '10 min' and not clock_flag;

-- INV-27 S1 导入行数守恒：进 = 入库 + 退回 + 无变化；同一文件按同一对应、日期、方式只入库一次
select b.id,'sum' as why from inv.import_batch b left join inv.import_row r on r.batch_id=b.id where b.state='committed' group by b.id,b.rows_in having count(r.row_no)<>b.rows_in or count(distinct r.row_no)<>b.rows_in or bool_or(r.outcome not in ('accepted','rejected','unchanged'))
union all select min(id),'twice' from inv.import_batch where state='committed' group by file_sha256,mapping_hash,as_of,mode having count(*)>1 union all select b.id,'leftover' from inv.import_batch b join inv.import_row r on r.batch_id=b.id where b.state in ('failed','cancelled') and r.outcome='accepted' group by b.id;

-- INV-28 S1 区划树只有一个根，路径正确
select r.id as k,'path' as why from inv.region r left join (with recursive t as (select id,array[id] as path from inv.region where parent_id is null union all select c.id,t.path||c.id from t join inv.region c on c.parent_id=t.id) select * from t) t on t.id=r.id where r.path is distinct from t.path
union all select 'root','roots' from inv.region where parent_id is null having count(*)>1;

-- INV-33 S2 金额、利率、期限在合理范围（防元、万元、亿元混淆）
select id,'demand' as t from inv.demand where amount_fen not between 100000 and 10000000000 union all select id,'decision' from inv.decision where result='grant' and (credit_fen not between 100000 and 100000000000 or rate_bp not between 0 and 2400 or term_days not between 1 and 11000);

-- INV-38 S0 停用的账号没有有效会话
select s.id from inv.credential s join inv.user_ u on u.id=s.user_id where s.revoked_at is null and s.expires_at>inv.moment() and u.status<>'active';

-- INV-39 S1 没有记在发生之前的事，办结之后没有不该有的动作
select e.seq from inv.event e left join inv.case_ c on c.id=e.case_id where e.occurred_at>e.recorded_at+interval '10 min' or (c.closed_at is not null and e.recorded_at>c.closed_at+interval '1 min' and e.type not in ('stage','reopened','audit_note','escalated','renewal_contact'));

-- INV-40 S2 一户一生只计一次首贷
select entity_id from inv.event where type='first_loan' group by entity_id having count(*)>1;
