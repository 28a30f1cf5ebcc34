-- Who works a list on the ground: teams of several bodies, their duties by date, cover and handover, what is taken out for
-- the day; and buildings, the smallest place a list is split to.

create table building ( -- 楼宇：社区以下的一栋楼、一个市场、一个园区
  id bigint generated always as identity primary key, -- L1 编号
  division bigint not null references division (code), -- L1 所在社区（村）
  name text not null, -- L1 名称
  words text[] not null, -- L1 地址里认它的词，名称也在内
  made_by bigint not null references account (id), -- L2 登记人
  made_at timestamptz not null, -- L1 登记时间
  closed_at timestamptz, -- L1 停用时间
  version int not null default 1 -- L1 版本
);
create unique index building_name on building (division, name) where closed_at is null;
create index building_division on building (division);
create index building_made_by on building (made_by);

-- No foreign key to the firm: written for a community at once.
create table building_entity ( -- 主体所在楼宇，由登记住所认出
  entity_id bigint primary key, -- L2 主体
  building_id bigint not null references building (id), -- L1 楼宇
  division bigint not null -- L2 区划
);
create index building_entity_building on building_entity (building_id);

create table team ( -- 走访小组：几家单位的人共走一份对象
  id bigint generated always as identity primary key, -- L1 编号
  name text not null, -- L1 名称
  division bigint not null references division (code), -- L1 所在区划
  made_by bigint not null references account (id), -- L2 建组人
  made_at timestamptz not null, -- L1 建组时间
  ended_at timestamptz, -- L1 撤销时间
  version int not null default 1 -- L1 版本
);
create unique index team_name on team (division, name) where ended_at is null;
create index team_division on team (division);
create index team_made_by on team (made_by);

create table cover ( -- 请假顶岗与交接：按日期生效，到期自止
  id bigint generated always as identity primary key, -- L2 编号
  kind text not null check (kind in ('leave', 'handover')), -- L1 顶岗或交接
  grant_id bigint not null references role_grant (id), -- L2 谁的岗位
  cover_grant_id bigint not null references role_grant (id), -- L2 由谁承担
  division bigint, -- L1 原岗位所在区划；银行岗位为空
  from_at timestamptz not null, -- L2 开始
  to_at timestamptz, -- L2 结束；交接为空，没开始即撤销的与开始同
  note text not null, -- L2 说明
  made_by bigint not null references account (id), -- L2 安排人
  made_at timestamptz not null, -- L2 安排时间
  begun_told_at timestamptz, -- L1 告知双方已开始的时间
  ending_told_at timestamptz, -- L1 告知双方即将结束的时间
  ended_told_at timestamptz, -- L1 告知双方已结束的时间
  constraint cover_two_people check (grant_id <> cover_grant_id),
  constraint cover_leave_ends check (kind = 'handover' or to_at is not null)
);
create index cover_grant on cover (grant_id);
create index cover_cover_grant on cover (cover_grant_id);
create index cover_made_by on cover (made_by);
create index cover_untold on cover (from_at) where ended_told_at is null;

create table team_member ( -- 小组成员：按岗位、按日期
  id bigint generated always as identity primary key, -- L2 编号
  team_id bigint not null references team (id), -- L1 小组
  grant_id bigint not null references role_grant (id), -- L2 岗位授权
  account_id bigint not null references account (id), -- L2 账号
  org_id bigint not null references org (id), -- L2 单位
  leader boolean not null, -- L2 是否组长
  from_at timestamptz not null, -- L2 开始
  to_at timestamptz, -- L2 结束
  cover_id bigint references cover (id), -- L2 因哪次顶岗或交接而来
  handed_by bigint references cover (id), -- L2 因哪次交接而止
  planned_to timestamptz, -- L2 交接之前原定的结束
  constraint team_member_dates check (to_at is null or to_at >= from_at)
);
create unique index team_member_open on team_member (team_id, grant_id) where to_at is null;
create index team_member_team on team_member (team_id);
create index team_member_grant on team_member (grant_id);
create index team_member_account on team_member (account_id);
create index team_member_org on team_member (org_id);
create index team_member_cover on team_member (cover_id);
create index team_member_handed on team_member (handed_by);

create table duty ( -- 责任片区：一个小组或一次顶岗，管一处地方或一栋楼宇
  id bigint generated always as identity primary key, -- L1 编号
  team_id bigint references team (id), -- L1 小组
  cover_id bigint references cover (id), -- L2 顶岗或交接
  division bigint not null references division (code), -- L1 区划
  lo bigint not null, -- L1 区划代码起
  hi bigint not null, -- L1 区划代码止
  building_id bigint references building (id), -- L1 楼宇；空为整个区划
  from_at timestamptz not null, -- L1 开始
  to_at timestamptz, -- L1 结束
  constraint duty_of_one check ((team_id is null) <> (cover_id is null))
);
create index duty_team on duty (team_id);
create index duty_cover on duty (cover_id);
create index duty_division on duty (division);
create index duty_building on duty (building_id);

create table lease ( -- 领取：今天谁去走，到时自动失效，不是锁
  target_id bigint primary key, -- L2 走访对象
  account_id bigint not null references account (id), -- L2 领取人
  team_id bigint references team (id), -- L1 以哪个小组的名义
  taken_at timestamptz not null, -- L2 领取时间
  until_at timestamptz not null -- L2 有效到
);
create index lease_account on lease (account_id);
create index lease_team on lease (team_id);

insert into subscription (dest, types) values ('notices', array['cover.begin', 'cover.nearEnd', 'cover.finish'])
  on conflict (dest) do update set types = subscription.types || excluded.types;
