-- How a list is read: what a clerk corrected, what of it is kept for the next file with the same header, and what speaks
-- against a reading before it counts.
create table import_profile ( -- 导入对应方案：一种表头该怎样读，存下来下次自己用上
  id bigint generated always as identity primary key, -- L1 编号
  name text not null check (length(name) between 1 and 40), -- L1 方案名称
  kind text not null, -- L1 名单种类
  signature text not null, -- L1 表头摘要：各列列名按次序
  title_rows smallint not null check (title_rows between 1 and 3), -- L1 表头占几行
  columns jsonb not null, -- L1 各列的字段、单位、日期次序
  encoding text, -- L1 文本文件的编码；为空即自动
  delimiter text, -- L1 文本文件的分隔符；为空即自动
  org_id bigint references org (id), -- L1 存下它的单位；为空即运维
  created_by bigint not null references account (id), -- L2 存下它的账号
  created_at timestamptz not null, -- L1 存下的时间
  removed_at timestamptz -- L1 停用的时间
);
create unique index import_profile_once on import_profile (signature, coalesce(org_id, 0)) where removed_at is null;
create index import_profile_org on import_profile (org_id);
create index import_profile_created_by on import_profile (created_by);
create index import_batch_profile on import_batch (profile_id);
alter table import_batch add constraint import_batch_profile_id_fkey foreign key (profile_id) references import_profile (id);

create table import_look ( -- 每张表开头的几十行原文：对应各列时看的，批次了结即删
  batch_id bigint not null references import_batch (id), -- L1 批次
  sheet smallint not null, -- L1 第几张表
  name text not null, -- L1 表名
  encoding text, -- L1 文本文件的编码
  delimiter text, -- L1 文本文件的分隔符
  head jsonb not null, -- L3 开头的行：行号与各格
  primary key (batch_id, sheet)
);

create table import_measure ( -- 每批每个字段的填报情况与中位数，供下一批对照
  batch_id bigint not null references import_batch (id), -- L1 批次
  field text not null, -- L1 字段
  label text not null, -- L1 字段名
  filled int not null, -- L1 有值的行
  failed int not null, -- L1 读不出的格
  median numeric, -- L1 金额的中位数（分）
  primary key (batch_id, field)
);

create table import_check ( -- 入库前的提醒：读法可能不对的地方
  batch_id bigint not null references import_batch (id), -- L1 批次
  code text not null check (code in ('unit', 'dates', 'codes', 'missing', 'older', 'codeless', 'guessed', 'year', 'bank')), -- L1 哪一种提醒
  field text not null, -- L1 字段；整批的为空串
  message text not null, -- L1 说明与办法
  primary key (batch_id, code, field)
);
