-- From an address to a community: what roads and buildings of placed firms teach, and what people decided. What was counted
-- under a place keeps that place: nothing in the past moves.

create table learned_road ( -- 从已落位的户学到的：在某地范围内，这条路（楼、村）在哪里
  within bigint not null, -- L1 范围：市、区县或镇街
  fragment text not null, -- L1 路、门牌段、楼宇、村
  level text not null check (level in ('county', 'town', 'community')), -- L1 落到哪一级
  division bigint not null, -- L1 最多的一处
  firms int not null, -- L1 在这一处的户数
  seen int not null, -- L1 已落位的同路户数
  confidence_bp int not null check (confidence_bp between 0 and 10000), -- L1 把握（基点）
  primary key (within, fragment, level)
);

create table place_decision ( -- 人工落位：一户，或同路的一组；记住的路对以后的户也算数
  id bigint generated always as identity primary key, -- L1 编号
  within bigint not null, -- L1 范围：定时这些户所在的市或区县
  fragment text, -- L1 路、门牌段、楼宇、村；单户不记
  division bigint not null references division (code), -- L1 定在哪里
  firms int not null, -- L1 定了几户
  account_id bigint not null references account (id), -- L2 经手账号
  decided_at timestamptz not null, -- L1 时间
  undone_by bigint references account (id), -- L2 撤销账号
  undone_at timestamptz -- L1 撤销时间
);
create index place_decision_page on place_decision (within, id);
create index place_decision_division on place_decision (division);
create index place_decision_account on place_decision (account_id);
create index place_decision_undone_by on place_decision (undone_by);
create unique index place_decision_road on place_decision (within, fragment) where fragment is not null and undone_at is null;

create table placement ( -- 推定或人工落位前在哪里、凭什么；撤销与重推由此回去
  entity_id bigint primary key, -- L2 主体
  base_division bigint not null, -- L2 原来的区划
  base_placed_by text not null, -- L1 原来的依据
  decision_id bigint, -- L1 人工落位；推定的为所依据的那一次
  fragment text, -- L1 依据的路、门牌段、楼宇、村
  confidence_bp int not null, -- L1 把握（基点）
  firms int not null, -- L1 在这一处的同路户数
  seen int not null -- L1 已落位的同路户数
);
create index placement_decision on placement (decision_id) where decision_id is not null;
