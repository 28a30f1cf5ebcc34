-- What every capability leans on: the logs that are only ever added to, repeated requests, outgoing
-- messages, parameters. After each column: its data level (L1 public … L4 secret, JR/T 0197) and its meaning.

create table action_log ( -- 行为日志：每一次写入一行或多行，只增不改；时间线、统计、核对都从这里来
  seq bigint generated always as identity primary key, -- L2 顺序号
  flow text not null check (flow in ('target', 'declaration', 'bank_case', 'import', 'screening', 'list', 'assignment', 'visit', 'account', 'parameter', 'consent', 'entity', 'export', 'quality', 'place', 'division', 'roster', 'team', 'cover', 'lease', 'building', 'capacity', 'identity', 'job', 'calendar')), -- L1 流程或对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 当时所属区划
  bank_id bigint, -- L3 所涉银行；有值的行只有该银行和主管部门能看
  action text not null, -- L1 动作
  from_status text, -- L2 原状态
  to_status text, -- L2 新状态
  account_id bigint not null, -- L2 经手账号
  role text, -- L2 当时岗位
  org_id bigint, -- L2 当时机构
  occurred_at timestamptz not null, -- L2 发生时间（业务时间）
  recorded_at timestamptz not null, -- L2 记录时间
  request_key text unique, -- L2 请求编号；一次请求只有一行带编号
  details jsonb not null default '{}', -- L3 细节
  txid xid8 not null default pg_current_xact_id() -- L1 事务号，供增量读取
);
create index action_log_subject on action_log (flow, subject_id, seq);
create index action_log_entity on action_log (entity_id, seq) where entity_id is not null;

create table audit ( -- 审计记录：每次接口调用恰好一行，读取与被拒也在内
  seq bigint generated always as identity primary key, -- L2 顺序号
  at timestamptz not null, -- L2 时间
  account_id bigint, -- L2 账号
  person_id bigint, -- L2 自然人
  role text, -- L2 岗位
  org_id bigint, -- L2 机构
  bank_id bigint, -- L2 所属银行
  session_id bigint, -- L2 会话
  ip text not null, -- L2 来源地址
  action text not null, -- L1 接口名
  object text, -- L2 对象，例如 case:12
  personal boolean not null default false, -- L1 是否读取个人信息
  status int not null, -- L1 结果码
  outcome text not null check (outcome in ('done', 'denied', 'failed')), -- L1 结果
  details jsonb not null default '{}', -- L3 细节，不含明文个人信息
  trace_id text not null -- L1 追踪号
);
create index audit_account on audit (account_id, seq);
create index audit_object on audit (object, seq) where object is not null;

create table idempotency ( -- 重复请求：同一编号只生效一次，重复的得到原来的回答
  client text not null, -- L2 调用方
  route text not null, -- L1 接口名
  key text not null, -- L2 请求编号
  payload_hash text not null, -- L2 内容摘要
  status int not null, -- L1 原结果码
  body text not null, -- L3 原回答
  created_at timestamptz not null, -- L2 时间
  primary key (client, route, key)
);

create table outbox ( -- 待发消息：与业务同一事务写入
  id bigint generated always as identity primary key, -- L1 编号
  action_seq bigint not null references action_log (seq), -- L2 来源行为
  dest text not null, -- L1 去向
  txid xid8 not null default pg_current_xact_id(), -- L1 事务号
  created_at timestamptz not null, -- L2 时间
  unique (action_seq, dest)
);
create index outbox_position on outbox (dest, txid, id);

create table subscription ( -- 订阅：哪些行为发往哪里
  dest text primary key, -- L1 去向
  types text[] not null, -- L1 flow.action 列表
  from_seq bigint not null default 0 -- L1 从哪一行起
);

create table feed_position ( -- 各去向已读到的位置（事务快照水位，不按编号）
  dest text primary key references subscription (dest), -- L1 去向
  txid xid8 not null default '0', -- L1 事务号
  id bigint not null default 0, -- L1 编号
  moved_at timestamptz -- L1 时间
);

create table parameter_change ( -- 参数调整记录：现值是最后一行
  id bigint generated always as identity primary key, -- L1 编号
  key text not null, -- L1 参数
  version int not null, -- L1 第几次调整
  value jsonb not null, -- L1 值
  reason text not null, -- L1 理由
  account_id bigint not null, -- L2 经手账号
  changed_at timestamptz not null, -- L2 时间
  unique (key, version)
);

-- The logs are only ever added to. The application roles lack the right; this trigger stops the owner too.
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
  raise exception 'append-only table %: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger action_log_append_only before update or delete or truncate on action_log for each statement execute function refuse_rewrite();
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_rewrite();
create trigger parameter_change_append_only before update or delete or truncate on parameter_change for each statement execute function refuse_rewrite();

insert into subscription (dest, types) values
  ('notices', array['bank_case.push', 'bank_case.refuse', 'bank_case.expire', 'bank_case.grant', 'bank_case.enterpriseDecline',
    'declaration.submit', 'declaration.requestSupplement', 'declaration.propose', 'declaration.sendBack', 'declaration.exhaust', 'list.publish', 'roster.publish', 'roster.recall', 'account.resetPassword', 'job.giveUp']);
insert into feed_position (dest) values ('notices');
