-- Lists of firms to visit, and who visits them.

create table target_list ( -- 走访对象清单：发布后冻结
  id bigint generated always as identity primary key, -- L1 编号
  name text not null, -- L1 名称
  round text not null, -- L1 轮次
  version int not null, -- L1 版本
  state text not null check (state in ('draft', 'published', 'recalled')), -- L1 状态
  run_id bigint not null references screening_run (id), -- L1 来自哪次筛查
  targets int not null default 0, -- L1 户数
  content_hash text, -- L1 内容摘要
  made_by bigint not null references account (id), -- L2 编制人
  made_at timestamptz not null, -- L1 编制时间
  published_by bigint references account (id), -- L2 发布人
  published_at timestamptz, -- L1 发布时间
  unique (round, version)
);
create index target_list_run on target_list (run_id);
create index target_list_made_by on target_list (made_by);
create index target_list_published_by on target_list (published_by);
create unique index target_list_one_published on target_list (round) where state = 'published';

-- No foreign keys: written in bulk for a whole city, see 0003; DG-09 finds orphans.
create table target ( -- 走访对象：一户在一张清单上一行；窄表，派发时一次写成
  id bigint generated always as identity primary key, -- L2 编号
  list_id bigint not null, -- L1 清单
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  tier smallint not null, -- L2 批次
  status text not null check (status in ('listed', 'excluded', 'assigned', 'preContacted', 'unreachable', 'noNeed', 'hasNeed', 'revisitDue')), -- L2 状态
  main_bank_id bigint, -- L2 主办行
  main_branch_id bigint, -- L2 主办行网点
  backup_bank_id bigint, -- L2 备选行
  backup_branch_id bigint, -- L2 备选行网点
  because smallint not null default 0, -- L2 派发依据，按位
  cell int, -- L1 派发时所属的一类
  visited_on date, -- L2 最近走访日
  revisit_on date, -- L2 下次走访日
  visits int not null default 0, -- L2 走访次数
  version int not null default 1, -- L1 版本
  county int not null generated always as ((division / 1000000)::int) stored, -- L2 区县，区划的前六位
  constraint target_two_banks check (main_bank_id is distinct from backup_bank_id or main_bank_id is null)
);
create unique index target_once on target (list_id, entity_id);
create index target_entity on target (entity_id);
create index target_tier on target (list_id, tier, id);
create index target_county on target (list_id, county, tier, id);
create index target_place on target (list_id, division, id);
create index target_main_branch on target (main_branch_id, list_id, tier, id);

create table assignment_run ( -- 一次派发
  id bigint generated always as identity primary key, -- L1 编号
  list_id bigint not null references target_list (id), -- L1 清单
  state text not null check (state in ('running', 'done', 'failed')), -- L1 状态
  placed int not null default 0, -- L1 已派发户数
  unplaced int not null default 0, -- L1 未派发户数
  cost bigint, -- L1 总代价（分值）
  at_least bigint, -- L1 任何派法都不低于的代价，与总代价相等即为最优
  stayed int, -- L1 与上一版相同的户数
  moved int, -- L1 与上一版不同的户数
  joined int, -- L1 上一版没有的户数
  gone int, -- L1 上一版有、这一版没有的户数
  failure text, -- L1 失败原因
  account_id bigint not null references account (id), -- L2 执行人
  started_at timestamptz not null, -- L1 开始
  finished_at timestamptz -- L1 结束
);
create index assignment_run_list on assignment_run (list_id);
create index assignment_run_account on assignment_run (account_id);

create table assignment_cell ( -- 派发时同一类的企业：同镇街、同行业、同贷款行、同意愿、同原网点
  run_id bigint not null references assignment_run (id), -- L1 哪次派发
  no int not null, -- L1 序号
  town bigint not null, -- L1 镇街；只知区县时为区县
  trade text not null, -- L1 行业门类
  lender bigint not null, -- L2 已有贷款的银行；0 为没有
  wish bigint not null, -- L2 企业意愿的银行；0 为没有
  held_main bigint not null, -- L2 上一版的主办网点；0 为没有
  held_backup bigint not null, -- L2 上一版的备选网点；0 为没有
  firms int not null, -- L1 户数
  primary key (run_id, no)
);

create table assignment_branch ( -- 派发时各网点的能力、已派与影子价格
  run_id bigint not null references assignment_run (id), -- L1 哪次派发
  part text not null check (part in ('main', 'backup')), -- L1 主办或备选
  branch_id bigint not null references org (id), -- L1 网点
  bank_id bigint not null references org (id), -- L1 银行
  town bigint, -- L1 所在镇街或区县；空为全市
  trades text not null, -- L2 特色行业门类
  room int not null, -- L2 能力（户）
  taken int not null, -- L2 已派（户）
  price int, -- L2 再加一户的代价（分值）；空为再也腾不出位置
  primary key (run_id, part, branch_id)
);
create index assignment_branch_of on assignment_branch (branch_id);
create index assignment_branch_bank on assignment_branch (bank_id);
