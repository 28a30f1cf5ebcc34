-- Screening: rule sets as typed data, runs, verdicts with their evidence.

create table rule_set ( -- 筛查规则集：一版一行，发布后不可改
  id bigint generated always as identity primary key, -- L1 编号
  version int not null unique, -- L1 版本号
  name text not null, -- L1 名称
  rules jsonb not null, -- L1 规则（类型化条件树）
  state text not null check (state in ('draft', 'published', 'retired', 'discarded')), -- L1 状态
  revision int not null default 1, -- L1 草稿改到第几次
  makers bigint[] not null default '{}', -- L2 起草和改过草稿的人：都不能发布
  edited_at timestamptz, -- L1 草稿最近改动时间
  drafted_by bigint not null references account (id), -- L2 起草人
  drafted_at timestamptz not null, -- L1 起草时间
  published_by bigint references account (id), -- L2 发布人
  published_at timestamptz, -- L1 发布时间
  note text -- L1 说明
);
create index rule_set_drafted on rule_set (drafted_by);
create index rule_set_published on rule_set (published_by);

create table screening_run ( -- 一次筛查
  id bigint generated always as identity primary key, -- L1 编号
  rule_set_id bigint not null references rule_set (id), -- L1 规则集
  rule_version int not null, -- L1 规则版本
  state text not null check (state in ('running', 'done', 'failed')), -- L1 状态
  as_of date not null, -- L1 截止日期
  version int not null, -- L1 所用的登记库版本
  entity_to bigint not null default 0, -- L1 当时最后一户的编号
  entities int not null default 0, -- L1 参加筛查户数
  targets int not null default 0, -- L1 保留户数
  excluded int not null default 0, -- L1 剔除户数
  result_hash text, -- L1 结果摘要
  failure text, -- L1 失败原因
  account_id bigint not null references account (id), -- L2 执行人
  started_at timestamptz not null, -- L1 开始
  finished_at timestamptz -- L1 结束
);
create index screening_run_rule_set on screening_run (rule_set_id);
create index screening_run_account on screening_run (account_id);

-- No foreign keys: written in bulk for a whole city, see 0003. A run is a partition (`open_verdicts` in roles.sql).
create table verdict ( -- 每户的筛查结论：没有剔除理由即保留
  run_id bigint not null, -- L1 筛查
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 当时区划
  reasons bigint not null, -- L3 剔除理由：第 n 位为规则集的第 n 条
  unknown bigint not null, -- L2 事实不足、无法判断的规则，记法同上
  tier smallint, -- L2 走访批次（1 最先）；剔除的为空
  tier_rule smallint, -- L2 批次依据：规则集的第几条；为空即其余主体
  evidence bigint[], -- L2 剔除依据：正数为事实编号，负数为“该批次名单中没有此户”
  primary key (run_id, entity_id),
  constraint verdict_kept_or_not check ((reasons = 0) = (tier is not null) and (reasons <> 0) = (evidence is not null))
) partition by list (run_id);
create index verdict_division on verdict (run_id, division, entity_id);

create table verdict_count ( -- 一次筛查按镇街、类型、理由、批次的户数
  run_id bigint not null, -- L1 筛查
  division bigint not null, -- L2 镇街（或更大的区划）
  kind text not null, -- L2 主体类型
  reasons bigint not null, -- L2 剔除理由
  tier smallint, -- L2 批次
  tier_rule smallint, -- L2 批次依据
  firms int not null -- L2 户数
);
create index verdict_count_run on verdict_count (run_id, division);
