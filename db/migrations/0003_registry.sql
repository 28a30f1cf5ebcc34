-- Lists as they come in, the facts read from them, and the firms they speak of.

create table import_batch ( -- 导入批次：一个文件一次
  id bigint generated always as identity primary key, -- L1 编号
  kind text not null check (kind in ('registration', 'tax', 'social', 'census', 'mark', 'loan', 'label', 'branch', 'division')), -- L1 名单种类
  source text not null, -- L1 来源（声明的名单格式）
  file_name text not null, -- L1 文件名
  file_sha256 text not null, -- L1 文件摘要
  file_bytes bigint not null default 0, -- L1 文件大小（字节）；运维在服务器上导入的不计
  mapping_hash text not null, -- L1 列对应摘要
  mode text not null default 'incremental' check (mode in ('incremental', 'full')), -- L1 增量或全量
  as_of date not null, -- L1 数据日期
  state text not null check (state in ('reading', 'unmapped', 'previewed', 'committed', 'reversed', 'failed', 'cancelled')), -- L1 状态
  rows_in int not null default 0, -- L1 数据行数
  accepted int not null default 0, -- L1 入库行
  rejected int not null default 0, -- L1 退回行
  unchanged int not null default 0, -- L1 无变化行
  suspicious int not null default 0, -- L1 存疑提示数
  unmatched int not null default 0, -- L1 未对上主体的行
  skipped int not null default 0, -- L1 略过的标题、说明、合计行
  preview jsonb, -- L2 预览
  preview_hash text, -- L1 预览摘要；确认入库时须带上
  preview_version int, -- L1 预览时的登记库版本
  version int, -- L1 入库形成的登记库版本
  failure text, -- L1 失败原因
  upload text, -- L1 留着的原文件；了结即删
  day_given date, -- L1 上报时填的数据日期；没填为空
  mapping jsonb, -- L1 经办人改定的对应；为空即按识别
  profile_id bigint, -- L1 用了哪个对应方案
  reading_since timestamptz, -- L1 本次读取从何时开始
  read_share smallint, -- L1 已读的字节，千分之几
  created_by bigint not null references account (id), -- L2 经手账号
  org_id bigint references org (id), -- L1 报送单位
  created_at timestamptz not null, -- L1 上传时间
  committed_at timestamptz, -- L1 入库时间
  committed_by bigint references account (id), -- L2 确认人
  reversed_at timestamptz, -- L1 撤销时间
  reversed_by bigint references account (id), -- L2 撤销人
  reverse_reason text, -- L2 撤销理由
  reversal jsonb, -- L2 撤销的结果：各类行数、户数
  reversal_version int -- L1 撤销形成的登记库版本
);
create unique index import_batch_once on import_batch (file_sha256, mapping_hash, as_of, mode) where state = 'committed';
create index import_batch_kind on import_batch (kind, id);
create index import_batch_created_by on import_batch (created_by);
create index import_batch_committed_by on import_batch (committed_by);
create index import_batch_reversed_by on import_batch (reversed_by);
create index import_batch_org on import_batch (org_id);

create table registry_version ( -- 登记库版本：每一次改变登记库的事一行，任一版本都能重看
  no int primary key, -- L1 版本号
  cause text not null check (cause in ('import', 'identity', 'reversal')), -- L1 起因：入库或撤销
  batch_id bigint references import_batch (id), -- L1 导入批次
  account_id bigint not null references account (id), -- L2 经手账号
  made_at timestamptz not null -- L1 时间
);
create index registry_version_batch on registry_version (batch_id);
create index registry_version_account on registry_version (account_id);

create table import_sheet ( -- 批次中的工作表与列对应
  batch_id bigint not null references import_batch (id), -- L1 批次
  sheet smallint not null, -- L1 第几张表
  name text not null, -- L1 表名
  header_row int, -- L1 表头行号
  title_rows smallint not null default 1, -- L1 表头占几行
  columns jsonb not null, -- L1 列对应
  rows_in int not null default 0, -- L1 行数
  skipped int not null default 0, -- L1 略过的行
  primary key (batch_id, sheet)
);

create table import_issue ( -- 逐行问题：退回与存疑
  batch_id bigint not null references import_batch (id), -- L1 批次
  sheet smallint not null, -- L1 第几张表
  row_no int not null, -- L1 行号
  severity text not null check (severity in ('rejected', 'suspicious')), -- L1 退回或存疑
  code text not null, -- L1 问题代码
  field text, -- L1 字段
  cell text, -- L3 原值
  message text not null -- L2 说明与处理办法
);
create index import_issue_batch on import_issue (batch_id, sheet, row_no);

create table import_reject ( -- 退回的整行原文，一行不丢
  batch_id bigint not null references import_batch (id), -- L1 批次
  sheet smallint not null, -- L1 第几张表
  row_no int not null, -- L1 行号
  cells jsonb not null, -- L3 原行各列
  primary key (batch_id, sheet, row_no)
);

create table import_outcome ( -- 入库行与无变化行的行号
  batch_id bigint not null references import_batch (id), -- L1 批次
  sheet smallint not null, -- L1 第几张表
  outcome text not null check (outcome in ('accepted', 'unchanged')), -- L1 结果
  row_nos int4multirange not null, -- L1 行号集合
  primary key (batch_id, sheet, outcome)
);

create table entity ( -- 经营主体：窄表，列表与筛查用
  id bigint generated always as identity primary key, -- L2 编号
  uscc text collate "C" check (length(uscc) = 18), -- L2 统一社会信用代码
  reg_no text collate "C", -- L2 旧注册号
  name text not null, -- L2 名称
  name_key text collate "C" not null, -- L2 名称（比对用）
  bigrams int[] not null, -- L2 名称二字组（检索用），每组两个字符合成一数
  kind text not null check (kind in ('enterprise', 'individual', 'cooperative', 'farm', 'farmer', 'other')), -- L2 主体类型
  registration_status text not null check (registration_status in ('active', 'cancelled', 'revoked', 'moved_out', 'unknown')), -- L2 登记状态
  founded_on date, -- L2 成立日期
  division bigint not null, -- L2 所在区划（已知的最细一级）
  placed_by text not null check (placed_by in ('address', 'code', 'census', 'none', 'stated', 'manual', 'learned')), -- L1 区划依据
  status text not null default 'live' check (status in ('live', 'merged', 'withdrawn')), -- L1 状态；撤销批次时退出的为 withdrawn
  merged_into bigint references entity (id), -- L2 并入
  withdrawn_in int, -- L1 在哪一版登记库退出
  registration_fact bigint, -- L1 现行登记信息的来源行
  registration_content bigint, -- L1 现行登记信息的内容摘要
  created_batch bigint not null, -- L1 由哪个批次建立；0 为企业自行申报
  updated_batch bigint not null, -- L1 最近更新批次
  county int not null generated always as ((division / 1000000)::int) stored -- L2 所在区县，区划的前六位
);
create unique index entity_uscc on entity (uscc) where status = 'live';
create index entity_division on entity (division, id);
create index entity_county on entity (county, id) where status = 'live';
create index entity_bigrams on entity using gin (bigrams);
create index entity_portal on entity (id) where created_batch = 0;
create index entity_merged on entity (merged_into) where merged_into is not null;

-- Facts: what a row of a list says of a firm, with file, sheet and row. Written in bulk by set-based SQL, so
-- they carry no foreign keys (a key check per row would double an import); db/integrity finds orphans.
-- A fact holds from registry version `since` up to, not including, `until`; rows are closed, never changed, so that any
-- version can be read again. What has not found its firm yet waits under a key made of what it was called by.
create sequence fact_id_seq;

create table fact_registration ( -- 市场监管登记信息
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧注册号
  name text not null, -- L2 名称
  kind text not null, -- L2 类型
  registration_status text not null, -- L2 状态
  founded_on date, -- L2 成立日期
  type_text text, -- L2 企业类型
  legal_rep text, -- L3 法定代表人
  phone text, -- L3 电话
  address text, -- L3 地址
  fragments text[], -- L2 地址里的路、门牌段、楼宇、村名
  scope text, -- L2 经营范围
  capital_fen bigint, -- L2 注册资金
  capital_currency text -- L2 币种
);
create table fact_tax ( -- 税务：纳税信用与入库税额
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  grade text check (grade in ('A', 'B', 'M', 'C', 'D')), -- L2 纳税信用等级
  tax_year int, -- L2 年度
  tax_fen bigint, -- L3 入库税额（分）
  export_refund_fen bigint, -- L3 出口退税额（分）
  abnormal boolean -- L2 非正常户
);
create table fact_social ( -- 人社：参保
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  insured int, -- L2 参保人数
  state text, -- L2 参保状态
  last_paid_month date -- L2 最近缴费月份（当月第一天）
);
create table fact_census ( -- 统计：第五次经济普查活跃单位
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  industry text, -- L2 行业代码
  division bigint, -- L2 普查登记区划
  employees int, -- L2 从业人员
  revenue_fen bigint -- L3 营业收入（分）
);
create table fact_mark ( -- 信用：失信与异常标记
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  mark text not null check (mark in ('abnormal_operation', 'serious_dishonest', 'judgment_debtor', 'major_tax')), -- L3 标记种类
  listed_on date not null, -- L3 列入日期
  removed_on date -- L3 移出日期；有值即标记已结束
);
create table fact_loan ( -- 银行：存量贷款
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  bank_name text not null, -- L3 贷款银行
  balance_fen bigint not null, -- L3 余额（分）
  issued_on date, -- L3 发放日期
  due_on date, -- L3 到期日期
  guarantee text, -- L3 担保方式
  rate_bp int, -- L3 利率（基点）
  nth int not null default 1 -- L1 同行同期第几笔
);
create table fact_label ( -- 科技、工信、商务：重点企业
  fact_id bigint primary key default nextval('fact_id_seq'), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  since int not null, -- L1 起于哪一版登记库
  until int, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text collate "C", -- L2 尚未对上主体时的比对键
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  label text not null, -- L2 类别
  label_year int -- L2 认定年份
);
create index fact_registration_entity on fact_registration (entity_id);
create index fact_registration_batch on fact_registration using brin (batch_id);
create index fact_tax_entity on fact_tax (entity_id);
create index fact_tax_batch on fact_tax using brin (batch_id);
create index fact_tax_waiting on fact_tax (waiting) where waiting is not null and until is null;
create index fact_social_entity on fact_social (entity_id);
create index fact_social_batch on fact_social using brin (batch_id);
create index fact_social_waiting on fact_social (waiting) where waiting is not null and until is null;
create index fact_census_entity on fact_census (entity_id);
create index fact_census_batch on fact_census using brin (batch_id);
create index fact_census_waiting on fact_census (waiting) where waiting is not null and until is null;
create index fact_mark_entity on fact_mark (entity_id);
create index fact_mark_batch on fact_mark using brin (batch_id);
create index fact_mark_waiting on fact_mark (waiting) where waiting is not null and until is null;
create index fact_loan_entity on fact_loan (entity_id);
create index fact_loan_batch on fact_loan using brin (batch_id);
create index fact_loan_waiting on fact_loan (waiting) where waiting is not null and until is null;
create index fact_label_entity on fact_label (entity_id);
create index fact_label_batch on fact_label using brin (batch_id);
create index fact_label_waiting on fact_label (waiting) where waiting is not null and until is null;

create table load_index ( -- 成批装载期间撤下的索引；事务之外总是空的
  table_name text not null, -- L1 表
  made_by text not null -- L1 重建它的语句
);

create table reveal ( -- 查看明文：一人一天一户一项一行
  id bigint generated always as identity primary key, -- L2 编号
  account_id bigint not null references account (id), -- L2 查看人
  entity_id bigint not null references entity (id), -- L2 主体
  field text not null, -- L1 字段
  day date not null, -- L2 日期
  reason text not null, -- L2 理由
  revealed_at timestamptz not null, -- L2 时间
  unique (account_id, day, entity_id, field)
);
create index reveal_entity on reveal (entity_id);

-- Staging: typed, unlogged, emptied when a batch is committed or given up. What stands here has been read but
-- is not yet part of the registry.
create unlogged table import_match ( -- 暂存：每一行对上了谁、会改变什么；预览与入库读同一份
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  outcome text not null, -- L1 新增、变化、无变化、同文件重复
  entity_id bigint, -- L2 对上的主体；新户为预留的编号
  waiting text collate "C", -- L2 未对上时的比对键
  fact_id bigint, -- L1 预留的事实编号
  replaces bigint, -- L1 取代的事实
  homonyms int, -- L1 同名户数
  first_sheet smallint, -- L1 与之重复的行：表
  first_row int -- L1 与之重复的行：行
);
create index import_match_batch on import_match using brin (batch_id);
create unlogged table stage_registration ( -- 暂存：registration
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  bigrams int[], -- L2 二字组
  kind text, -- L2 类型
  registration_status text, -- L2 状态
  founded_on date, -- L2 成立日期
  type_text text, -- L2 企业类型
  legal_rep text, -- L3 法定代表人
  phone text, -- L3 电话
  address text, -- L3 地址
  fragments text[], -- L2 地址里的路、门牌段、楼宇、村名
  scope text, -- L2 经营范围
  capital_fen bigint, -- L2 注册资金
  capital_currency text, -- L2 币种
  division bigint, -- L2 区划
  placed_by text, -- L1 区划依据
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_registration_batch on stage_registration using brin (batch_id);
create unlogged table stage_tax ( -- 暂存：tax
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  grade text, -- L2 等级
  tax_year int, -- L2 年度
  tax_fen bigint, -- L3 入库税额
  refund_fen bigint, -- L3 出口退税额
  abnormal boolean, -- L2 非正常户
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_tax_batch on stage_tax using brin (batch_id);
create unlogged table stage_social ( -- 暂存：social
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  insured int, -- L2 参保人数
  state text, -- L2 参保状态
  last_paid_month date, -- L2 最近缴费月份
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_social_batch on stage_social using brin (batch_id);
create unlogged table stage_census ( -- 暂存：census
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  industry text, -- L2 行业
  division bigint, -- L2 普查区划
  employees int, -- L2 从业人员
  revenue_fen bigint, -- L3 营业收入
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_census_batch on stage_census using brin (batch_id);
create unlogged table stage_mark ( -- 暂存：mark
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  mark text, -- L3 标记
  listed_on date, -- L3 列入
  removed_on date, -- L3 移出
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_mark_batch on stage_mark using brin (batch_id);
create unlogged table stage_loan ( -- 暂存：loan
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  bank_name text, -- L3 银行
  balance_fen bigint, -- L3 余额
  issued_on date, -- L3 发放
  due_on date, -- L3 到期
  guarantee text, -- L3 担保
  rate int, -- L3 利率（基点）
  nth int, -- L1 第几笔
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_loan_batch on stage_loan using brin (batch_id);
create unlogged table stage_label ( -- 暂存：label
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  uscc text collate "C", -- L2 代码
  reg_no text collate "C", -- L2 旧号
  org_code text collate "C", -- L2 组织机构代码
  name text, -- L2 名称
  name_key text collate "C", -- L2 比对名称
  label text, -- L2 类别
  year int, -- L2 年份
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
create index stage_label_batch on stage_label using brin (batch_id);
create unlogged table stage_branch ( -- 暂存：branch
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  bank_name text, -- L1 银行
  branch_name text, -- L1 网点
  division bigint, -- L1 区划
  contact_name text, -- L3 联系人
  contact_phone text, -- L3 电话
  visits int, -- L2 走访能力
  credit_plan_fen bigint, -- L2 授信计划
  trades text -- L2 特色行业
);
create index stage_branch_batch on stage_branch using brin (batch_id);
create unlogged table stage_division ( -- 暂存：division
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no int not null, -- L1 行
  division bigint, -- L1 代码
  division_name text, -- L1 名称
  level text, -- L1 层级
  parent bigint -- L1 上级
);
create index stage_division_batch on stage_division using brin (batch_id);
