-- What a batch must leave behind so that it can be taken back as a batch.

-- A list that says what is known already writes no fact, but it vouches for the one that stands: taking back the batch
-- that brought it must not take what a later list has said again. Ranges, because whole lists confirm whole lists.
create table import_confirmed ( -- 一批名单里无变化的行所印证的事实
  batch_id bigint primary key references import_batch (id), -- L1 批次
  facts int8multirange not null -- L1 事实编号集合
);

-- Name and place of a firm are settled while a list is read; facts do not hold the place. Only firms whose name or place
-- a version changed have a row.
create table entity_before ( -- 主体在某一版登记库改动之前的名称与区划
  version int not null, -- L1 作出改动的登记库版本
  entity_id bigint not null, -- L2 主体
  name text not null, -- L2 名称
  name_key text collate "C" not null, -- L2 名称（比对用）
  bigrams int[] not null, -- L2 名称二字组
  kind text not null, -- L2 主体类型
  division bigint not null, -- L2 区划
  placed_by text not null, -- L1 区划依据
  primary key (entity_id, version)
);
create index entity_before_version on entity_before using brin (version);

create table import_kept ( -- 撤销批次时没有撤回的行
  batch_id bigint not null references import_batch (id), -- L1 被撤销的批次
  sheet smallint not null, -- L1 第几张表
  row_no int not null, -- L1 行号
  why text not null check (why in ('replaced', 'confirmed', 'work')), -- L1 原因
  by_batch bigint references import_batch (id), -- L1 后来的批次
  entity_id bigint, -- L2 主体
  name text, -- L2 名称
  primary key (batch_id, sheet, row_no)
);
create index import_kept_by_batch on import_kept (by_batch);
