-- Places, bodies, people, accounts, posts, sessions, working days, notices.

create table division ( -- 行政区划：12 位代码，下级是一段连续的代码
  code bigint primary key, -- L1 区划代码
  name text not null, -- L1 名称
  level text not null check (level in ('province', 'city', 'county', 'town', 'community')), -- L1 层级
  parent bigint references division (code), -- L1 上级
  valid_from date, -- L1 生效日
  valid_to date, -- L1 失效日：从这一天起不再是现行区划
  heir bigint references division (code), -- L1 承接它的现行区划
  called text not null default '', -- L1 各级名称连写；由下面的触发器写
  constraint division_heir_from check (heir is null or valid_to is not null)
);
create index division_parent on division (parent, code);
create index division_heir on division (heir);

-- What a place is called in every list stands with it: to put it together anew for each row would cost more than to find the row.
create function call_divisions() returns trigger language plpgsql as $$
begin
  update division d set called = x.called from (
    select p.code, coalesce(nullif(concat_ws(' ', c.name, t.name, case when p.level = 'community' then p.name end), ''), p.name)
      || coalesce(case when h.level = 'community' and h.code / 1000 <> p.code / 1000 and ht.name is distinct from t.name then '（已划归 ' || ht.name || '）'
        when h.name = p.name then '（代码已变更）' when h.valid_from = p.valid_to then '（已改为 ' || h.name || '）' else '（已并入 ' || h.name || '）' end, '') as called
    from division p left join division c on c.code = p.code / 1000000 * 1000000 and c.level = 'county'
      left join division t on t.code = p.code / 1000 * 1000 and t.level = 'town'
      left join division h on h.code = p.heir left join division ht on ht.code = h.parent) x
  where x.code = d.code and d.called <> x.called;
  return null;
end $$;
create trigger division_called after insert or delete or update of code, name, level, parent, heir on division for each statement execute function call_divisions();

create table org ( -- 机构：政府与银行两棵树
  id bigint generated always as identity primary key, -- L1 编号
  kind text not null check (kind in ('province_office', 'city_office', 'county_office', 'town_office', 'community', 'department', 'regulator', 'bank', 'bank_branch', 'firm', 'platform')), -- L1 种类
  name text not null, -- L1 名称
  parent_id bigint references org (id), -- L1 上级机构
  bank_id bigint references org (id), -- L1 所属银行（银行树）
  division bigint references division (code), -- L1 所在区划
  entity_id bigint, -- L2 对应经营主体（企业用户）
  created_at timestamptz not null, -- L1 建立时间
  constraint org_bank_tree check ((kind in ('bank', 'bank_branch')) = (bank_id is not null) or kind = 'bank')
);
create unique index org_bank_name on org (kind, name) where kind in ('bank', 'bank_branch', 'department', 'regulator');
create unique index org_place on org (kind, division) where kind in ('province_office', 'city_office', 'county_office', 'town_office', 'community');
create index org_parent on org (parent_id);
create index org_bank on org (bank_id);
create index org_division on org (division);
create unique index org_firm on org (entity_id) where entity_id is not null;

create table branch_capacity ( -- 银行网点走访能力
  org_id bigint primary key references org (id), -- L1 网点
  visits_per_year int not null check (visits_per_year >= 0), -- L2 年走访能力（户）
  trades text not null default '', -- L2 特色行业（门类字母）
  credit_plan_fen bigint check (credit_plan_fen >= 0), -- L2 专项授信计划（分）
  contact_name text, -- L3 联系人
  contact_phone text, -- L3 联系电话（单位）
  batch_id bigint, -- L1 来源批次
  row_no int, -- L1 来源行
  version int not null default 1 -- L1 版本
);

create table person ( -- 自然人：一人可有多个账号，复核与经办按人区分
  id bigint generated always as identity primary key, -- L2 编号
  name text not null, -- L3 姓名
  created_at timestamptz not null -- L2 建立时间
);

create table account ( -- 账号
  id bigint generated always as identity primary key, -- L2 编号
  person_id bigint not null references person (id), -- L2 自然人
  login text not null, -- L2 账号名，不分大小写
  password_hash text, -- L4 口令摘要（scrypt）；系统账号为空，不能登录
  password_due boolean not null default false, -- L2 口令是一次性的，登录后须先修改
  status text not null default 'active' check (status in ('active', 'disabled')), -- L2 状态
  failures int not null default 0, -- L2 连续失败次数
  locked_until timestamptz, -- L2 锁定到
  version int not null default 1, -- L1 版本
  created_at timestamptz not null -- L2 建立时间
);
create index account_person on account (person_id);
create unique index account_login on account (lower(login));

create table role_grant ( -- 岗位授权：人 × 岗位 × 机构，须另一人批准
  id bigint generated always as identity primary key, -- L2 编号
  account_id bigint not null references account (id), -- L2 账号
  person_id bigint not null references person (id), -- L2 自然人
  role text not null check (role in ('province_office', 'city_office', 'county_coordinator', 'county_visitor', 'county_reviewer', 'town_officer', 'grid_worker', 'bank_head', 'bank_branch', 'bank_manager', 'department_clerk', 'regulator', 'enterprise', 'system_admin', 'security_admin', 'audit_admin')), -- L2 岗位
  org_id bigint not null references org (id), -- L2 机构
  state text not null check (state in ('requested', 'active', 'refused', 'ended')), -- L2 状态
  requested_by bigint not null references account (id), -- L2 申请人
  decided_by bigint references account (id), -- L2 批准人
  from_at timestamptz, -- L2 生效
  to_at timestamptz, -- L2 结束
  reason text, -- L2 说明
  constraint grant_decided check (state = 'requested' or decided_by is not null)
);
create index role_grant_account on role_grant (account_id);
create index role_grant_org on role_grant (org_id);
create index role_grant_person on role_grant (person_id);
create index role_grant_requested_by on role_grant (requested_by);
create index role_grant_decided_by on role_grant (decided_by);
create unique index role_grant_live on role_grant (account_id, role, org_id) where state in ('requested', 'active');

-- 三员分立（GB/T 22239 8.1.5）：一个人不得同时担任两个管理岗位。
create extension if not exists btree_gist;
create function office_number(role text) returns int language sql immutable as
  $$ select case role when 'system_admin' then 1 when 'security_admin' then 2 when 'audit_admin' then 3 end $$;
alter table role_grant add constraint three_offices exclude using gist (person_id with =, office_number(role) with <>)
  where (role in ('system_admin', 'security_admin', 'audit_admin') and state = 'active');
-- 一个人同时只在一个机构任职（INV-18）；换机构先结束原岗位。
alter table role_grant add constraint one_body exclude using gist (person_id with =, org_id with <>) where (state = 'active');

create table session ( -- 会话：只存令牌摘要
  id bigint generated always as identity primary key, -- L2 编号
  token_hash text not null unique, -- L4 令牌摘要
  account_id bigint not null references account (id), -- L2 账号
  grant_id bigint not null references role_grant (id), -- L2 当前岗位
  created_at timestamptz not null, -- L2 建立
  seen_at timestamptz not null, -- L2 最近使用
  expires_at timestamptz not null, -- L2 绝对到期
  revoked_at timestamptz -- L2 注销
);
create index session_account on session (account_id) where revoked_at is null;
create index session_grant on session (grant_id);

create table bootstrap_secret ( -- 首次启动的一次性口令
  id int primary key default 1 check (id = 1), -- L1 只有一行
  secret_hash text not null, -- L4 口令摘要
  made_at timestamptz not null, -- L2 建立
  expires_at timestamptz not null, -- L2 到期（不超过 30 分钟）
  used_at timestamptz -- L2 使用
);

create table calendar_day ( -- 工作日历：国务院办公厅每年通知，可由管理员修订
  version text not null, -- L1 版本
  day date not null, -- L1 日期
  workday boolean not null, -- L1 是否工作日
  name text, -- L1 通知里的名称，如 春节
  primary key (version, day)
);

create table notice ( -- 站内消息
  id bigint generated always as identity primary key, -- L2 编号
  org_id bigint not null references org (id), -- L2 收件机构
  account_id bigint references account (id), -- L2 只给这一个人的，收件人；空为给机构
  verb text not null, -- L1 有此权限的岗位才看得到
  title text not null, -- L2 标题，不含个人信息
  link text, -- L2 打开的页面
  action_seq bigint not null references action_log (seq), -- L2 来源行为
  created_at timestamptz not null, -- L2 时间
  unique nulls not distinct (org_id, action_seq, account_id)
);
create index notice_action on notice (action_seq);
create index notice_account on notice (account_id) where account_id is not null;
create table notice_read ( -- 已读位置
  account_id bigint primary key references account (id), -- L2 账号
  up_to bigint not null -- L2 已读到
);

create table dead_job ( -- 没有做完的后台任务：几次尝试都中断或出错，已不再自动重试
  id bigint generated always as identity primary key, -- L1 编号
  key text not null unique, -- L1 入队时的编号
  name text not null, -- L1 任务
  data jsonb not null, -- L3 任务内容，含交办人
  reason text not null, -- L2 最后一次的情况
  failed_at timestamptz not null, -- L2 放弃的时间
  retried_at timestamptz, -- L2 由人重新交办的时间
  retried_by bigint references account (id) -- L2 重新交办人
);
create index dead_job_retried_by on dead_job (retried_by);

-- Accounts nobody can sign in to: the system's own clockwork, the operator at the command line, and the
-- firm at the portal before it has shown who it is.
insert into person (name, created_at) values ('系统', now()), ('运维命令行', now()), ('企业门户', now());
insert into account (person_id, login, created_at) values (1, 'system', now()), (2, 'operator', now()), (3, 'portal', now());
