-- What looks wrong in the data, by rules that are data (contract/registry/quality.ts); who mends it; what became of it.

create table quality_run ( -- 一次数据质量核查
  id bigint generated always as identity primary key, -- L1 编号
  cause text not null check (cause in ('import', 'daily')), -- L1 起因：名单入库后，或每日
  version int not null, -- L1 核查时的登记库版本
  day date not null, -- L1 日期
  rules int not null, -- L1 核查的规则数
  opened int not null default 0, -- L1 新发现
  closed int not null default 0, -- L1 数据已改而自行关闭
  open_after int not null default 0, -- L1 核查后未处理
  started_at timestamptz not null, -- L1 开始
  finished_at timestamptz -- L1 结束
);
create index quality_run_day on quality_run (day, id);

-- No foreign keys: written in bulk for a whole city, see 0003.
create table quality_finding ( -- 数据质量问题：一条规则在一个对象上一行
  id bigint generated always as identity primary key, -- L2 编号
  rule text collate "C" not null, -- L1 规则
  subject text not null, -- L1 对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 所在区划
  owner_id bigint not null, -- L1 由哪个机构核改
  title text not null, -- L2 对象名称
  code text, -- L2 代码
  shown jsonb not null, -- L3 所看的值
  content bigint not null, -- L1 所看的值的摘要
  state text not null check (state in ('open', 'closed')), -- L1 状态
  opened_on date not null, -- L1 本次出现的日期
  first_seen_on date not null, -- L1 首次发现
  last_seen_on date not null, -- L1 最近一次看到
  run_id bigint not null, -- L1 本次出现由哪次核查发现
  closed_how text check (closed_how in ('changed', 'accepted')), -- L1 如何关闭：数据已改，或认可例外
  closed_at timestamptz, -- L2 关闭时间
  closed_by bigint, -- L2 认可人
  reason text, -- L2 认可理由
  version int not null default 1, -- L1 版本
  constraint quality_finding_closed check ((state = 'open') = (closed_how is null) and (closed_how is not distinct from 'accepted') = (closed_by is not null and reason is not null))
);
create unique index quality_finding_once on quality_finding (rule, subject_id);
create index quality_finding_owner on quality_finding (owner_id, rule, id) where state = 'open';
create index quality_finding_entity on quality_finding (entity_id) where state = 'open';

create table quality_count ( -- 每日各规则、区县、核改机构的未处理数
  day date not null, -- L1 日期
  rule text collate "C" not null, -- L1 规则
  owner_id bigint not null, -- L1 核改机构
  county bigint not null, -- L1 区县；0 为不分区县
  open int not null, -- L1 未处理
  primary key (day, rule, owner_id, county)
);

create table restoration ( -- 可恢复：最近一次筛查只因失信标记被剔除，而标记其后已结束
  run_id bigint not null, -- L1 筛查
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  ended_on date not null, -- L2 发现标记已结束的日期
  primary key (run_id, entity_id)
);
create index restoration_place on restoration (run_id, division, entity_id);

create unlogged table stage_quality ( -- 暂存：一次核查所见
  rule text collate "C" not null, -- L1 规则
  subject text not null, -- L1 对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 区划
  owner_id bigint, -- L1 核改机构
  title text not null, -- L2 名称
  code text, -- L2 代码
  shown jsonb not null -- L3 所看的值
);

insert into subscription (dest, types) values ('notices', array['quality.alert', 'screening.offerRestoration'])
  on conflict (dest) do update set types = subscription.types || excluded.types;
