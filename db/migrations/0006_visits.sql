-- Visits: what was seen, said and asked for.

create table visit ( -- 走访记录：只增；更正是新的一行
  id bigint generated always as identity primary key, -- L2 编号
  instance_id uuid not null unique, -- L1 客户端编号；同一次登记只算一次
  content_hash text not null, -- L1 内容摘要
  entity_id bigint not null references entity (id), -- L2 主体
  target_id bigint references target (id), -- L2 走访对象；清单外走访为空
  division bigint not null, -- L2 当时区划
  round text, -- L2 轮次
  mode text not null check (mode in ('onsite', 'phone', 'wechat', 'meeting', 'park')), -- L2 方式
  outcome text not null check (outcome in ('normal', 'suspended', 'moved', 'notFound', 'refusedVisit', 'deregistered', 'shell')), -- L2 结果
  counted boolean not null, -- L2 是否计入走访户数
  late boolean not null default false, -- L2 交接之后补记，只作备注，不计数
  occurred_at timestamptz not null, -- L2 走访时间
  recorded_at timestamptz not null, -- L2 记录时间
  account_id bigint not null references account (id), -- L2 登记人
  org_id bigint not null references org (id), -- L2 登记人机构
  bank_id bigint references org (id), -- L2 银行走访时的银行
  companions text[] not null default '{}', -- L2 同行单位
  employees int check (employees between 0 and 10000000), -- L3 从业人数
  revenue_fen bigint check (revenue_fen >= 0), -- L3 营业收入
  assets_fen bigint check (assets_fen >= 0), -- L3 资产规模
  operation text check (operation in ('growing', 'steady', 'shrinking')), -- L3 经营状况
  outlook text check (outlook in ('good', 'fair', 'poor')), -- L3 市场前景
  has_need boolean, -- L3 是否有融资需求
  need_fen bigint check (need_fen > 0), -- L3 需求金额
  need_use text, -- L3 需求用途
  no_need_reason text, -- L3 暂无需求原因
  note text, -- L3 备注
  supersedes bigint references visit (id), -- L2 更正哪一条
  constraint visit_late_is_a_note check (not (late and counted)),
  constraint visit_not_from_future check (occurred_at <= recorded_at + interval '10 minutes')
);
create index visit_entity on visit (entity_id, occurred_at);
create index visit_target on visit (target_id);
create index visit_division on visit (division, occurred_at);
create index visit_account on visit (account_id, occurred_at);
create index visit_org on visit (org_id);
create index visit_bank on visit (bank_id, occurred_at) where bank_id is not null;
create index visit_supersedes on visit (supersedes) where supersedes is not null;
create index visit_occurred on visit (occurred_at);

create table visit_observation ( -- 五项现场观察
  visit_id bigint not null references visit (id), -- L2 走访
  division bigint not null, -- L2 区划
  standard smallint not null check (standard between 1 and 5), -- L1 第几项
  result text not null check (result in ('met', 'unmet', 'doubtful')), -- L3 符合、不符、存疑
  basis text, -- L3 依据
  primary key (visit_id, standard)
);

create table visit_problem ( -- 走访发现的问题
  id bigint generated always as identity primary key, -- L2 编号
  visit_id bigint not null references visit (id), -- L2 走访
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  category text not null, -- L2 类别
  description text not null, -- L3 描述
  solved_on_spot boolean not null, -- L2 现场是否解决
  recorded_at timestamptz not null -- L2 时间
);
create index visit_problem_visit on visit_problem (visit_id);
create index visit_problem_entity on visit_problem (entity_id);

create table household_visit ( -- 计户的那一次走访：一户一轮至多一次，由主键保证
  entity_id bigint not null references entity (id), -- L2 主体
  round text not null, -- L2 轮次
  visit_id bigint not null unique references visit (id), -- L2 走访
  division bigint not null, -- L2 当时区划
  primary key (entity_id, round)
);
