-- Named lists of firms beside the list of firms to visit: who is on them, by version, at any date.

create table roster ( -- 专项清单：只管谁在名单上，不派发、不走访
  id bigint generated always as identity primary key, -- L1 编号
  kind text not null check (kind in ('province', 'whitelistSelf', 'whitelistTech', 'whitelistThird', 'whitelistFourth', 'noLoan', 'trade', 'tech', 'revisit', 'renewal')), -- L1 种类
  name text not null unique, -- L1 名称
  note text, -- L1 说明
  made_by bigint not null references account (id), -- L2 建立人
  made_at timestamptz not null -- L1 建立时间
);
create index roster_made_by on roster (made_by);

create table roster_version ( -- 专项清单的一版：发布后冻结，从发布到被取代或收回为在用
  id bigint generated always as identity primary key, -- L1 编号
  roster_id bigint not null references roster (id), -- L1 清单
  no int not null, -- L1 第几版
  origin text not null check (origin in ('rule', 'file', 'copy', 'empty')), -- L1 成员来自规则、文件、上一版或逐户加入
  state text not null check (state in ('draft', 'approved', 'published', 'superseded', 'recalled', 'discarded')), -- L1 状态
  filling text not null check (filling in ('running', 'done', 'failed')), -- L1 成员是否已算齐
  failure text, -- L1 没有算成的原因
  as_of date not null, -- L1 数据日期
  registry_version int, -- L1 按哪一版登记库
  members int not null default 0, -- L1 户数
  rows_in int not null default 0, -- L1 文件行数（户次）
  unmatched int not null default 0, -- L1 没有对上主体的行
  repeated int not null default 0, -- L1 同一户的重复行
  file_name text, -- L1 文件名
  file_sha256 text, -- L1 文件摘要
  content_hash text, -- L1 内容摘要，审定时算定
  version int not null default 1, -- L1 修改次数
  made_by bigint not null references account (id), -- L2 编制人
  made_at timestamptz not null, -- L1 编制时间
  approved_by bigint references account (id), -- L2 审定人
  approved_at timestamptz, -- L1 审定时间
  published_by bigint references account (id), -- L2 发布人
  valid_from timestamptz, -- L1 在用起（发布时间）
  valid_to timestamptz, -- L1 在用止（被取代或收回）
  recall_reason text, -- L1 收回理由
  unique (roster_id, no)
);
create index roster_version_made_by on roster_version (made_by);
create index roster_version_approved_by on roster_version (approved_by);
create index roster_version_published_by on roster_version (published_by);
create unique index roster_version_one_open on roster_version (roster_id) where state in ('draft', 'approved');
create unique index roster_version_one_published on roster_version (roster_id) where state = 'published';

-- No foreign keys: written in bulk for a whole city, see 0003; DG-12 finds orphans.
create table roster_member ( -- 专项清单的成员：一户在一版上一行
  version_id bigint not null, -- L1 哪一版
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  because text not null check (because in ('rule', 'file', 'copy', 'hand')), -- L1 因何在名单上
  primary key (version_id, entity_id)
);
create index roster_member_entity on roster_member (entity_id);
create index roster_member_place on roster_member (version_id, division, entity_id);

-- COPY cannot fill a table under row level security: a file is staged here and emptied once its rows have found their firms.
create unlogged table roster_stage ( -- 暂存：名单文件的行
  version_id bigint not null, -- L1 哪一版
  sheet smallint not null, -- L1 第几张表
  row_no int not null, -- L1 行号
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧注册号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C" -- L2 名称（比对用）
);
create index roster_stage_version on roster_stage (version_id);

create table roster_row ( -- 名单文件的每一行：对上谁；没有对上的一行不丢
  version_id bigint not null, -- L1 哪一版
  sheet smallint not null, -- L1 第几张表
  row_no int not null, -- L1 行号
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧注册号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  entity_id bigint, -- L2 对上的主体
  division bigint, -- L2 对上主体的区划
  outcome text not null check (outcome in ('matched', 'repeated', 'unmatched', 'several')), -- L1 对上、重复、没有对上、同名不止一户
  primary key (version_id, sheet, row_no)
);

create table roster_edit ( -- 逐户加入或移出，写明理由
  id bigint generated always as identity primary key, -- L1 编号
  version_id bigint not null references roster_version (id), -- L1 哪一版
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  deed text not null check (deed in ('add', 'remove')), -- L1 加入或移出
  reason text not null, -- L2 理由
  account_id bigint not null references account (id), -- L2 经手人
  edited_at timestamptz not null -- L1 时间
);
create index roster_edit_version on roster_edit (version_id);
create index roster_edit_entity on roster_edit (entity_id);
create index roster_edit_account on roster_edit (account_id);

-- Who is on a version is settled when a second person has approved it: from then on not even the owner changes it.
create function refuse_settled_members() returns trigger language plpgsql as $$
begin
  if exists (select from roster_version v where v.state <> 'draft' and v.id in (select version_id from touched)) then
    raise exception 'members of an approved list are settled' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger roster_member_settled_insert after insert on roster_member referencing new table as touched for each statement execute function refuse_settled_members();
create trigger roster_member_settled_update after update on roster_member referencing old table as touched for each statement execute function refuse_settled_members();
create trigger roster_member_settled_delete after delete on roster_member referencing old table as touched for each statement execute function refuse_settled_members();
-- A version that has been published says for ever what it said.
create function refuse_frozen_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.content_hash, new.members, new.as_of, new.origin, new.registry_version, new.rows_in, new.unmatched, new.repeated, new.valid_from, new.no, new.roster_id)
      is distinct from (old.content_hash, old.members, old.as_of, old.origin, old.registry_version, old.rows_in, old.unmatched, old.repeated, old.valid_from, old.no, old.roster_id) then
    raise exception 'a published list does not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger roster_version_frozen before update or delete on roster_version for each row when (old.valid_from is not null) execute function refuse_frozen_version();
