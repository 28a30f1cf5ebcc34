-- Places that merge, split, are renamed or get another code, from a day on. The place that was keeps its code and all that was
-- counted under it; what goes on from that day stands at its heir.

create table division_change ( -- 区划变更：按批复文件，到日子生效
  id bigint generated always as identity primary key, -- L1 编号
  kind text not null check (kind in ('merge', 'rename', 'split', 'recode')), -- L1 种类：并入、更名、析置、换代码
  from_code bigint not null references division (code), -- L1 变更的区划
  from_name text not null, -- L1 变更前的名称
  to_code bigint, -- L1 并入的区划，或新换的代码；更名、析置为空
  to_name text, -- L1 新名称；并入、析置为空
  parts jsonb not null default '[]', -- L1 析置时新设的镇街（代码、名称）与划入的社区
  starts_on date not null, -- L1 生效日
  notice_no text not null, -- L1 批复文号
  notice text not null, -- L1 批复内容摘要
  state text not null check (state in ('proposed', 'planned', 'done', 'cancelled')), -- L1 状态
  made_by bigint not null references account (id), -- L2 登记人
  made_at timestamptz not null, -- L1 登记时间
  decided_by bigint references account (id), -- L2 确认人
  decided_at timestamptz, -- L1 确认时间
  ended_reason text, -- L1 撤销理由
  done_at timestamptz, -- L1 实际办理时间
  firms int, -- L1 随之移动的户数
  targets int, -- L1 随之移动的走访对象
  version int not null default 1, -- L1 版本
  constraint division_change_two check (state in ('proposed', 'cancelled') or decided_by is not null),
  constraint division_change_to check ((to_code is null) = (kind in ('rename', 'split')) and (to_name is null) = (kind in ('merge', 'split'))),
  constraint division_change_parts check ((kind = 'split') = (jsonb_array_length(parts) > 0))
);
create unique index division_change_open on division_change (from_code) where state in ('proposed', 'planned');
create index division_change_from on division_change (from_code);
create index division_change_due on division_change (starts_on) where state = 'planned';
create index division_change_made_by on division_change (made_by);
create index division_change_decided_by on division_change (decided_by);

-- No foreign key to the target: written for a whole town at once.
create table target_move ( -- 走访对象在区划变更前属于哪里：以前的日子照旧统计
  target_id bigint not null, -- L2 走访对象
  starts_on date not null, -- L1 变更生效日
  division bigint not null, -- L2 此日之前的区划
  primary key (target_id, starts_on)
);
