-- Screening, tried before it binds and judged again afterwards: previews of drafts, replays of runs.

create table screening_preview ( -- 规则草稿发布前的试算：一次一行
  id bigint generated always as identity primary key, -- L1 编号
  rule_set_id bigint not null references rule_set (id), -- L1 规则集
  rules_hash text not null, -- L1 所试规则的摘要
  rules jsonb not null, -- L1 所试的规则
  state text not null check (state in ('running', 'done', 'failed')), -- L1 状态
  against text not null check (against in ('list', 'run', 'none')), -- L1 与什么比：已发布清单、上次筛查；还没有可比的
  base_run_id bigint references screening_run (id), -- L1 所比的筛查（清单即编制它的那次）
  list_id bigint references target_list (id), -- L1 已发布清单：所比的清单，也是主办行的出处
  as_of date not null, -- L1 截止日期
  version int not null default 0, -- L1 所用的登记库版本
  judged_at timestamptz, -- L1 融资申报、走访算到的时刻
  entities int not null default 0, -- L1 参加筛查户数
  targets int not null default 0, -- L1 保留户数
  result_hash text, -- L1 结果摘要：与按它发布后筛查的结果摘要同一算法
  failure text, -- L1 失败原因
  account_id bigint not null references account (id), -- L2 执行人
  started_at timestamptz not null, -- L1 开始
  finished_at timestamptz -- L1 结束
);
create index screening_preview_rule_set on screening_preview (rule_set_id);
create index screening_preview_base_run on screening_preview (base_run_id);
create index screening_preview_list on screening_preview (list_id);
create index screening_preview_account on screening_preview (account_id);

-- No foreign keys on the two below: written in bulk, see 0003.
create table screening_preview_count ( -- 试算的户数，按镇街、类型、前后结论与主办行
  preview_id bigint not null, -- L1 试算
  division bigint not null, -- L2 镇街（或更大的区划）
  kind text not null, -- L2 主体类型
  change text not null check (change in ('entered', 'left', 'stayed', 'out')), -- L2 进入、退出、仍保留、仍不在
  reasons bigint, -- L2 新的剔除理由；为空即不再参加筛查
  tier smallint, -- L2 新的走访批次
  tier_rule smallint, -- L2 新的批次依据
  was bigint, -- L2 原来的剔除理由；为空即原来没有参加筛查
  was_tier smallint, -- L2 原来的走访批次
  bank_id bigint, -- L2 已发布清单上的主办行
  firms int not null -- L2 户数
);
create index screening_preview_count_of on screening_preview_count (preview_id);

create table screening_preview_firm ( -- 试算中进入和退出的户；其余的户不逐户留存
  preview_id bigint not null, -- L1 试算
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  change text not null check (change in ('entered', 'left')), -- L2 进入或退出
  reasons bigint, -- L3 新的剔除理由
  tier smallint, -- L2 新的走访批次
  was bigint, -- L3 原来的剔除理由
  was_tier smallint, -- L2 原来的走访批次
  bank_id bigint, -- L2 已发布清单上的主办行
  primary key (preview_id, change, entity_id)
);

create table screening_replay ( -- 按当时的规则和当时的事实重算一次筛查
  id bigint generated always as identity primary key, -- L1 编号
  run_id bigint not null references screening_run (id), -- L1 筛查
  state text not null check (state in ('running', 'done', 'failed')), -- L1 状态
  result_hash text, -- L1 重算的结果摘要
  differing int, -- L1 与原结论不同的户数
  failure text, -- L1 失败原因
  account_id bigint not null references account (id), -- L2 执行人
  started_at timestamptz not null, -- L1 开始
  finished_at timestamptz -- L1 结束
);
create index screening_replay_run on screening_replay (run_id, id);
create index screening_replay_account on screening_replay (account_id);

-- What was published is what was judged by: from then on nobody rewrites it, not even who owns the table.
create function rule_set_frozen() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and (new.rules, new.version) is distinct from (old.rules, old.version) then
    raise exception 'a published rule set is frozen' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger rule_set_frozen before update on rule_set for each row execute function rule_set_frozen();
