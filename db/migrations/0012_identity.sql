-- Whom rows without a code speak of: what was scored, what a clerk decided, what was merged.

create table identity_case ( -- 待认定：一行没有正确代码的记录，或一户没有代码的主体，与登记主体的比对
  id bigint generated always as identity primary key, -- L1 编号
  kind text not null check (kind in ('registration', 'tax', 'social', 'census', 'mark', 'loan', 'label')), -- L1 名单种类
  fact_id bigint not null, -- L1 这一行的事实
  self_id bigint, -- L2 登记名录里没有代码的一户
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  waiting text collate "C", -- L2 未对上时的比对键
  memory_key text collate "C" not null, -- L2 下次据以沿用认定的内容
  division bigint not null, -- L2 归哪里认定（得分最高一户的区划）
  score int not null, -- L1 最高得分
  state text not null check (state in ('open', 'later', 'proposed', 'linked', 'notSame', 'settled')), -- L1 状态
  how text check (how in ('score', 'memory', 'person')), -- L1 由谁认定
  entity_id bigint, -- L2 认定为哪一户
  displaced bigint, -- L1 因此停用的事实
  decided_by bigint references account (id), -- L2 认定人
  decided_at timestamptz, -- L1 认定时间
  opened_at timestamptz not null, -- L1 进入时间
  version int not null default 1 -- L1 版本
);
create unique index identity_case_fact on identity_case (fact_id);
create index identity_case_queue on identity_case (state, kind, id);
create index identity_case_memory on identity_case (memory_key);
create index identity_case_self on identity_case (self_id) where self_id is not null;
create index identity_case_decided_by on identity_case (decided_by);

create table identity_candidate ( -- 待认定的一户候选及逐项得分
  case_id bigint not null, -- L1 待认定
  rank smallint not null, -- L1 名次
  entity_id bigint not null, -- L2 候选主体
  score int not null, -- L1 总分
  parts jsonb not null, -- L1 逐项得分
  primary key (case_id, rank)
);

create table identity_memory ( -- 认定过的：同样的行下次照此办理
  memory_key text collate "C" not null, -- L2 行的内容
  entity_id bigint not null, -- L2 主体
  same boolean not null, -- L1 是或不是同一户
  case_id bigint not null, -- L1 据哪一次认定
  primary key (memory_key, entity_id)
);

create table identity_merge ( -- 并户：一户没有代码的主体并入另一户；撤销时照此恢复
  id bigint generated always as identity primary key, -- L1 编号
  case_id bigint not null references identity_case (id), -- L1 据哪一次认定
  entity_id bigint not null, -- L2 并入的一户
  into_id bigint not null, -- L2 留下的一户
  made_by bigint not null references account (id), -- L2 提出人
  checked_by bigint not null references account (id), -- L2 确认人
  merged_in int not null, -- L1 并户形成的登记库版本
  undone_in int, -- L1 撤销形成的登记库版本
  closed jsonb not null, -- L1 并户时停用的事实（种类与编号）
  written jsonb not null, -- L1 并户时另写的事实（种类与编号）
  merged_at timestamptz not null -- L1 时间
);
create index identity_merge_case on identity_merge (case_id);
create index identity_merge_made_by on identity_merge (made_by);
create index identity_merge_checked_by on identity_merge (checked_by);

create unlogged table stage_identity ( -- 暂存：没有代码的行像哪几户
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  rank smallint not null, -- L1 名次
  entity_id bigint not null, -- L2 候选主体
  score int not null, -- L1 总分
  parts jsonb not null, -- L1 逐项得分
  how text, -- L1 已对上的，由得分还是由上次认定
  memory_key text collate "C" not null -- L2 行的内容
);
create index stage_identity_batch on stage_identity (batch_id);
create index entity_codeless on entity (id) where uscc is null and status = 'live';

create table name_parts ( -- 名称拆成的几部分，一个写法一行；由名称算出，随时可以重算
  name_key text collate "C" primary key, -- L2 名称（比对用）
  place text, -- L1 地名
  brand text not null, -- L2 字号
  trade text, -- L1 行业用语
  form text, -- L1 组织形式
  sound text not null -- L2 字号的读音
);
create table name_words ( -- 上面所用的地名与用语，变了就重拆
  one boolean primary key default true check (one), -- L1 只有一行
  words_hash text not null -- L1 摘要
);
