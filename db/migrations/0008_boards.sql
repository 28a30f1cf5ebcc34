-- Boards and ledgers: what stands here is only who may take a large ledger away.

create table export_request ( -- 台账导出申请：超过规定行数的，须另一人同意后导出
  id bigint generated always as identity primary key, -- L2 编号
  kind text not null check (kind in ('visits', 'declarations', 'recommendations', 'credits')), -- L1 台账
  filter jsonb not null, -- L2 导出条件
  row_count int not null check (row_count >= 0), -- L1 申请时行数
  reason text not null, -- L2 用途
  state text not null check (state in ('requested', 'approved', 'refused')), -- L1 状态
  requested_by bigint not null references account (id), -- L2 申请人
  person_id bigint not null references person (id), -- L2 申请自然人
  org_id bigint not null references org (id), -- L2 申请机构
  division bigint, -- L2 申请机构所在区划
  bank_id bigint references org (id), -- L2 申请机构所属银行
  requested_at timestamptz not null, -- L2 申请时间
  decided_by bigint references account (id), -- L2 同意或不同意的人
  decided_at timestamptz, -- L2 决定时间
  decision_reason text, -- L2 不同意的理由
  version int not null default 1, -- L1 版本
  constraint export_decided check ((state = 'requested') = (decided_by is null)),
  constraint export_two_people check (decided_by <> requested_by)
);
create index export_request_requested_by on export_request (requested_by, id);
create index export_request_person on export_request (person_id);
create index export_request_org on export_request (org_id);
create index export_request_bank on export_request (bank_id);
create index export_request_decided_by on export_request (decided_by);
create index export_request_page on export_request (division, id);
