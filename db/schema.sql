-- GENERATED from the live schema by `npm run generate`; the source is db/migrations, db/policies.sql, db/views.

create table account ( -- 账号
  id bigint not null generated always as identity, -- L2 编号
  person_id bigint not null, -- L2 自然人
  login text not null, -- L2 账号名，不分大小写
  password_hash text, -- L4 口令摘要（scrypt）；系统账号为空，不能登录
  password_due boolean not null default false, -- L2 口令是一次性的，登录后须先修改
  status text not null default 'active'::text, -- L2 状态
  failures integer not null default 0, -- L2 连续失败次数
  locked_until timestamp with time zone, -- L2 锁定到
  version integer not null default 1, -- L1 版本
  created_at timestamp with time zone not null, -- L2 建立时间
  constraint account_pkey PRIMARY KEY (id),
  constraint account_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
CREATE INDEX account_person ON account USING btree (person_id);
CREATE UNIQUE INDEX account_login ON account USING btree (lower(login));
create policy auditor_auditor on account for all to diguan_auditor using (true);
create policy names_bank on account for all to diguan_bank using (true);
create policy names_department on account for all to diguan_department using (true);
create policy names_firm on account for all to diguan_firm using (true);
create policy names_gov on account for all to diguan_gov using (true);
create policy names_team on account for all to diguan_team using (true);
create policy names_wide on account for all to diguan_wide using (true);
create policy office_office on account for all to diguan_office using (true);
create policy system on account for all to diguan_system using (true);

create table action_log ( -- 行为日志：每一次写入一行或多行，只增不改；时间线、统计、核对都从这里来
  seq bigint not null generated always as identity, -- L2 顺序号
  flow text not null, -- L1 流程或对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 当时所属区划
  bank_id bigint, -- L3 所涉银行；有值的行只有该银行和主管部门能看
  action text not null, -- L1 动作
  from_status text, -- L2 原状态
  to_status text, -- L2 新状态
  account_id bigint not null, -- L2 经手账号
  role text, -- L2 当时岗位
  org_id bigint, -- L2 当时机构
  occurred_at timestamp with time zone not null, -- L2 发生时间（业务时间）
  recorded_at timestamp with time zone not null, -- L2 记录时间
  request_key text, -- L2 请求编号；一次请求只有一行带编号
  details jsonb not null default '{}'::jsonb, -- L3 细节
  txid xid8 not null default pg_current_xact_id(), -- L1 事务号，供增量读取
  constraint action_log_pkey PRIMARY KEY (seq),
  constraint action_log_request_key_key UNIQUE (request_key),
  constraint action_log_flow_check CHECK ((flow = ANY (ARRAY['target'::text, 'declaration'::text, 'bank_case'::text, 'import'::text, 'screening'::text, 'list'::text, 'assignment'::text, 'visit'::text, 'account'::text, 'parameter'::text, 'consent'::text, 'entity'::text, 'export'::text, 'quality'::text, 'place'::text, 'division'::text, 'roster'::text, 'team'::text, 'cover'::text, 'lease'::text, 'building'::text, 'capacity'::text, 'identity'::text, 'job'::text, 'calendar'::text])))
);
CREATE INDEX action_log_entity ON action_log USING btree (entity_id, seq) WHERE (entity_id IS NOT NULL);
CREATE INDEX action_log_subject ON action_log USING btree (flow, subject_id, seq);
CREATE TRIGGER action_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON action_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy own_bank on action_log for all to diguan_bank using (((flow = 'bank_case'::text) AND (bank_id = (current_setting('app.bank'::text))::bigint) AND (EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.id = action_log.subject_id)))));
create policy place_gov on action_log for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on action_log for all to diguan_system using (true);
create policy wide_wide on action_log for all to diguan_wide using (true);

create table assignment_branch ( -- 派发时各网点的能力、已派与影子价格
  run_id bigint not null, -- L1 哪次派发
  part text not null, -- L1 主办或备选
  branch_id bigint not null, -- L1 网点
  bank_id bigint not null, -- L1 银行
  town bigint, -- L1 所在镇街或区县；空为全市
  trades text not null, -- L2 特色行业门类
  room integer not null, -- L2 能力（户）
  taken integer not null, -- L2 已派（户）
  price integer, -- L2 再加一户的代价（分值）；空为再也腾不出位置
  constraint assignment_branch_pkey PRIMARY KEY (run_id, part, branch_id),
  constraint assignment_branch_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint assignment_branch_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES org(id),
  constraint assignment_branch_run_id_fkey FOREIGN KEY (run_id) REFERENCES assignment_run(id),
  constraint assignment_branch_part_check CHECK ((part = ANY (ARRAY['main'::text, 'backup'::text])))
);
CREATE INDEX assignment_branch_bank ON assignment_branch USING btree (bank_id);
CREATE INDEX assignment_branch_of ON assignment_branch USING btree (branch_id);

create table assignment_cell ( -- 派发时同一类的企业：同镇街、同行业、同贷款行、同意愿、同原网点
  run_id bigint not null, -- L1 哪次派发
  no integer not null, -- L1 序号
  town bigint not null, -- L1 镇街；只知区县时为区县
  trade text not null, -- L1 行业门类
  lender bigint not null, -- L2 已有贷款的银行；0 为没有
  wish bigint not null, -- L2 企业意愿的银行；0 为没有
  held_main bigint not null, -- L2 上一版的主办网点；0 为没有
  held_backup bigint not null, -- L2 上一版的备选网点；0 为没有
  firms integer not null, -- L1 户数
  constraint assignment_cell_pkey PRIMARY KEY (run_id, no),
  constraint assignment_cell_run_id_fkey FOREIGN KEY (run_id) REFERENCES assignment_run(id)
);

create table assignment_run ( -- 一次派发
  id bigint not null generated always as identity, -- L1 编号
  list_id bigint not null, -- L1 清单
  state text not null, -- L1 状态
  placed integer not null default 0, -- L1 已派发户数
  unplaced integer not null default 0, -- L1 未派发户数
  cost bigint, -- L1 总代价（分值）
  at_least bigint, -- L1 任何派法都不低于的代价，与总代价相等即为最优
  stayed integer, -- L1 与上一版相同的户数
  moved integer, -- L1 与上一版不同的户数
  joined integer, -- L1 上一版没有的户数
  gone integer, -- L1 上一版有、这一版没有的户数
  failure text, -- L1 失败原因
  account_id bigint not null, -- L2 执行人
  started_at timestamp with time zone not null, -- L1 开始
  finished_at timestamp with time zone, -- L1 结束
  constraint assignment_run_pkey PRIMARY KEY (id),
  constraint assignment_run_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint assignment_run_list_id_fkey FOREIGN KEY (list_id) REFERENCES target_list(id),
  constraint assignment_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX assignment_run_account ON assignment_run USING btree (account_id);
CREATE INDEX assignment_run_list ON assignment_run USING btree (list_id);

create table audit ( -- 审计记录：每次接口调用恰好一行，读取与被拒也在内
  seq bigint not null generated always as identity, -- L2 顺序号
  at timestamp with time zone not null, -- L2 时间
  account_id bigint, -- L2 账号
  person_id bigint, -- L2 自然人
  role text, -- L2 岗位
  org_id bigint, -- L2 机构
  bank_id bigint, -- L2 所属银行
  session_id bigint, -- L2 会话
  ip text not null, -- L2 来源地址
  action text not null, -- L1 接口名
  object text, -- L2 对象，例如 case:12
  personal boolean not null default false, -- L1 是否读取个人信息
  status integer not null, -- L1 结果码
  outcome text not null, -- L1 结果
  details jsonb not null default '{}'::jsonb, -- L3 细节，不含明文个人信息
  trace_id text not null, -- L1 追踪号
  constraint audit_pkey PRIMARY KEY (seq),
  constraint audit_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'denied'::text, 'failed'::text])))
);
CREATE INDEX audit_account ON audit USING btree (account_id, seq);
CREATE INDEX audit_exports ON audit USING btree (person_id, at) WHERE (action = 'exportLedger'::text);
CREATE INDEX audit_object ON audit USING btree (object, seq) WHERE (object IS NOT NULL);
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy auditor_auditor on audit for all to diguan_auditor using (true);
create policy system on audit for all to diguan_system using (true);

create table bank_case ( -- 银行办理：一份申报在一家银行一行
  id bigint not null generated always as identity, -- L2 编号
  declaration_id bigint not null, -- L2 申报
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null, -- L2 银行
  branch_id bigint not null, -- L2 网点
  part text not null, -- L2 主办或备选
  status text not null, -- L3 状态
  assigned_from timestamp with time zone not null, -- L2 派给银行
  assigned_to timestamp with time zone, -- L2 收回；为空即银行可见
  queued_at timestamp with time zone not null, -- L2 待推送
  pushed_at timestamp with time zone, -- L2 推送
  accepted_at timestamp with time zone, -- L2 接收
  contacted_at timestamp with time zone, -- L2 对接
  contact_how text, -- L3 对接方式
  docs_at timestamp with time zone, -- L2 材料收齐
  decided_at timestamp with time zone, -- L2 决定
  clock_kind text, -- L2 时限种类
  clock_from date, -- L2 起算日
  clock_unit text, -- L2 日的种类
  clock_days integer, -- L2 日数
  clock_calendar text, -- L2 日历版本
  paused_on date, -- L2 暂停日（待补充材料）
  due_on date, -- L2 到期日
  amber_on date, -- L2 黄灯日
  overdue_at timestamp with time zone, -- L2 超期登记时间
  late boolean not null default false, -- L2 超期后才决定
  version integer not null default 1, -- L1 版本
  constraint bank_case_pkey PRIMARY KEY (id),
  constraint bank_case_declaration_id_bank_id_key UNIQUE (declaration_id, bank_id),
  constraint bank_case_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint bank_case_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES org(id),
  constraint bank_case_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id),
  constraint bank_case_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint bank_case_clock_kind_check CHECK ((clock_kind = ANY (ARRAY['decision'::text, 'silence'::text]))),
  constraint bank_case_clock_unit_check CHECK ((clock_unit = ANY (ARRAY['day'::text, 'workday'::text]))),
  constraint bank_case_part_check CHECK ((part = ANY (ARRAY['main'::text, 'backup'::text]))),
  constraint bank_case_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'pushed'::text, 'accepted'::text, 'contacted'::text, 'docsComplete'::text, 'supplementing'::text, 'underApproval'::text, 'granted'::text, 'refused'::text, 'enterpriseDeclined'::text, 'expired'::text, 'disbursed'::text, 'closed'::text, 'recalled'::text])))
);
CREATE INDEX bank_case_bank ON bank_case USING btree (bank_id, id);
CREATE INDEX bank_case_branch ON bank_case USING btree (branch_id, id);
CREATE INDEX bank_case_due ON bank_case USING btree (due_on) WHERE (due_on IS NOT NULL);
CREATE INDEX bank_case_entity ON bank_case USING btree (entity_id);
CREATE INDEX bank_case_page ON bank_case USING btree (division, id);
CREATE UNIQUE INDEX bank_case_one_part ON bank_case USING btree (declaration_id, part) WHERE (assigned_to IS NULL);
create policy assigned_bank on bank_case for all to diguan_bank using (((branch_id = ANY ((current_setting('app.orgs'::text))::bigint[])) AND (assigned_to IS NULL) AND (status <> 'queued'::text)));
create policy place_gov on bank_case for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on bank_case for all to diguan_firm using ((entity_id = (current_setting('app.entity'::text))::bigint));
create policy system on bank_case for all to diguan_system using (true);
create policy wide_wide on bank_case for all to diguan_wide using (true);

create table bootstrap_secret ( -- 首次启动的一次性口令
  id integer not null default 1, -- L1 只有一行
  secret_hash text not null, -- L4 口令摘要
  made_at timestamp with time zone not null, -- L2 建立
  expires_at timestamp with time zone not null, -- L2 到期（不超过 30 分钟）
  used_at timestamp with time zone, -- L2 使用
  constraint bootstrap_secret_pkey PRIMARY KEY (id),
  constraint bootstrap_secret_id_check CHECK ((id = 1))
);
create policy system on bootstrap_secret for all to diguan_system using (true);

create table branch_capacity ( -- 银行网点走访能力
  org_id bigint not null, -- L1 网点
  visits_per_year integer not null, -- L2 年走访能力（户）
  trades text not null default ''::text, -- L2 特色行业（门类字母）
  credit_plan_fen bigint, -- L2 专项授信计划（分）
  contact_name text, -- L3 联系人
  contact_phone text, -- L3 联系电话（单位）
  batch_id bigint, -- L1 来源批次
  row_no integer, -- L1 来源行
  version integer not null default 1, -- L1 版本
  constraint branch_capacity_pkey PRIMARY KEY (org_id),
  constraint branch_capacity_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint branch_capacity_credit_plan_fen_check CHECK ((credit_plan_fen >= 0)),
  constraint branch_capacity_visits_per_year_check CHECK ((visits_per_year >= 0))
);
create policy all_branches_gov on branch_capacity for all to diguan_gov using (true);
create policy own_bank on branch_capacity for all to diguan_bank using ((org_id = ANY ((current_setting('app.orgs'::text))::bigint[])));
create policy system on branch_capacity for all to diguan_system using (true);
create policy wide_wide on branch_capacity for all to diguan_wide using (true);

create table building ( -- 楼宇：社区以下的一栋楼、一个市场、一个园区
  id bigint not null generated always as identity, -- L1 编号
  division bigint not null, -- L1 所在社区（村）
  name text not null, -- L1 名称
  words text[] not null, -- L1 地址里认它的词，名称也在内
  made_by bigint not null, -- L2 登记人
  made_at timestamp with time zone not null, -- L1 登记时间
  closed_at timestamp with time zone, -- L1 停用时间
  version integer not null default 1, -- L1 版本
  constraint building_pkey PRIMARY KEY (id),
  constraint building_division_fkey FOREIGN KEY (division) REFERENCES division(code),
  constraint building_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id)
);
CREATE INDEX building_division ON building USING btree (division);
CREATE INDEX building_made_by ON building USING btree (made_by);
CREATE UNIQUE INDEX building_name ON building USING btree (division, name) WHERE (closed_at IS NULL);
create policy assigned_bank on building for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM building_entity e
  WHERE (e.building_id = building.id))));
create policy duty_team on building for all to diguan_team using ((EXISTS ( SELECT 1
   FROM duty d
  WHERE ((d.division >= d.lo) AND (d.division <= d.hi)))));
create policy place_gov on building for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on building for all to diguan_system using (true);
create policy wide_wide on building for all to diguan_wide using (true);

create table building_entity ( -- 主体所在楼宇，由登记住所认出
  entity_id bigint not null, -- L2 主体
  building_id bigint not null, -- L1 楼宇
  division bigint not null, -- L2 区划
  constraint building_entity_pkey PRIMARY KEY (entity_id),
  constraint building_entity_building_id_fkey FOREIGN KEY (building_id) REFERENCES building(id)
);
CREATE INDEX building_entity_building ON building_entity USING btree (building_id);
create policy assigned_bank on building_entity for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = building_entity.entity_id))));
create policy duty_team on building_entity for all to diguan_team using ((EXISTS ( SELECT 1
   FROM duty d
  WHERE ((d.division >= d.lo) AND (d.division <= d.hi)))));
create policy place_gov on building_entity for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on building_entity for all to diguan_system using (true);
create policy wide_wide on building_entity for all to diguan_wide using (true);

create table calendar_day ( -- 工作日历：国务院办公厅每年通知，可由管理员修订
  version text not null, -- L1 版本
  day date not null, -- L1 日期
  workday boolean not null, -- L1 是否工作日
  name text, -- L1 通知里的名称，如 春节
  constraint calendar_day_pkey PRIMARY KEY (version, day)
);

create table consent ( -- 授权：采集告知一份，向每家银行提供信息各一份；只增
  id bigint not null generated always as identity, -- L2 编号
  declaration_id bigint not null, -- L2 申报
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  purpose text not null, -- L2 用途
  bank_id bigint, -- L2 接收银行
  notice_version text not null, -- L1 告知书版本
  channel text not null, -- L2 取得方式
  signer text not null, -- L3 签署人
  ip text, -- L3 地址
  given_at timestamp with time zone not null, -- L2 时间
  expires_on date not null, -- L2 有效期
  constraint consent_pkey PRIMARY KEY (id),
  constraint consent_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint consent_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id),
  constraint consent_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint consent_channel_check CHECK ((channel = ANY (ARRAY['portal'::text, 'onsite'::text, 'window'::text, 'phone'::text]))),
  constraint consent_names_bank CHECK (((purpose = 'provide'::text) = (bank_id IS NOT NULL))),
  constraint consent_purpose_check CHECK ((purpose = ANY (ARRAY['collect'::text, 'provide'::text])))
);
CREATE INDEX consent_bank ON consent USING btree (bank_id);
CREATE INDEX consent_declaration ON consent USING btree (declaration_id, bank_id);
CREATE INDEX consent_entity ON consent USING btree (entity_id);
CREATE TRIGGER consent_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy named_bank on consent for all to diguan_bank using (((bank_id = (current_setting('app.bank'::text))::bigint) AND (EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.declaration_id = consent.declaration_id)))));
create policy place_gov on consent for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on consent for all to diguan_firm using ((entity_id = (current_setting('app.entity'::text))::bigint));
create policy system on consent for all to diguan_system using (true);
create policy wide_wide on consent for all to diguan_wide using (true);

create table consent_withdrawal ( -- 撤回授权
  consent_id bigint not null, -- L2 授权
  division bigint not null, -- L2 区划
  withdrawn_at timestamp with time zone not null, -- L2 时间
  how text not null, -- L2 方式
  constraint consent_withdrawal_pkey PRIMARY KEY (consent_id),
  constraint consent_withdrawal_consent_id_fkey FOREIGN KEY (consent_id) REFERENCES consent(id)
);
CREATE TRIGGER consent_withdrawal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON consent_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy named_bank on consent_withdrawal for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM consent c
  WHERE (c.id = consent_withdrawal.consent_id))));
create policy place_gov on consent_withdrawal for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on consent_withdrawal for all to diguan_firm using ((EXISTS ( SELECT 1
   FROM consent c
  WHERE (c.id = consent_withdrawal.consent_id))));
create policy system on consent_withdrawal for all to diguan_system using (true);
create policy wide_wide on consent_withdrawal for all to diguan_wide using (true);

create table cover ( -- 请假顶岗与交接：按日期生效，到期自止
  id bigint not null generated always as identity, -- L2 编号
  kind text not null, -- L1 顶岗或交接
  grant_id bigint not null, -- L2 谁的岗位
  cover_grant_id bigint not null, -- L2 由谁承担
  division bigint, -- L1 原岗位所在区划；银行岗位为空
  from_at timestamp with time zone not null, -- L2 开始
  to_at timestamp with time zone, -- L2 结束；交接为空，没开始即撤销的与开始同
  note text not null, -- L2 说明
  made_by bigint not null, -- L2 安排人
  made_at timestamp with time zone not null, -- L2 安排时间
  begun_told_at timestamp with time zone, -- L1 告知双方已开始的时间
  ending_told_at timestamp with time zone, -- L1 告知双方即将结束的时间
  ended_told_at timestamp with time zone, -- L1 告知双方已结束的时间
  constraint cover_pkey PRIMARY KEY (id),
  constraint cover_cover_grant_id_fkey FOREIGN KEY (cover_grant_id) REFERENCES role_grant(id),
  constraint cover_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES role_grant(id),
  constraint cover_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint cover_kind_check CHECK ((kind = ANY (ARRAY['leave'::text, 'handover'::text]))),
  constraint cover_leave_ends CHECK (((kind = 'handover'::text) OR (to_at IS NOT NULL))),
  constraint cover_two_people CHECK ((grant_id <> cover_grant_id))
);
CREATE INDEX cover_cover_grant ON cover USING btree (cover_grant_id);
CREATE INDEX cover_grant ON cover USING btree (grant_id);
CREATE INDEX cover_made_by ON cover USING btree (made_by);
CREATE INDEX cover_untold ON cover USING btree (from_at) WHERE (ended_told_at IS NULL);
create policy own_team on cover for all to diguan_team using (((cover_grant_id = (current_setting('app.grant'::text))::bigint) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy system on cover for all to diguan_system using (true);

create table credit_decision ( -- 授信决定：只增；更正引用前一条
  id bigint not null generated always as identity, -- L3 编号
  bank_case_id bigint not null, -- L3 银行办理
  declaration_id bigint not null, -- L2 申报
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null, -- L2 银行
  branch_id bigint not null, -- L2 网点
  result text not null, -- L3 结果
  credit_fen bigint, -- L3 授信金额
  revolving boolean, -- L3 循环
  rate_bp integer, -- L3 年利率
  term_months integer, -- L3 期限
  guarantee text, -- L3 担保方式
  product text, -- L3 产品
  first_loan boolean, -- L3 首贷（银行核定）
  reasons text[], -- L3 不予授信原因
  facts text, -- L3 事实依据
  repairable boolean, -- L3 可修复
  repair_owner text, -- L3 建议部门
  repair_advice text, -- L3 建议措施
  explained_on date, -- L3 向企业解释日期
  explained_how text, -- L3 解释方式
  late boolean not null default false, -- L3 超期后决定
  decided_at timestamp with time zone not null, -- L3 决定时间
  recorded_at timestamp with time zone not null, -- L3 记录时间
  account_id bigint not null, -- L2 经手人
  supersedes bigint, -- L3 更正
  constraint credit_decision_pkey PRIMARY KEY (id),
  constraint credit_decision_supersedes_key UNIQUE (supersedes),
  constraint credit_decision_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint credit_decision_bank_case_id_fkey FOREIGN KEY (bank_case_id) REFERENCES bank_case(id),
  constraint credit_decision_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint credit_decision_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES org(id),
  constraint credit_decision_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id),
  constraint credit_decision_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint credit_decision_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES credit_decision(id),
  constraint credit_decision_rate_bp_check CHECK (((rate_bp >= 0) AND (rate_bp <= 2400))),
  constraint credit_decision_result_check CHECK ((result = ANY (ARRAY['grant'::text, 'refuse'::text]))),
  constraint credit_decision_term_months_check CHECK (((term_months >= 1) AND (term_months <= 360))),
  constraint grant_has_credit CHECK (((result <> 'grant'::text) OR ((credit_fen > 0) AND (rate_bp IS NOT NULL) AND (term_months IS NOT NULL) AND (guarantee IS NOT NULL) AND (revolving IS NOT NULL)))),
  constraint refusal_has_reason CHECK (((result <> 'refuse'::text) OR ((cardinality(reasons) > 0) AND (length(btrim(facts)) >= 10) AND (repairable IS NOT NULL))))
);
CREATE INDEX credit_decision_account ON credit_decision USING btree (account_id);
CREATE INDEX credit_decision_bank ON credit_decision USING btree (bank_id, decided_at);
CREATE INDEX credit_decision_branch ON credit_decision USING btree (branch_id);
CREATE INDEX credit_decision_case ON credit_decision USING btree (bank_case_id);
CREATE INDEX credit_decision_declaration ON credit_decision USING btree (declaration_id);
CREATE INDEX credit_decision_division ON credit_decision USING btree (division, decided_at);
CREATE INDEX credit_decision_entity ON credit_decision USING btree (entity_id);
CREATE UNIQUE INDEX credit_decision_one ON credit_decision USING btree (bank_case_id) WHERE (supersedes IS NULL);
CREATE TRIGGER credit_decision_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON credit_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy assigned_bank on credit_decision for all to diguan_bank using (((bank_id = (current_setting('app.bank'::text))::bigint) AND (EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.id = credit_decision.bank_case_id)))));
create policy place_gov on credit_decision for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on credit_decision for all to diguan_system using (true);
create policy wide_wide on credit_decision for all to diguan_wide using (true);

create table dead_job ( -- 没有做完的后台任务：几次尝试都中断或出错，已不再自动重试
  id bigint not null generated always as identity, -- L1 编号
  key text not null, -- L1 入队时的编号
  name text not null, -- L1 任务
  data jsonb not null, -- L3 任务内容，含交办人
  reason text not null, -- L2 最后一次的情况
  failed_at timestamp with time zone not null, -- L2 放弃的时间
  retried_at timestamp with time zone, -- L2 由人重新交办的时间
  retried_by bigint, -- L2 重新交办人
  constraint dead_job_pkey PRIMARY KEY (id),
  constraint dead_job_key_key UNIQUE (key),
  constraint dead_job_retried_by_fkey FOREIGN KEY (retried_by) REFERENCES account(id)
);
CREATE INDEX dead_job_retried_by ON dead_job USING btree (retried_by);
create policy system on dead_job for all to diguan_system using (true);

create table declaration ( -- 融资申报
  id bigint not null generated always as identity, -- L2 编号
  no text not null, -- L2 申报编号
  entity_id bigint not null, -- L2 主体
  target_id bigint, -- L2 走访对象
  visit_id bigint, -- L2 来自哪次走访
  division bigint not null, -- L2 区划
  status text not null, -- L2 状态
  channel text not null, -- L2 来源
  need_type text not null, -- L2 需求类型
  amount_fen bigint not null, -- L3 需求金额（分）
  term_months integer not null, -- L3 期限（月）
  purpose_kind text not null, -- L3 用途大类
  purpose text not null, -- L3 用途与资金使用计划
  guarantee text not null, -- L3 拟担保方式
  rate_cap_bp integer, -- L3 期望利率上限
  first_loan_claimed boolean, -- L3 自述是否首贷
  orders_note text, -- L3 订单、合同等佐证
  contact_name text not null, -- L3 联系人
  contact_phone text not null, -- L3 联系电话
  accepts_other boolean not null, -- L2 是否接受调剂到其他银行
  wish_bank_id bigint, -- L2 意向银行
  main_branch_id bigint, -- L2 主办行网点
  backup_branch_id bigint, -- L2 备选行网点
  recommended_fen bigint, -- L3 推荐金额
  recommend_reason text, -- L3 推荐理由
  parent_id bigint, -- L2 二次申报的上一次
  round integer not null default 1, -- L2 第几次
  verified_at timestamp with time zone, -- L2 核实时间
  verified_how text, -- L2 核实方式
  receipt_hash text, -- L4 回执摘要
  maker_id bigint, -- L2 经办人
  maker_person_id bigint, -- L2 经办自然人
  opened_at timestamp with time zone not null, -- L2 建立
  submitted_at timestamp with time zone, -- L2 提交（列入申报清单）
  recommended_at timestamp with time zone, -- L2 列入推荐清单
  closed_at timestamp with time zone, -- L2 终结
  close_reason text, -- L3 终结原因
  version integer not null default 1, -- L1 版本
  constraint declaration_pkey PRIMARY KEY (id),
  constraint declaration_no_key UNIQUE (no),
  constraint declaration_receipt_hash_key UNIQUE (receipt_hash),
  constraint declaration_backup_branch_id_fkey FOREIGN KEY (backup_branch_id) REFERENCES org(id),
  constraint declaration_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint declaration_main_branch_id_fkey FOREIGN KEY (main_branch_id) REFERENCES org(id),
  constraint declaration_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES account(id),
  constraint declaration_maker_person_id_fkey FOREIGN KEY (maker_person_id) REFERENCES person(id),
  constraint declaration_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES declaration(id),
  constraint declaration_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id),
  constraint declaration_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visit(id),
  constraint declaration_wish_bank_id_fkey FOREIGN KEY (wish_bank_id) REFERENCES org(id),
  constraint declaration_amount_fen_check CHECK (((amount_fen >= 100000) AND (amount_fen <= '10000000000'::bigint))),
  constraint declaration_channel_check CHECK ((channel = ANY (ARRAY['visit'::text, 'portal'::text, 'window'::text, 'bank'::text]))),
  constraint declaration_need_type_check CHECK ((need_type = ANY (ARRAY['working'::text, 'fixed'::text, 'acceptance'::text, 'guarantee'::text, 'trade'::text, 'renewal'::text]))),
  constraint declaration_rate_cap_bp_check CHECK (((rate_cap_bp >= 0) AND (rate_cap_bp <= 2400))),
  constraint declaration_status_check CHECK ((status = ANY (ARRAY['drafted'::text, 'submitted'::text, 'precheckFailed'::text, 'inReview'::text, 'supplementing'::text, 'proposed'::text, 'ineligibleProposed'::text, 'recommended'::text, 'notEligible'::text, 'awaitingConsultation'::text, 'credited'::text, 'withdrawn'::text, 'merged'::text]))),
  constraint declaration_term_months_check CHECK (((term_months >= 1) AND (term_months <= 360)))
);
CREATE INDEX declaration_backup ON declaration USING btree (backup_branch_id);
CREATE INDEX declaration_entity ON declaration USING btree (entity_id);
CREATE INDEX declaration_main ON declaration USING btree (main_branch_id);
CREATE INDEX declaration_maker ON declaration USING btree (maker_id);
CREATE INDEX declaration_maker_person ON declaration USING btree (maker_person_id);
CREATE INDEX declaration_page ON declaration USING btree (division, id);
CREATE INDEX declaration_parent ON declaration USING btree (parent_id);
CREATE INDEX declaration_status ON declaration USING btree (status, id);
CREATE INDEX declaration_submitted ON declaration USING btree (submitted_at);
CREATE INDEX declaration_target ON declaration USING btree (target_id);
CREATE INDEX declaration_visit ON declaration USING btree (visit_id);
CREATE INDEX declaration_wish ON declaration USING btree (wish_bank_id);
CREATE UNIQUE INDEX declaration_one_live ON declaration USING btree (entity_id, need_type) WHERE ((closed_at IS NULL) AND ((channel <> 'portal'::text) OR (verified_at IS NOT NULL)));
create policy assigned_bank on declaration for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.declaration_id = declaration.id))));
create policy none_team on declaration for all to diguan_team using (false);
create policy place_gov on declaration for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on declaration for all to diguan_firm using ((entity_id = (current_setting('app.entity'::text))::bigint));
create policy system on declaration for all to diguan_system using (true);
create policy wide_wide on declaration for all to diguan_wide using (true);

create table disbursement ( -- 放款：只增；冲正为负数行
  id bigint not null generated always as identity, -- L3 编号
  decision_id bigint not null, -- L3 授信
  bank_case_id bigint not null, -- L3 银行办理
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null, -- L2 银行
  branch_id bigint not null, -- L2 网点
  note_no text not null, -- L3 借据号
  nth smallint not null default 1, -- L1 同一借据第几次登记：记错冲正后，同一借据号再记
  amount_fen bigint not null, -- L3 金额
  disbursed_on date not null, -- L3 放款日
  matures_on date not null, -- L3 到期日
  rate_bp integer not null, -- L3 年利率
  guarantee text not null, -- L3 担保方式
  first_loan boolean not null, -- L3 首贷
  renewal boolean not null, -- L3 无还本续贷
  reverses bigint, -- L3 冲正哪一笔
  account_id bigint not null, -- L2 经手人
  recorded_at timestamp with time zone not null, -- L3 记录时间
  constraint disbursement_pkey PRIMARY KEY (id),
  constraint disbursement_note UNIQUE (bank_id, note_no, nth),
  constraint disbursement_reverses_key UNIQUE (reverses),
  constraint disbursement_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint disbursement_bank_case_id_fkey FOREIGN KEY (bank_case_id) REFERENCES bank_case(id),
  constraint disbursement_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint disbursement_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES org(id),
  constraint disbursement_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES credit_decision(id),
  constraint disbursement_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint disbursement_reverses_fkey FOREIGN KEY (reverses) REFERENCES disbursement(id),
  constraint disbursement_amount_fen_check CHECK ((amount_fen <> 0)),
  constraint disbursement_rate_bp_check CHECK (((rate_bp >= 0) AND (rate_bp <= 2400))),
  constraint matures_after CHECK ((matures_on >= disbursed_on)),
  constraint reversal_is_negative CHECK (((amount_fen < 0) = (reverses IS NOT NULL)))
);
CREATE INDEX disbursement_account ON disbursement USING btree (account_id);
CREATE INDEX disbursement_bank ON disbursement USING btree (bank_id, disbursed_on);
CREATE INDEX disbursement_branch ON disbursement USING btree (branch_id);
CREATE INDEX disbursement_case ON disbursement USING btree (bank_case_id);
CREATE INDEX disbursement_decision ON disbursement USING btree (decision_id);
CREATE INDEX disbursement_division ON disbursement USING btree (division, disbursed_on);
CREATE INDEX disbursement_entity ON disbursement USING btree (entity_id);
CREATE TRIGGER disbursement_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON disbursement FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy assigned_bank on disbursement for all to diguan_bank using (((bank_id = (current_setting('app.bank'::text))::bigint) AND (EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.id = disbursement.bank_case_id)))));
create policy place_gov on disbursement for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on disbursement for all to diguan_system using (true);
create policy wide_wide on disbursement for all to diguan_wide using (true);

create table division ( -- 行政区划：12 位代码，下级是一段连续的代码
  code bigint not null, -- L1 区划代码
  name text not null, -- L1 名称
  level text not null, -- L1 层级
  parent bigint, -- L1 上级
  valid_from date, -- L1 生效日
  valid_to date, -- L1 失效日：从这一天起不再是现行区划
  heir bigint, -- L1 承接它的现行区划
  called text not null default ''::text, -- L1 各级名称连写；由下面的触发器写
  constraint division_pkey PRIMARY KEY (code),
  constraint division_heir_fkey FOREIGN KEY (heir) REFERENCES division(code),
  constraint division_parent_fkey FOREIGN KEY (parent) REFERENCES division(code),
  constraint division_heir_from CHECK (((heir IS NULL) OR (valid_to IS NOT NULL))),
  constraint division_level_check CHECK ((level = ANY (ARRAY['province'::text, 'city'::text, 'county'::text, 'town'::text, 'community'::text])))
);
CREATE INDEX division_heir ON division USING btree (heir);
CREATE INDEX division_parent ON division USING btree (parent, code);
CREATE TRIGGER division_called AFTER INSERT OR DELETE OR UPDATE OF code, name, level, parent, heir ON division FOR EACH STATEMENT EXECUTE FUNCTION call_divisions();

create table division_change ( -- 区划变更：按批复文件，到日子生效
  id bigint not null generated always as identity, -- L1 编号
  kind text not null, -- L1 种类：并入、更名、析置、换代码
  from_code bigint not null, -- L1 变更的区划
  from_name text not null, -- L1 变更前的名称
  to_code bigint, -- L1 并入的区划，或新换的代码；更名、析置为空
  to_name text, -- L1 新名称；并入、析置为空
  parts jsonb not null default '[]'::jsonb, -- L1 析置时新设的镇街（代码、名称）与划入的社区
  starts_on date not null, -- L1 生效日
  notice_no text not null, -- L1 批复文号
  notice text not null, -- L1 批复内容摘要
  state text not null, -- L1 状态
  made_by bigint not null, -- L2 登记人
  made_at timestamp with time zone not null, -- L1 登记时间
  decided_by bigint, -- L2 确认人
  decided_at timestamp with time zone, -- L1 确认时间
  ended_reason text, -- L1 撤销理由
  done_at timestamp with time zone, -- L1 实际办理时间
  firms integer, -- L1 随之移动的户数
  targets integer, -- L1 随之移动的走访对象
  version integer not null default 1, -- L1 版本
  constraint division_change_pkey PRIMARY KEY (id),
  constraint division_change_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account(id),
  constraint division_change_from_code_fkey FOREIGN KEY (from_code) REFERENCES division(code),
  constraint division_change_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint division_change_kind_check CHECK ((kind = ANY (ARRAY['merge'::text, 'rename'::text, 'split'::text, 'recode'::text]))),
  constraint division_change_parts CHECK (((kind = 'split'::text) = (jsonb_array_length(parts) > 0))),
  constraint division_change_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'planned'::text, 'done'::text, 'cancelled'::text]))),
  constraint division_change_to CHECK ((((to_code IS NULL) = (kind = ANY (ARRAY['rename'::text, 'split'::text]))) AND ((to_name IS NULL) = (kind = ANY (ARRAY['merge'::text, 'split'::text]))))),
  constraint division_change_two CHECK (((state = ANY (ARRAY['proposed'::text, 'cancelled'::text])) OR (decided_by IS NOT NULL)))
);
CREATE INDEX division_change_decided_by ON division_change USING btree (decided_by);
CREATE INDEX division_change_due ON division_change USING btree (starts_on) WHERE (state = 'planned'::text);
CREATE INDEX division_change_from ON division_change USING btree (from_code);
CREATE INDEX division_change_made_by ON division_change USING btree (made_by);
CREATE UNIQUE INDEX division_change_open ON division_change USING btree (from_code) WHERE (state = ANY (ARRAY['proposed'::text, 'planned'::text]));

create table duty ( -- 责任片区：一个小组或一次顶岗，管一处地方或一栋楼宇
  id bigint not null generated always as identity, -- L1 编号
  team_id bigint, -- L1 小组
  cover_id bigint, -- L2 顶岗或交接
  division bigint not null, -- L1 区划
  lo bigint not null, -- L1 区划代码起
  hi bigint not null, -- L1 区划代码止
  building_id bigint, -- L1 楼宇；空为整个区划
  from_at timestamp with time zone not null, -- L1 开始
  to_at timestamp with time zone, -- L1 结束
  constraint duty_pkey PRIMARY KEY (id),
  constraint duty_building_id_fkey FOREIGN KEY (building_id) REFERENCES building(id),
  constraint duty_cover_id_fkey FOREIGN KEY (cover_id) REFERENCES cover(id),
  constraint duty_division_fkey FOREIGN KEY (division) REFERENCES division(code),
  constraint duty_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id),
  constraint duty_of_one CHECK (((team_id IS NULL) <> (cover_id IS NULL)))
);
CREATE INDEX duty_building ON duty USING btree (building_id);
CREATE INDEX duty_cover ON duty USING btree (cover_id);
CREATE INDEX duty_division ON duty USING btree (division);
CREATE INDEX duty_team ON duty USING btree (team_id);
create policy own_team on duty for all to diguan_team using ((((EXISTS ( SELECT 1
   FROM team t
  WHERE (t.id = duty.team_id))) OR (EXISTS ( SELECT 1
   FROM cover c
  WHERE (c.id = duty.cover_id)))) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy system on duty for all to diguan_system using (true);

create table entity ( -- 经营主体：窄表，列表与筛查用
  id bigint not null generated always as identity, -- L2 编号
  uscc text, -- L2 统一社会信用代码
  reg_no text, -- L2 旧注册号
  name text not null, -- L2 名称
  name_key text not null, -- L2 名称（比对用）
  bigrams integer[] not null, -- L2 名称二字组（检索用），每组两个字符合成一数
  kind text not null, -- L2 主体类型
  registration_status text not null, -- L2 登记状态
  founded_on date, -- L2 成立日期
  division bigint not null, -- L2 所在区划（已知的最细一级）
  placed_by text not null, -- L1 区划依据
  status text not null default 'live'::text, -- L1 状态；撤销批次时退出的为 withdrawn
  merged_into bigint, -- L2 并入
  withdrawn_in integer, -- L1 在哪一版登记库退出
  registration_fact bigint, -- L1 现行登记信息的来源行
  registration_content bigint, -- L1 现行登记信息的内容摘要
  created_batch bigint not null, -- L1 由哪个批次建立；0 为企业自行申报
  updated_batch bigint not null, -- L1 最近更新批次
  county integer not null generated always as (((division / 1000000))::integer) stored, -- L2 所在区县，区划的前六位
  constraint entity_pkey PRIMARY KEY (id),
  constraint entity_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES entity(id),
  constraint entity_kind_check CHECK ((kind = ANY (ARRAY['enterprise'::text, 'individual'::text, 'cooperative'::text, 'farm'::text, 'farmer'::text, 'other'::text]))),
  constraint entity_placed_by_check CHECK ((placed_by = ANY (ARRAY['address'::text, 'code'::text, 'census'::text, 'none'::text, 'stated'::text, 'manual'::text, 'learned'::text]))),
  constraint entity_registration_status_check CHECK ((registration_status = ANY (ARRAY['active'::text, 'cancelled'::text, 'revoked'::text, 'moved_out'::text, 'unknown'::text]))),
  constraint entity_status_check CHECK ((status = ANY (ARRAY['live'::text, 'merged'::text, 'withdrawn'::text]))),
  constraint entity_uscc_check CHECK ((length(uscc) = 18))
);
CREATE INDEX entity_bigrams ON entity USING gin (bigrams);
CREATE INDEX entity_codeless ON entity USING btree (id) WHERE ((uscc IS NULL) AND (status = 'live'::text));
CREATE INDEX entity_county ON entity USING btree (county, id) WHERE (status = 'live'::text);
CREATE INDEX entity_division ON entity USING btree (division, id);
CREATE INDEX entity_merged ON entity USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX entity_portal ON entity USING btree (id) WHERE (created_batch = 0);
CREATE UNIQUE INDEX entity_uscc ON entity USING btree (uscc) WHERE (status = 'live'::text);
create policy assigned_bank on entity for all to diguan_bank using (((EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.entity_id = entity.id))) OR (EXISTS ( SELECT 1
   FROM target t
  WHERE (t.entity_id = entity.id)))));
create policy duty_team on entity for all to diguan_team using (((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.entity_id = entity.id))) OR (EXISTS ( SELECT 1
   FROM visit v
  WHERE (v.entity_id = entity.id)))));
create policy place_gov on entity for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on entity for all to diguan_firm using ((id = (current_setting('app.entity'::text))::bigint));
create policy system on entity for all to diguan_system using (true);
create policy wide_wide on entity for all to diguan_wide using (true);

create table entity_before ( -- 主体在某一版登记库改动之前的名称与区划
  version integer not null, -- L1 作出改动的登记库版本
  entity_id bigint not null, -- L2 主体
  name text not null, -- L2 名称
  name_key text not null, -- L2 名称（比对用）
  bigrams integer[] not null, -- L2 名称二字组
  kind text not null, -- L2 主体类型
  division bigint not null, -- L2 区划
  placed_by text not null, -- L1 区划依据
  constraint entity_before_pkey PRIMARY KEY (entity_id, version)
);
CREATE INDEX entity_before_version ON entity_before USING brin (version);
create policy system on entity_before for all to diguan_system using (true);

create table export_request ( -- 台账导出申请：超过规定行数的，须另一人同意后导出
  id bigint not null generated always as identity, -- L2 编号
  kind text not null, -- L1 台账
  filter jsonb not null, -- L2 导出条件
  row_count integer not null, -- L1 申请时行数
  reason text not null, -- L2 用途
  state text not null, -- L1 状态
  requested_by bigint not null, -- L2 申请人
  person_id bigint not null, -- L2 申请自然人
  org_id bigint not null, -- L2 申请机构
  division bigint, -- L2 申请机构所在区划
  bank_id bigint, -- L2 申请机构所属银行
  requested_at timestamp with time zone not null, -- L2 申请时间
  decided_by bigint, -- L2 同意或不同意的人
  decided_at timestamp with time zone, -- L2 决定时间
  decision_reason text, -- L2 不同意的理由
  version integer not null default 1, -- L1 版本
  constraint export_request_pkey PRIMARY KEY (id),
  constraint export_request_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint export_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account(id),
  constraint export_request_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint export_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint export_request_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES account(id),
  constraint export_decided CHECK (((state = 'requested'::text) = (decided_by IS NULL))),
  constraint export_request_kind_check CHECK ((kind = ANY (ARRAY['visits'::text, 'declarations'::text, 'recommendations'::text, 'credits'::text]))),
  constraint export_request_row_count_check CHECK ((row_count >= 0)),
  constraint export_request_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'refused'::text]))),
  constraint export_two_people CHECK ((decided_by <> requested_by))
);
CREATE INDEX export_request_bank ON export_request USING btree (bank_id);
CREATE INDEX export_request_decided_by ON export_request USING btree (decided_by);
CREATE INDEX export_request_org ON export_request USING btree (org_id);
CREATE INDEX export_request_page ON export_request USING btree (division, id);
CREATE INDEX export_request_person ON export_request USING btree (person_id);
CREATE INDEX export_request_requested_by ON export_request USING btree (requested_by, id);
create policy own_bank on export_request for all to diguan_bank using ((org_id = ANY ((current_setting('app.orgs'::text))::bigint[])));
create policy place_gov on export_request for all to diguan_gov using (((bank_id IS NULL) AND ((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint))));
create policy system on export_request for all to diguan_system using (true);
create policy wide_wide on export_request for all to diguan_wide using ((bank_id IS NULL));

create table fact_census ( -- 统计：第五次经济普查活跃单位
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  industry text, -- L2 行业代码
  division bigint, -- L2 普查登记区划
  employees integer, -- L2 从业人员
  revenue_fen bigint, -- L3 营业收入（分）
  constraint fact_census_pkey PRIMARY KEY (fact_id)
);
CREATE INDEX fact_census_batch ON fact_census USING brin (batch_id);
CREATE INDEX fact_census_entity ON fact_census USING btree (entity_id);
CREATE INDEX fact_census_waiting ON fact_census USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_census for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_census.entity_id))));
create policy system on fact_census for all to diguan_system using (true);
create policy wide_wide on fact_census for all to diguan_wide using (true);

create table fact_label ( -- 科技、工信、商务：重点企业
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  label text not null, -- L2 类别
  label_year integer, -- L2 认定年份
  constraint fact_label_pkey PRIMARY KEY (fact_id)
);
CREATE INDEX fact_label_batch ON fact_label USING brin (batch_id);
CREATE INDEX fact_label_entity ON fact_label USING btree (entity_id);
CREATE INDEX fact_label_waiting ON fact_label USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_label for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_label.entity_id))));
create policy system on fact_label for all to diguan_system using (true);
create policy wide_wide on fact_label for all to diguan_wide using (true);

create table fact_loan ( -- 银行：存量贷款
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  bank_name text not null, -- L3 贷款银行
  balance_fen bigint not null, -- L3 余额（分）
  issued_on date, -- L3 发放日期
  due_on date, -- L3 到期日期
  guarantee text, -- L3 担保方式
  rate_bp integer, -- L3 利率（基点）
  nth integer not null default 1, -- L1 同行同期第几笔
  constraint fact_loan_pkey PRIMARY KEY (fact_id)
);
CREATE INDEX fact_loan_batch ON fact_loan USING brin (batch_id);
CREATE INDEX fact_loan_entity ON fact_loan USING btree (entity_id);
CREATE INDEX fact_loan_waiting ON fact_loan USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_loan for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_loan.entity_id))));
create policy system on fact_loan for all to diguan_system using (true);
create policy wide_wide on fact_loan for all to diguan_wide using (true);

create table fact_mark ( -- 信用：失信与异常标记
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  mark text not null, -- L3 标记种类
  listed_on date not null, -- L3 列入日期
  removed_on date, -- L3 移出日期；有值即标记已结束
  constraint fact_mark_pkey PRIMARY KEY (fact_id),
  constraint fact_mark_mark_check CHECK ((mark = ANY (ARRAY['abnormal_operation'::text, 'serious_dishonest'::text, 'judgment_debtor'::text, 'major_tax'::text])))
);
CREATE INDEX fact_mark_batch ON fact_mark USING brin (batch_id);
CREATE INDEX fact_mark_entity ON fact_mark USING btree (entity_id);
CREATE INDEX fact_mark_waiting ON fact_mark USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_mark for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_mark.entity_id))));
create policy system on fact_mark for all to diguan_system using (true);
create policy wide_wide on fact_mark for all to diguan_wide using (true);

create table fact_registration ( -- 市场监管登记信息
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  uscc text, -- L2 代码
  reg_no text, -- L2 旧注册号
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
  capital_currency text, -- L2 币种
  constraint fact_registration_pkey PRIMARY KEY (fact_id)
);
CREATE INDEX fact_registration_batch ON fact_registration USING brin (batch_id);
CREATE INDEX fact_registration_entity ON fact_registration USING btree (entity_id);
create policy assigned_bank on fact_registration for all to diguan_bank using (((until IS NULL) AND (EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_registration.entity_id)))));
create policy duty_team on fact_registration for all to diguan_team using (((until IS NULL) AND (EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_registration.entity_id)))));
create policy place_gov on fact_registration for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_registration.entity_id))));
create policy self_firm on fact_registration for all to diguan_firm using (((until IS NULL) AND (entity_id = (current_setting('app.entity'::text))::bigint)));
create policy system on fact_registration for all to diguan_system using (true);
create policy wide_wide on fact_registration for all to diguan_wide using (true);

create table fact_social ( -- 人社：参保
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  insured integer, -- L2 参保人数
  state text, -- L2 参保状态
  last_paid_month date, -- L2 最近缴费月份（当月第一天）
  constraint fact_social_pkey PRIMARY KEY (fact_id)
);
CREATE INDEX fact_social_batch ON fact_social USING brin (batch_id);
CREATE INDEX fact_social_entity ON fact_social USING btree (entity_id);
CREATE INDEX fact_social_waiting ON fact_social USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_social for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_social.entity_id))));
create policy system on fact_social for all to diguan_system using (true);
create policy wide_wide on fact_social for all to diguan_wide using (true);

create table fact_tax ( -- 税务：纳税信用与入库税额
  fact_id bigint not null default nextval('fact_id_seq'::regclass), -- L1 事实编号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  since integer not null, -- L1 起于哪一版登记库
  until integer, -- L1 止于哪一版；为空即现行
  content bigint not null, -- L1 内容摘要
  entity_id bigint, -- L2 主体
  waiting text, -- L2 尚未对上主体时的比对键
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  grade text, -- L2 纳税信用等级
  tax_year integer, -- L2 年度
  tax_fen bigint, -- L3 入库税额（分）
  export_refund_fen bigint, -- L3 出口退税额（分）
  abnormal boolean, -- L2 非正常户
  constraint fact_tax_pkey PRIMARY KEY (fact_id),
  constraint fact_tax_grade_check CHECK ((grade = ANY (ARRAY['A'::text, 'B'::text, 'M'::text, 'C'::text, 'D'::text])))
);
CREATE INDEX fact_tax_batch ON fact_tax USING brin (batch_id);
CREATE INDEX fact_tax_entity ON fact_tax USING btree (entity_id);
CREATE INDEX fact_tax_waiting ON fact_tax USING btree (waiting) WHERE ((waiting IS NOT NULL) AND (until IS NULL));
create policy place_gov on fact_tax for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = fact_tax.entity_id))));
create policy system on fact_tax for all to diguan_system using (true);
create policy wide_wide on fact_tax for all to diguan_wide using (true);

create table feed_position ( -- 各去向已读到的位置（事务快照水位，不按编号）
  dest text not null, -- L1 去向
  txid xid8 not null default '0'::xid8, -- L1 事务号
  id bigint not null default 0, -- L1 编号
  moved_at timestamp with time zone, -- L1 时间
  constraint feed_position_pkey PRIMARY KEY (dest),
  constraint feed_position_dest_fkey FOREIGN KEY (dest) REFERENCES subscription(dest)
);

create table finding ( -- 五项标准逐项结论：只增，最后一条有效
  id bigint not null generated always as identity, -- L2 编号
  declaration_id bigint not null, -- L2 申报
  division bigint not null, -- L2 区划
  standard smallint not null, -- L1 第几项
  result text not null, -- L3 通过、不通过、待佐证
  basis text not null, -- L3 依据
  evidence jsonb not null, -- L3 佐证：事实或走访的编号
  override_reason text, -- L3 专班说明理由后通过
  parameters jsonb not null, -- L1 当时的参数
  account_id bigint not null, -- L2 审核人
  person_id bigint not null, -- L2 审核自然人
  found_at timestamp with time zone not null, -- L2 时间
  constraint finding_pkey PRIMARY KEY (id),
  constraint finding_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint finding_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id),
  constraint finding_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint finding_result_check CHECK ((result = ANY (ARRAY['met'::text, 'unmet'::text, 'insufficient'::text]))),
  constraint finding_standard_check CHECK (((standard >= 1) AND (standard <= 5)))
);
CREATE INDEX finding_account ON finding USING btree (account_id);
CREATE INDEX finding_declaration ON finding USING btree (declaration_id, standard, id);
CREATE INDEX finding_person ON finding USING btree (person_id);
CREATE TRIGGER finding_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy assigned_bank on finding for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM bank_case c
  WHERE (c.declaration_id = finding.declaration_id))));
create policy place_gov on finding for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy self_firm on finding for all to diguan_firm using ((EXISTS ( SELECT 1
   FROM declaration d
  WHERE (d.id = finding.declaration_id))));
create policy system on finding for all to diguan_system using (true);
create policy wide_wide on finding for all to diguan_wide using (true);

create table household_visit ( -- 计户的那一次走访：一户一轮至多一次，由主键保证
  entity_id bigint not null, -- L2 主体
  round text not null, -- L2 轮次
  visit_id bigint not null, -- L2 走访
  division bigint not null, -- L2 当时区划
  constraint household_visit_pkey PRIMARY KEY (entity_id, round),
  constraint household_visit_visit_id_key UNIQUE (visit_id),
  constraint household_visit_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint household_visit_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visit(id)
);
create policy assigned_bank on household_visit for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = household_visit.entity_id))));
create policy duty_team on household_visit for all to diguan_team using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = household_visit.entity_id))));
create policy place_gov on household_visit for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on household_visit for all to diguan_system using (true);
create policy wide_wide on household_visit for all to diguan_wide using (true);

create table idempotency ( -- 重复请求：同一编号只生效一次，重复的得到原来的回答
  client text not null, -- L2 调用方
  route text not null, -- L1 接口名
  key text not null, -- L2 请求编号
  payload_hash text not null, -- L2 内容摘要
  status integer not null, -- L1 原结果码
  body text not null, -- L3 原回答
  created_at timestamp with time zone not null, -- L2 时间
  constraint idempotency_pkey PRIMARY KEY (client, route, key)
);
create policy system on idempotency for all to diguan_system using (true);

create table identity_candidate ( -- 待认定的一户候选及逐项得分
  case_id bigint not null, -- L1 待认定
  rank smallint not null, -- L1 名次
  entity_id bigint not null, -- L2 候选主体
  score integer not null, -- L1 总分
  parts jsonb not null, -- L1 逐项得分
  constraint identity_candidate_pkey PRIMARY KEY (case_id, rank)
);
create policy place_gov on identity_candidate for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM identity_case c
  WHERE (c.id = identity_candidate.case_id))));
create policy system on identity_candidate for all to diguan_system using (true);
create policy wide_wide on identity_candidate for all to diguan_wide using (true);

create table identity_case ( -- 待认定：一行没有正确代码的记录，或一户没有代码的主体，与登记主体的比对
  id bigint not null generated always as identity, -- L1 编号
  kind text not null, -- L1 名单种类
  fact_id bigint not null, -- L1 这一行的事实
  self_id bigint, -- L2 登记名录里没有代码的一户
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  waiting text, -- L2 未对上时的比对键
  memory_key text not null, -- L2 下次据以沿用认定的内容
  division bigint not null, -- L2 归哪里认定（得分最高一户的区划）
  score integer not null, -- L1 最高得分
  state text not null, -- L1 状态
  how text, -- L1 由谁认定
  entity_id bigint, -- L2 认定为哪一户
  displaced bigint, -- L1 因此停用的事实
  decided_by bigint, -- L2 认定人
  decided_at timestamp with time zone, -- L1 认定时间
  opened_at timestamp with time zone not null, -- L1 进入时间
  version integer not null default 1, -- L1 版本
  constraint identity_case_pkey PRIMARY KEY (id),
  constraint identity_case_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account(id),
  constraint identity_case_how_check CHECK ((how = ANY (ARRAY['score'::text, 'memory'::text, 'person'::text]))),
  constraint identity_case_kind_check CHECK ((kind = ANY (ARRAY['registration'::text, 'tax'::text, 'social'::text, 'census'::text, 'mark'::text, 'loan'::text, 'label'::text]))),
  constraint identity_case_state_check CHECK ((state = ANY (ARRAY['open'::text, 'later'::text, 'proposed'::text, 'linked'::text, 'notSame'::text, 'settled'::text])))
);
CREATE INDEX identity_case_decided_by ON identity_case USING btree (decided_by);
CREATE INDEX identity_case_memory ON identity_case USING btree (memory_key);
CREATE INDEX identity_case_queue ON identity_case USING btree (state, kind, id);
CREATE INDEX identity_case_self ON identity_case USING btree (self_id) WHERE (self_id IS NOT NULL);
CREATE UNIQUE INDEX identity_case_fact ON identity_case USING btree (fact_id);
create policy place_gov on identity_case for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on identity_case for all to diguan_system using (true);
create policy wide_wide on identity_case for all to diguan_wide using (true);

create table identity_memory ( -- 认定过的：同样的行下次照此办理
  memory_key text not null, -- L2 行的内容
  entity_id bigint not null, -- L2 主体
  same boolean not null, -- L1 是或不是同一户
  case_id bigint not null, -- L1 据哪一次认定
  constraint identity_memory_pkey PRIMARY KEY (memory_key, entity_id)
);
create policy system on identity_memory for all to diguan_system using (true);

create table identity_merge ( -- 并户：一户没有代码的主体并入另一户；撤销时照此恢复
  id bigint not null generated always as identity, -- L1 编号
  case_id bigint not null, -- L1 据哪一次认定
  entity_id bigint not null, -- L2 并入的一户
  into_id bigint not null, -- L2 留下的一户
  made_by bigint not null, -- L2 提出人
  checked_by bigint not null, -- L2 确认人
  merged_in integer not null, -- L1 并户形成的登记库版本
  undone_in integer, -- L1 撤销形成的登记库版本
  closed jsonb not null, -- L1 并户时停用的事实（种类与编号）
  written jsonb not null, -- L1 并户时另写的事实（种类与编号）
  merged_at timestamp with time zone not null, -- L1 时间
  constraint identity_merge_pkey PRIMARY KEY (id),
  constraint identity_merge_case_id_fkey FOREIGN KEY (case_id) REFERENCES identity_case(id),
  constraint identity_merge_checked_by_fkey FOREIGN KEY (checked_by) REFERENCES account(id),
  constraint identity_merge_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id)
);
CREATE INDEX identity_merge_case ON identity_merge USING btree (case_id);
CREATE INDEX identity_merge_checked_by ON identity_merge USING btree (checked_by);
CREATE INDEX identity_merge_made_by ON identity_merge USING btree (made_by);
create policy system on identity_merge for all to diguan_system using (true);

create table import_batch ( -- 导入批次：一个文件一次
  id bigint not null generated always as identity, -- L1 编号
  kind text not null, -- L1 名单种类
  source text not null, -- L1 来源（声明的名单格式）
  file_name text not null, -- L1 文件名
  file_sha256 text not null, -- L1 文件摘要
  file_bytes bigint not null default 0, -- L1 文件大小（字节）；运维在服务器上导入的不计
  mapping_hash text not null, -- L1 列对应摘要
  mode text not null default 'incremental'::text, -- L1 增量或全量
  as_of date not null, -- L1 数据日期
  state text not null, -- L1 状态
  rows_in integer not null default 0, -- L1 数据行数
  accepted integer not null default 0, -- L1 入库行
  rejected integer not null default 0, -- L1 退回行
  unchanged integer not null default 0, -- L1 无变化行
  suspicious integer not null default 0, -- L1 存疑提示数
  unmatched integer not null default 0, -- L1 未对上主体的行
  skipped integer not null default 0, -- L1 略过的标题、说明、合计行
  preview jsonb, -- L2 预览
  preview_hash text, -- L1 预览摘要；确认入库时须带上
  preview_version integer, -- L1 预览时的登记库版本
  version integer, -- L1 入库形成的登记库版本
  failure text, -- L1 失败原因
  upload text, -- L1 留着的原文件；了结即删
  day_given date, -- L1 上报时填的数据日期；没填为空
  mapping jsonb, -- L1 经办人改定的对应；为空即按识别
  profile_id bigint, -- L1 用了哪个对应方案
  reading_since timestamp with time zone, -- L1 本次读取从何时开始
  read_share smallint, -- L1 已读的字节，千分之几
  created_by bigint not null, -- L2 经手账号
  org_id bigint, -- L1 报送单位
  created_at timestamp with time zone not null, -- L1 上传时间
  committed_at timestamp with time zone, -- L1 入库时间
  committed_by bigint, -- L2 确认人
  reversed_at timestamp with time zone, -- L1 撤销时间
  reversed_by bigint, -- L2 撤销人
  reverse_reason text, -- L2 撤销理由
  reversal jsonb, -- L2 撤销的结果：各类行数、户数
  reversal_version integer, -- L1 撤销形成的登记库版本
  constraint import_batch_pkey PRIMARY KEY (id),
  constraint import_batch_committed_by_fkey FOREIGN KEY (committed_by) REFERENCES account(id),
  constraint import_batch_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint import_batch_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint import_batch_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES import_profile(id),
  constraint import_batch_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES account(id),
  constraint import_batch_kind_check CHECK ((kind = ANY (ARRAY['registration'::text, 'tax'::text, 'social'::text, 'census'::text, 'mark'::text, 'loan'::text, 'label'::text, 'branch'::text, 'division'::text]))),
  constraint import_batch_mode_check CHECK ((mode = ANY (ARRAY['incremental'::text, 'full'::text]))),
  constraint import_batch_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'unmapped'::text, 'previewed'::text, 'committed'::text, 'reversed'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX import_batch_committed_by ON import_batch USING btree (committed_by);
CREATE INDEX import_batch_created_by ON import_batch USING btree (created_by);
CREATE INDEX import_batch_kind ON import_batch USING btree (kind, id);
CREATE INDEX import_batch_org ON import_batch USING btree (org_id);
CREATE INDEX import_batch_profile ON import_batch USING btree (profile_id);
CREATE INDEX import_batch_reversed_by ON import_batch USING btree (reversed_by);
CREATE UNIQUE INDEX import_batch_once ON import_batch USING btree (file_sha256, mapping_hash, as_of, mode) WHERE (state = 'committed'::text);
create policy own_department on import_batch for all to diguan_department using ((org_id = (current_setting('app.org'::text))::bigint));
create policy own_gov on import_batch for all to diguan_gov using ((org_id = (current_setting('app.org'::text))::bigint));
create policy system on import_batch for all to diguan_system using (true);
create policy wide_wide on import_batch for all to diguan_wide using (true);

create table import_check ( -- 入库前的提醒：读法可能不对的地方
  batch_id bigint not null, -- L1 批次
  code text not null, -- L1 哪一种提醒
  field text not null, -- L1 字段；整批的为空串
  message text not null, -- L1 说明与办法
  constraint import_check_pkey PRIMARY KEY (batch_id, code, field),
  constraint import_check_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint import_check_code_check CHECK ((code = ANY (ARRAY['unit'::text, 'dates'::text, 'codes'::text, 'missing'::text, 'older'::text, 'codeless'::text, 'guessed'::text, 'year'::text, 'bank'::text])))
);

create table import_confirmed ( -- 一批名单里无变化的行所印证的事实
  batch_id bigint not null, -- L1 批次
  facts int8multirange not null, -- L1 事实编号集合
  constraint import_confirmed_pkey PRIMARY KEY (batch_id),
  constraint import_confirmed_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);

create table import_issue ( -- 逐行问题：退回与存疑
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 第几张表
  row_no integer not null, -- L1 行号
  severity text not null, -- L1 退回或存疑
  code text not null, -- L1 问题代码
  field text, -- L1 字段
  cell text, -- L3 原值
  message text not null, -- L2 说明与处理办法
  constraint import_issue_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint import_issue_severity_check CHECK ((severity = ANY (ARRAY['rejected'::text, 'suspicious'::text])))
);
CREATE INDEX import_issue_batch ON import_issue USING btree (batch_id, sheet, row_no);
create policy own_department on import_issue for all to diguan_department using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_issue.batch_id))));
create policy own_gov on import_issue for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_issue.batch_id))));
create policy system on import_issue for all to diguan_system using (true);
create policy wide_wide on import_issue for all to diguan_wide using (true);

create table import_kept ( -- 撤销批次时没有撤回的行
  batch_id bigint not null, -- L1 被撤销的批次
  sheet smallint not null, -- L1 第几张表
  row_no integer not null, -- L1 行号
  why text not null, -- L1 原因
  by_batch bigint, -- L1 后来的批次
  entity_id bigint, -- L2 主体
  name text, -- L2 名称
  constraint import_kept_pkey PRIMARY KEY (batch_id, sheet, row_no),
  constraint import_kept_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint import_kept_by_batch_fkey FOREIGN KEY (by_batch) REFERENCES import_batch(id),
  constraint import_kept_why_check CHECK ((why = ANY (ARRAY['replaced'::text, 'confirmed'::text, 'work'::text])))
);
CREATE INDEX import_kept_by_batch ON import_kept USING btree (by_batch);
create policy system on import_kept for all to diguan_system using (true);
create policy wide_wide on import_kept for all to diguan_wide using (true);

create table import_look ( -- 每张表开头的几十行原文：对应各列时看的，批次了结即删
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 第几张表
  name text not null, -- L1 表名
  encoding text, -- L1 文本文件的编码
  delimiter text, -- L1 文本文件的分隔符
  head jsonb not null, -- L3 开头的行：行号与各格
  constraint import_look_pkey PRIMARY KEY (batch_id, sheet),
  constraint import_look_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);
create policy own_department on import_look for all to diguan_department using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_look.batch_id))));
create policy own_gov on import_look for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_look.batch_id))));
create policy system on import_look for all to diguan_system using (true);
create policy wide_wide on import_look for all to diguan_wide using (true);

create unlogged table import_match ( -- 暂存：每一行对上了谁、会改变什么；预览与入库读同一份
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  outcome text not null, -- L1 新增、变化、无变化、同文件重复
  entity_id bigint, -- L2 对上的主体；新户为预留的编号
  waiting text, -- L2 未对上时的比对键
  fact_id bigint, -- L1 预留的事实编号
  replaces bigint, -- L1 取代的事实
  homonyms integer, -- L1 同名户数
  first_sheet smallint, -- L1 与之重复的行：表
  first_row integer -- L1 与之重复的行：行
);
CREATE INDEX import_match_batch ON import_match USING brin (batch_id);

create table import_measure ( -- 每批每个字段的填报情况与中位数，供下一批对照
  batch_id bigint not null, -- L1 批次
  field text not null, -- L1 字段
  label text not null, -- L1 字段名
  filled integer not null, -- L1 有值的行
  failed integer not null, -- L1 读不出的格
  median numeric, -- L1 金额的中位数（分）
  constraint import_measure_pkey PRIMARY KEY (batch_id, field),
  constraint import_measure_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);

create table import_outcome ( -- 入库行与无变化行的行号
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 第几张表
  outcome text not null, -- L1 结果
  row_nos int4multirange not null, -- L1 行号集合
  constraint import_outcome_pkey PRIMARY KEY (batch_id, sheet, outcome),
  constraint import_outcome_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint import_outcome_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'unchanged'::text])))
);

create table import_profile ( -- 导入对应方案：一种表头该怎样读，存下来下次自己用上
  id bigint not null generated always as identity, -- L1 编号
  name text not null, -- L1 方案名称
  kind text not null, -- L1 名单种类
  signature text not null, -- L1 表头摘要：各列列名按次序
  title_rows smallint not null, -- L1 表头占几行
  columns jsonb not null, -- L1 各列的字段、单位、日期次序
  encoding text, -- L1 文本文件的编码；为空即自动
  delimiter text, -- L1 文本文件的分隔符；为空即自动
  org_id bigint, -- L1 存下它的单位；为空即运维
  created_by bigint not null, -- L2 存下它的账号
  created_at timestamp with time zone not null, -- L1 存下的时间
  removed_at timestamp with time zone, -- L1 停用的时间
  constraint import_profile_pkey PRIMARY KEY (id),
  constraint import_profile_created_by_fkey FOREIGN KEY (created_by) REFERENCES account(id),
  constraint import_profile_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint import_profile_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
  constraint import_profile_title_rows_check CHECK (((title_rows >= 1) AND (title_rows <= 3)))
);
CREATE INDEX import_profile_created_by ON import_profile USING btree (created_by);
CREATE INDEX import_profile_org ON import_profile USING btree (org_id);
CREATE UNIQUE INDEX import_profile_once ON import_profile USING btree (signature, COALESCE(org_id, (0)::bigint)) WHERE (removed_at IS NULL);
create policy own_department on import_profile for all to diguan_department using (((org_id = (current_setting('app.org'::text))::bigint) OR (EXISTS ( SELECT 1
   FROM org o
  WHERE ((o.id = import_profile.org_id) AND (o.kind = 'city_office'::text))))));
create policy own_gov on import_profile for all to diguan_gov using (((org_id = (current_setting('app.org'::text))::bigint) OR (EXISTS ( SELECT 1
   FROM org o
  WHERE ((o.id = import_profile.org_id) AND (o.kind = 'city_office'::text))))));
create policy system on import_profile for all to diguan_system using (true);
create policy wide_wide on import_profile for all to diguan_wide using (true);

create table import_reject ( -- 退回的整行原文，一行不丢
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 第几张表
  row_no integer not null, -- L1 行号
  cells jsonb not null, -- L3 原行各列
  constraint import_reject_pkey PRIMARY KEY (batch_id, sheet, row_no),
  constraint import_reject_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);
create policy own_department on import_reject for all to diguan_department using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_reject.batch_id))));
create policy own_gov on import_reject for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM import_batch b
  WHERE (b.id = import_reject.batch_id))));
create policy system on import_reject for all to diguan_system using (true);
create policy wide_wide on import_reject for all to diguan_wide using (true);

create table import_sheet ( -- 批次中的工作表与列对应
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 第几张表
  name text not null, -- L1 表名
  header_row integer, -- L1 表头行号
  title_rows smallint not null default 1, -- L1 表头占几行
  columns jsonb not null, -- L1 列对应
  rows_in integer not null default 0, -- L1 行数
  skipped integer not null default 0, -- L1 略过的行
  constraint import_sheet_pkey PRIMARY KEY (batch_id, sheet),
  constraint import_sheet_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id)
);

create table learned_road ( -- 从已落位的户学到的：在某地范围内，这条路（楼、村）在哪里
  within bigint not null, -- L1 范围：市、区县或镇街
  fragment text not null, -- L1 路、门牌段、楼宇、村
  level text not null, -- L1 落到哪一级
  division bigint not null, -- L1 最多的一处
  firms integer not null, -- L1 在这一处的户数
  seen integer not null, -- L1 已落位的同路户数
  confidence_bp integer not null, -- L1 把握（基点）
  constraint learned_road_pkey PRIMARY KEY (within, fragment, level),
  constraint learned_road_confidence_bp_check CHECK (((confidence_bp >= 0) AND (confidence_bp <= 10000))),
  constraint learned_road_level_check CHECK ((level = ANY (ARRAY['county'::text, 'town'::text, 'community'::text])))
);

create table lease ( -- 领取：今天谁去走，到时自动失效，不是锁
  target_id bigint not null, -- L2 走访对象
  account_id bigint not null, -- L2 领取人
  team_id bigint, -- L1 以哪个小组的名义
  taken_at timestamp with time zone not null, -- L2 领取时间
  until_at timestamp with time zone not null, -- L2 有效到
  constraint lease_pkey PRIMARY KEY (target_id),
  constraint lease_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint lease_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id)
);
CREATE INDEX lease_account ON lease USING btree (account_id);
CREATE INDEX lease_team ON lease USING btree (team_id);
create policy of_target_bank on lease for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = lease.target_id))));
create policy of_target_gov on lease for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = lease.target_id))));
create policy of_target_team on lease for all to diguan_team using ((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = lease.target_id))));
create policy system on lease for all to diguan_system using (true);
create policy wide_wide on lease for all to diguan_wide using (true);

create table load_index ( -- 成批装载期间撤下的索引；事务之外总是空的
  table_name text not null, -- L1 表
  made_by text not null -- L1 重建它的语句
);

create table migration (
  name text not null, -- L1 文件名
  hash text not null, -- L1 摘要
  applied_at timestamp with time zone not null default now(), -- L1 时间
  constraint migration_pkey PRIMARY KEY (name)
);

create table name_parts ( -- 名称拆成的几部分，一个写法一行；由名称算出，随时可以重算
  name_key text not null, -- L2 名称（比对用）
  place text, -- L1 地名
  brand text not null, -- L2 字号
  trade text, -- L1 行业用语
  form text, -- L1 组织形式
  sound text not null, -- L2 字号的读音
  constraint name_parts_pkey PRIMARY KEY (name_key)
);

create table name_words ( -- 上面所用的地名与用语，变了就重拆
  one boolean not null default true, -- L1 只有一行
  words_hash text not null, -- L1 摘要
  constraint name_words_pkey PRIMARY KEY (one),
  constraint name_words_one_check CHECK (one)
);

create table notice ( -- 站内消息
  id bigint not null generated always as identity, -- L2 编号
  org_id bigint not null, -- L2 收件机构
  account_id bigint, -- L2 只给这一个人的，收件人；空为给机构
  verb text not null, -- L1 有此权限的岗位才看得到
  title text not null, -- L2 标题，不含个人信息
  link text, -- L2 打开的页面
  action_seq bigint not null, -- L2 来源行为
  created_at timestamp with time zone not null, -- L2 时间
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_org_id_action_seq_account_id_key UNIQUE NULLS NOT DISTINCT (org_id, action_seq, account_id),
  constraint notice_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint notice_action_seq_fkey FOREIGN KEY (action_seq) REFERENCES action_log(seq),
  constraint notice_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id)
);
CREATE INDEX notice_account ON notice USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX notice_action ON notice USING btree (action_seq);
create policy own_auditor on notice for all to diguan_auditor using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_bank on notice for all to diguan_bank using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_department on notice for all to diguan_department using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_firm on notice for all to diguan_firm using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_gov on notice for all to diguan_gov using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_office on notice for all to diguan_office using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_team on notice for all to diguan_team using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy own_wide on notice for all to diguan_wide using ((((account_id IS NULL) AND (org_id = (current_setting('app.org'::text))::bigint)) OR (account_id = (current_setting('app.account'::text))::bigint)));
create policy system on notice for all to diguan_system using (true);

create table notice_read ( -- 已读位置
  account_id bigint not null, -- L2 账号
  up_to bigint not null, -- L2 已读到
  constraint notice_read_pkey PRIMARY KEY (account_id),
  constraint notice_read_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id)
);
create policy own_auditor on notice_read for all to diguan_auditor using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_bank on notice_read for all to diguan_bank using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_department on notice_read for all to diguan_department using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_firm on notice_read for all to diguan_firm using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_gov on notice_read for all to diguan_gov using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_office on notice_read for all to diguan_office using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_team on notice_read for all to diguan_team using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_wide on notice_read for all to diguan_wide using ((account_id = (current_setting('app.account'::text))::bigint));
create policy system on notice_read for all to diguan_system using (true);

create table org ( -- 机构：政府与银行两棵树
  id bigint not null generated always as identity, -- L1 编号
  kind text not null, -- L1 种类
  name text not null, -- L1 名称
  parent_id bigint, -- L1 上级机构
  bank_id bigint, -- L1 所属银行（银行树）
  division bigint, -- L1 所在区划
  entity_id bigint, -- L2 对应经营主体（企业用户）
  created_at timestamp with time zone not null, -- L1 建立时间
  constraint org_pkey PRIMARY KEY (id),
  constraint org_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint org_division_fkey FOREIGN KEY (division) REFERENCES division(code),
  constraint org_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES org(id),
  constraint org_bank_tree CHECK ((((kind = ANY (ARRAY['bank'::text, 'bank_branch'::text])) = (bank_id IS NOT NULL)) OR (kind = 'bank'::text))),
  constraint org_kind_check CHECK ((kind = ANY (ARRAY['province_office'::text, 'city_office'::text, 'county_office'::text, 'town_office'::text, 'community'::text, 'department'::text, 'regulator'::text, 'bank'::text, 'bank_branch'::text, 'firm'::text, 'platform'::text])))
);
CREATE INDEX org_bank ON org USING btree (bank_id);
CREATE INDEX org_division ON org USING btree (division);
CREATE INDEX org_parent ON org USING btree (parent_id);
CREATE UNIQUE INDEX org_bank_name ON org USING btree (kind, name) WHERE (kind = ANY (ARRAY['bank'::text, 'bank_branch'::text, 'department'::text, 'regulator'::text]));
CREATE UNIQUE INDEX org_firm ON org USING btree (entity_id) WHERE (entity_id IS NOT NULL);
CREATE UNIQUE INDEX org_place ON org USING btree (kind, division) WHERE (kind = ANY (ARRAY['province_office'::text, 'city_office'::text, 'county_office'::text, 'town_office'::text, 'community'::text]));

create table outbox ( -- 待发消息：与业务同一事务写入
  id bigint not null generated always as identity, -- L1 编号
  action_seq bigint not null, -- L2 来源行为
  dest text not null, -- L1 去向
  txid xid8 not null default pg_current_xact_id(), -- L1 事务号
  created_at timestamp with time zone not null, -- L2 时间
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_action_seq_dest_key UNIQUE (action_seq, dest),
  constraint outbox_action_seq_fkey FOREIGN KEY (action_seq) REFERENCES action_log(seq)
);
CREATE INDEX outbox_position ON outbox USING btree (dest, txid, id);

create table parameter_change ( -- 参数调整记录：现值是最后一行
  id bigint not null generated always as identity, -- L1 编号
  key text not null, -- L1 参数
  version integer not null, -- L1 第几次调整
  value jsonb not null, -- L1 值
  reason text not null, -- L1 理由
  account_id bigint not null, -- L2 经手账号
  changed_at timestamp with time zone not null, -- L2 时间
  constraint parameter_change_pkey PRIMARY KEY (id),
  constraint parameter_change_key_version_key UNIQUE (key, version)
);
CREATE TRIGGER parameter_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON parameter_change FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

create table person ( -- 自然人：一人可有多个账号，复核与经办按人区分
  id bigint not null generated always as identity, -- L2 编号
  name text not null, -- L3 姓名
  created_at timestamp with time zone not null, -- L2 建立时间
  constraint person_pkey PRIMARY KEY (id)
);
create policy auditor_auditor on person for all to diguan_auditor using (true);
create policy names_bank on person for all to diguan_bank using (true);
create policy names_department on person for all to diguan_department using (true);
create policy names_firm on person for all to diguan_firm using (true);
create policy names_gov on person for all to diguan_gov using (true);
create policy names_team on person for all to diguan_team using (true);
create policy names_wide on person for all to diguan_wide using (true);
create policy office_office on person for all to diguan_office using (true);
create policy system on person for all to diguan_system using (true);

create table place_decision ( -- 人工落位：一户，或同路的一组；记住的路对以后的户也算数
  id bigint not null generated always as identity, -- L1 编号
  within bigint not null, -- L1 范围：定时这些户所在的市或区县
  fragment text, -- L1 路、门牌段、楼宇、村；单户不记
  division bigint not null, -- L1 定在哪里
  firms integer not null, -- L1 定了几户
  account_id bigint not null, -- L2 经手账号
  decided_at timestamp with time zone not null, -- L1 时间
  undone_by bigint, -- L2 撤销账号
  undone_at timestamp with time zone, -- L1 撤销时间
  constraint place_decision_pkey PRIMARY KEY (id),
  constraint place_decision_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint place_decision_division_fkey FOREIGN KEY (division) REFERENCES division(code),
  constraint place_decision_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES account(id)
);
CREATE INDEX place_decision_account ON place_decision USING btree (account_id);
CREATE INDEX place_decision_division ON place_decision USING btree (division);
CREATE INDEX place_decision_page ON place_decision USING btree (within, id);
CREATE INDEX place_decision_undone_by ON place_decision USING btree (undone_by);
CREATE UNIQUE INDEX place_decision_road ON place_decision USING btree (within, fragment) WHERE ((fragment IS NOT NULL) AND (undone_at IS NULL));
create policy place_gov on place_decision for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on place_decision for all to diguan_system using (true);
create policy wide_wide on place_decision for all to diguan_wide using (true);

create table placement ( -- 推定或人工落位前在哪里、凭什么；撤销与重推由此回去
  entity_id bigint not null, -- L2 主体
  base_division bigint not null, -- L2 原来的区划
  base_placed_by text not null, -- L1 原来的依据
  decision_id bigint, -- L1 人工落位；推定的为所依据的那一次
  fragment text, -- L1 依据的路、门牌段、楼宇、村
  confidence_bp integer not null, -- L1 把握（基点）
  firms integer not null, -- L1 在这一处的同路户数
  seen integer not null, -- L1 已落位的同路户数
  constraint placement_pkey PRIMARY KEY (entity_id)
);
CREATE INDEX placement_decision ON placement USING btree (decision_id) WHERE (decision_id IS NOT NULL);
create policy place_gov on placement for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM entity e
  WHERE (e.id = placement.entity_id))));
create policy system on placement for all to diguan_system using (true);
create policy wide_wide on placement for all to diguan_wide using (true);

create table provision ( -- 向银行提供个人信息的记录：只增
  id bigint not null generated always as identity, -- L2 编号
  declaration_id bigint not null, -- L2 申报
  bank_case_id bigint not null, -- L2 银行办理
  division bigint not null, -- L2 区划
  bank_id bigint not null, -- L2 接收银行
  consent_id bigint not null, -- L2 依据的授权
  fields text[] not null, -- L2 提供的项目
  provided_at timestamp with time zone not null, -- L2 时间
  constraint provision_pkey PRIMARY KEY (id),
  constraint provision_bank_case_id_fkey FOREIGN KEY (bank_case_id) REFERENCES bank_case(id),
  constraint provision_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint provision_consent_id_fkey FOREIGN KEY (consent_id) REFERENCES consent(id),
  constraint provision_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id)
);
CREATE INDEX provision_bank ON provision USING btree (bank_id);
CREATE INDEX provision_case ON provision USING btree (bank_case_id);
CREATE INDEX provision_consent ON provision USING btree (consent_id);
CREATE INDEX provision_declaration ON provision USING btree (declaration_id);
CREATE TRIGGER provision_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON provision FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy place_gov on provision for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on provision for all to diguan_system using (true);
create policy wide_wide on provision for all to diguan_wide using (true);

create table quality_count ( -- 每日各规则、区县、核改机构的未处理数
  day date not null, -- L1 日期
  rule text not null, -- L1 规则
  owner_id bigint not null, -- L1 核改机构
  county bigint not null, -- L1 区县；0 为不分区县
  open integer not null, -- L1 未处理
  constraint quality_count_pkey PRIMARY KEY (day, rule, owner_id, county)
);
create policy own_department on quality_count for all to diguan_department using ((owner_id = (current_setting('app.org'::text))::bigint));
create policy place_gov on quality_count for all to diguan_gov using (((owner_id = (current_setting('app.org'::text))::bigint) OR ((county >= (current_setting('app.lo'::text))::bigint) AND (county <= (current_setting('app.hi'::text))::bigint))));
create policy system on quality_count for all to diguan_system using (true);
create policy wide_wide on quality_count for all to diguan_wide using (true);

create table quality_finding ( -- 数据质量问题：一条规则在一个对象上一行
  id bigint not null generated always as identity, -- L2 编号
  rule text not null, -- L1 规则
  subject text not null, -- L1 对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 所在区划
  owner_id bigint not null, -- L1 由哪个机构核改
  title text not null, -- L2 对象名称
  code text, -- L2 代码
  shown jsonb not null, -- L3 所看的值
  content bigint not null, -- L1 所看的值的摘要
  state text not null, -- L1 状态
  opened_on date not null, -- L1 本次出现的日期
  first_seen_on date not null, -- L1 首次发现
  last_seen_on date not null, -- L1 最近一次看到
  run_id bigint not null, -- L1 本次出现由哪次核查发现
  closed_how text, -- L1 如何关闭：数据已改，或认可例外
  closed_at timestamp with time zone, -- L2 关闭时间
  closed_by bigint, -- L2 认可人
  reason text, -- L2 认可理由
  version integer not null default 1, -- L1 版本
  constraint quality_finding_pkey PRIMARY KEY (id),
  constraint quality_finding_closed CHECK ((((state = 'open'::text) = (closed_how IS NULL)) AND ((NOT (closed_how IS DISTINCT FROM 'accepted'::text)) = ((closed_by IS NOT NULL) AND (reason IS NOT NULL))))),
  constraint quality_finding_closed_how_check CHECK ((closed_how = ANY (ARRAY['changed'::text, 'accepted'::text]))),
  constraint quality_finding_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE INDEX quality_finding_entity ON quality_finding USING btree (entity_id) WHERE (state = 'open'::text);
CREATE INDEX quality_finding_owner ON quality_finding USING btree (owner_id, rule, id) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX quality_finding_once ON quality_finding USING btree (rule, subject_id);
create policy own_department on quality_finding for all to diguan_department using ((owner_id = (current_setting('app.org'::text))::bigint));
create policy place_gov on quality_finding for all to diguan_gov using (((owner_id = (current_setting('app.org'::text))::bigint) OR ((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint))));
create policy system on quality_finding for all to diguan_system using (true);
create policy wide_wide on quality_finding for all to diguan_wide using (true);

create table quality_run ( -- 一次数据质量核查
  id bigint not null generated always as identity, -- L1 编号
  cause text not null, -- L1 起因：名单入库后，或每日
  version integer not null, -- L1 核查时的登记库版本
  day date not null, -- L1 日期
  rules integer not null, -- L1 核查的规则数
  opened integer not null default 0, -- L1 新发现
  closed integer not null default 0, -- L1 数据已改而自行关闭
  open_after integer not null default 0, -- L1 核查后未处理
  started_at timestamp with time zone not null, -- L1 开始
  finished_at timestamp with time zone, -- L1 结束
  constraint quality_run_pkey PRIMARY KEY (id),
  constraint quality_run_cause_check CHECK ((cause = ANY (ARRAY['import'::text, 'daily'::text])))
);
CREATE INDEX quality_run_day ON quality_run USING btree (day, id);

create table recommendation ( -- 推荐清单：一次复核一批
  id bigint not null generated always as identity, -- L2 编号
  batch_no text not null, -- L2 批次号
  division bigint not null, -- L2 区县
  made_by bigint not null, -- L2 经办
  approved_by bigint not null, -- L2 复核
  approved_at timestamp with time zone not null, -- L2 复核时间
  content_hash text not null, -- L1 内容摘要
  constraint recommendation_pkey PRIMARY KEY (id),
  constraint recommendation_batch_no_key UNIQUE (batch_no),
  constraint recommendation_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES account(id),
  constraint recommendation_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint recommendation_two_people CHECK ((made_by <> approved_by))
);
CREATE INDEX recommendation_approved_by ON recommendation USING btree (approved_by);
CREATE INDEX recommendation_made_by ON recommendation USING btree (made_by);
CREATE TRIGGER recommendation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON recommendation FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy place_gov on recommendation for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on recommendation for all to diguan_system using (true);
create policy wide_wide on recommendation for all to diguan_wide using (true);

create table recommendation_item ( -- 推荐清单内容
  recommendation_id bigint not null, -- L2 批次
  declaration_id bigint not null, -- L2 申报
  division bigint not null, -- L2 区划
  constraint recommendation_item_pkey PRIMARY KEY (recommendation_id, declaration_id),
  constraint recommendation_item_declaration_id_key UNIQUE (declaration_id),
  constraint recommendation_item_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES declaration(id),
  constraint recommendation_item_recommendation_id_fkey FOREIGN KEY (recommendation_id) REFERENCES recommendation(id)
);
CREATE TRIGGER recommendation_item_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON recommendation_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy place_gov on recommendation_item for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on recommendation_item for all to diguan_system using (true);
create policy wide_wide on recommendation_item for all to diguan_wide using (true);

create table registry_version ( -- 登记库版本：每一次改变登记库的事一行，任一版本都能重看
  no integer not null, -- L1 版本号
  cause text not null, -- L1 起因：入库或撤销
  batch_id bigint, -- L1 导入批次
  account_id bigint not null, -- L2 经手账号
  made_at timestamp with time zone not null, -- L1 时间
  constraint registry_version_pkey PRIMARY KEY (no),
  constraint registry_version_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint registry_version_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES import_batch(id),
  constraint registry_version_cause_check CHECK ((cause = ANY (ARRAY['import'::text, 'identity'::text, 'reversal'::text])))
);
CREATE INDEX registry_version_account ON registry_version USING btree (account_id);
CREATE INDEX registry_version_batch ON registry_version USING btree (batch_id);

create table restoration ( -- 可恢复：最近一次筛查只因失信标记被剔除，而标记其后已结束
  run_id bigint not null, -- L1 筛查
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  ended_on date not null, -- L2 发现标记已结束的日期
  constraint restoration_pkey PRIMARY KEY (run_id, entity_id)
);
CREATE INDEX restoration_place ON restoration USING btree (run_id, division, entity_id);
create policy place_gov on restoration for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on restoration for all to diguan_system using (true);
create policy wide_wide on restoration for all to diguan_wide using (true);

create table reveal ( -- 查看明文：一人一天一户一项一行
  id bigint not null generated always as identity, -- L2 编号
  account_id bigint not null, -- L2 查看人
  entity_id bigint not null, -- L2 主体
  field text not null, -- L1 字段
  day date not null, -- L2 日期
  reason text not null, -- L2 理由
  revealed_at timestamp with time zone not null, -- L2 时间
  constraint reveal_pkey PRIMARY KEY (id),
  constraint reveal_account_id_day_entity_id_field_key UNIQUE (account_id, day, entity_id, field),
  constraint reveal_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint reveal_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id)
);
CREATE INDEX reveal_entity ON reveal USING btree (entity_id);
CREATE TRIGGER reveal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON reveal FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy own_bank on reveal for all to diguan_bank using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_gov on reveal for all to diguan_gov using ((account_id = (current_setting('app.account'::text))::bigint));
create policy own_wide on reveal for all to diguan_wide using ((account_id = (current_setting('app.account'::text))::bigint));
create policy system on reveal for all to diguan_system using (true);

create table role_grant ( -- 岗位授权：人 × 岗位 × 机构，须另一人批准
  id bigint not null generated always as identity, -- L2 编号
  account_id bigint not null, -- L2 账号
  person_id bigint not null, -- L2 自然人
  role text not null, -- L2 岗位
  org_id bigint not null, -- L2 机构
  state text not null, -- L2 状态
  requested_by bigint not null, -- L2 申请人
  decided_by bigint, -- L2 批准人
  from_at timestamp with time zone, -- L2 生效
  to_at timestamp with time zone, -- L2 结束
  reason text, -- L2 说明
  constraint role_grant_pkey PRIMARY KEY (id),
  constraint role_grant_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint role_grant_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account(id),
  constraint role_grant_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint role_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint role_grant_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES account(id),
  constraint grant_decided CHECK (((state = 'requested'::text) OR (decided_by IS NOT NULL))),
  constraint role_grant_role_check CHECK ((role = ANY (ARRAY['province_office'::text, 'city_office'::text, 'county_coordinator'::text, 'county_visitor'::text, 'county_reviewer'::text, 'town_officer'::text, 'grid_worker'::text, 'bank_head'::text, 'bank_branch'::text, 'bank_manager'::text, 'department_clerk'::text, 'regulator'::text, 'enterprise'::text, 'system_admin'::text, 'security_admin'::text, 'audit_admin'::text]))),
  constraint role_grant_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'active'::text, 'refused'::text, 'ended'::text]))),
  constraint one_body EXCLUDE USING gist (person_id WITH =, org_id WITH <>) WHERE ((state = 'active'::text)),
  constraint three_offices EXCLUDE USING gist (person_id WITH =, office_number(role) WITH <>) WHERE (((role = ANY (ARRAY['system_admin'::text, 'security_admin'::text, 'audit_admin'::text])) AND (state = 'active'::text)))
);
CREATE INDEX role_grant_account ON role_grant USING btree (account_id);
CREATE INDEX role_grant_decided_by ON role_grant USING btree (decided_by);
CREATE INDEX role_grant_org ON role_grant USING btree (org_id);
CREATE INDEX role_grant_person ON role_grant USING btree (person_id);
CREATE INDEX role_grant_requested_by ON role_grant USING btree (requested_by);
CREATE UNIQUE INDEX role_grant_live ON role_grant USING btree (account_id, role, org_id) WHERE (state = ANY (ARRAY['requested'::text, 'active'::text]));

create table roster ( -- 专项清单：只管谁在名单上，不派发、不走访
  id bigint not null generated always as identity, -- L1 编号
  kind text not null, -- L1 种类
  name text not null, -- L1 名称
  note text, -- L1 说明
  made_by bigint not null, -- L2 建立人
  made_at timestamp with time zone not null, -- L1 建立时间
  constraint roster_pkey PRIMARY KEY (id),
  constraint roster_name_key UNIQUE (name),
  constraint roster_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint roster_kind_check CHECK ((kind = ANY (ARRAY['province'::text, 'whitelistSelf'::text, 'whitelistTech'::text, 'whitelistThird'::text, 'whitelistFourth'::text, 'noLoan'::text, 'trade'::text, 'tech'::text, 'revisit'::text, 'renewal'::text])))
);
CREATE INDEX roster_made_by ON roster USING btree (made_by);

create table roster_edit ( -- 逐户加入或移出，写明理由
  id bigint not null generated always as identity, -- L1 编号
  version_id bigint not null, -- L1 哪一版
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  deed text not null, -- L1 加入或移出
  reason text not null, -- L2 理由
  account_id bigint not null, -- L2 经手人
  edited_at timestamp with time zone not null, -- L1 时间
  constraint roster_edit_pkey PRIMARY KEY (id),
  constraint roster_edit_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint roster_edit_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint roster_edit_version_id_fkey FOREIGN KEY (version_id) REFERENCES roster_version(id),
  constraint roster_edit_deed_check CHECK ((deed = ANY (ARRAY['add'::text, 'remove'::text])))
);
CREATE INDEX roster_edit_account ON roster_edit USING btree (account_id);
CREATE INDEX roster_edit_entity ON roster_edit USING btree (entity_id);
CREATE INDEX roster_edit_version ON roster_edit USING btree (version_id);
create policy place_gov on roster_edit for all to diguan_gov using ((((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)) AND (version_id IN ( SELECT roster_version.id
   FROM roster_version
  WHERE (roster_version.valid_from IS NOT NULL)))));
create policy system on roster_edit for all to diguan_system using (true);
create policy wide_wide on roster_edit for all to diguan_wide using (true);

create table roster_member ( -- 专项清单的成员：一户在一版上一行
  version_id bigint not null, -- L1 哪一版
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  because text not null, -- L1 因何在名单上
  constraint roster_member_pkey PRIMARY KEY (version_id, entity_id),
  constraint roster_member_because_check CHECK ((because = ANY (ARRAY['rule'::text, 'file'::text, 'copy'::text, 'hand'::text])))
);
CREATE INDEX roster_member_entity ON roster_member USING btree (entity_id);
CREATE INDEX roster_member_place ON roster_member USING btree (version_id, division, entity_id);
CREATE TRIGGER roster_member_settled_delete AFTER DELETE ON roster_member REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_settled_members();
CREATE TRIGGER roster_member_settled_insert AFTER INSERT ON roster_member REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_settled_members();
CREATE TRIGGER roster_member_settled_update AFTER UPDATE ON roster_member REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_settled_members();
create policy place_gov on roster_member for all to diguan_gov using ((((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)) AND (version_id IN ( SELECT roster_version.id
   FROM roster_version
  WHERE (roster_version.valid_from IS NOT NULL)))));
create policy system on roster_member for all to diguan_system using (true);
create policy wide_wide on roster_member for all to diguan_wide using (true);

create table roster_row ( -- 名单文件的每一行：对上谁；没有对上的一行不丢
  version_id bigint not null, -- L1 哪一版
  sheet smallint not null, -- L1 第几张表
  row_no integer not null, -- L1 行号
  uscc text, -- L2 代码
  reg_no text, -- L2 旧注册号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  entity_id bigint, -- L2 对上的主体
  division bigint, -- L2 对上主体的区划
  outcome text not null, -- L1 对上、重复、没有对上、同名不止一户
  constraint roster_row_pkey PRIMARY KEY (version_id, sheet, row_no),
  constraint roster_row_outcome_check CHECK ((outcome = ANY (ARRAY['matched'::text, 'repeated'::text, 'unmatched'::text, 'several'::text])))
);
create policy place_gov on roster_row for all to diguan_gov using ((((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)) AND (version_id IN ( SELECT roster_version.id
   FROM roster_version
  WHERE (roster_version.valid_from IS NOT NULL)))));
create policy system on roster_row for all to diguan_system using (true);
create policy wide_wide on roster_row for all to diguan_wide using (true);

create unlogged table roster_stage ( -- 暂存：名单文件的行
  version_id bigint not null, -- L1 哪一版
  sheet smallint not null, -- L1 第几张表
  row_no integer not null, -- L1 行号
  uscc text, -- L2 代码
  reg_no text, -- L2 旧注册号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text -- L2 名称（比对用）
);
CREATE INDEX roster_stage_version ON roster_stage USING btree (version_id);

create table roster_version ( -- 专项清单的一版：发布后冻结，从发布到被取代或收回为在用
  id bigint not null generated always as identity, -- L1 编号
  roster_id bigint not null, -- L1 清单
  no integer not null, -- L1 第几版
  origin text not null, -- L1 成员来自规则、文件、上一版或逐户加入
  state text not null, -- L1 状态
  filling text not null, -- L1 成员是否已算齐
  failure text, -- L1 没有算成的原因
  as_of date not null, -- L1 数据日期
  registry_version integer, -- L1 按哪一版登记库
  members integer not null default 0, -- L1 户数
  rows_in integer not null default 0, -- L1 文件行数（户次）
  unmatched integer not null default 0, -- L1 没有对上主体的行
  repeated integer not null default 0, -- L1 同一户的重复行
  file_name text, -- L1 文件名
  file_sha256 text, -- L1 文件摘要
  content_hash text, -- L1 内容摘要，审定时算定
  version integer not null default 1, -- L1 修改次数
  made_by bigint not null, -- L2 编制人
  made_at timestamp with time zone not null, -- L1 编制时间
  approved_by bigint, -- L2 审定人
  approved_at timestamp with time zone, -- L1 审定时间
  published_by bigint, -- L2 发布人
  valid_from timestamp with time zone, -- L1 在用起（发布时间）
  valid_to timestamp with time zone, -- L1 在用止（被取代或收回）
  recall_reason text, -- L1 收回理由
  constraint roster_version_pkey PRIMARY KEY (id),
  constraint roster_version_roster_id_no_key UNIQUE (roster_id, no),
  constraint roster_version_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES account(id),
  constraint roster_version_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint roster_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES account(id),
  constraint roster_version_roster_id_fkey FOREIGN KEY (roster_id) REFERENCES roster(id),
  constraint roster_version_filling_check CHECK ((filling = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))),
  constraint roster_version_origin_check CHECK ((origin = ANY (ARRAY['rule'::text, 'file'::text, 'copy'::text, 'empty'::text]))),
  constraint roster_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'published'::text, 'superseded'::text, 'recalled'::text, 'discarded'::text])))
);
CREATE INDEX roster_version_approved_by ON roster_version USING btree (approved_by);
CREATE INDEX roster_version_made_by ON roster_version USING btree (made_by);
CREATE INDEX roster_version_published_by ON roster_version USING btree (published_by);
CREATE UNIQUE INDEX roster_version_one_open ON roster_version USING btree (roster_id) WHERE (state = ANY (ARRAY['draft'::text, 'approved'::text]));
CREATE UNIQUE INDEX roster_version_one_published ON roster_version USING btree (roster_id) WHERE (state = 'published'::text);
CREATE TRIGGER roster_version_frozen BEFORE DELETE OR UPDATE ON roster_version FOR EACH ROW WHEN ((old.valid_from IS NOT NULL)) EXECUTE FUNCTION refuse_frozen_version();

create table rule_set ( -- 筛查规则集：一版一行，发布后不可改
  id bigint not null generated always as identity, -- L1 编号
  version integer not null, -- L1 版本号
  name text not null, -- L1 名称
  rules jsonb not null, -- L1 规则（类型化条件树）
  state text not null, -- L1 状态
  revision integer not null default 1, -- L1 草稿改到第几次
  makers bigint[] not null default '{}'::bigint[], -- L2 起草和改过草稿的人：都不能发布
  edited_at timestamp with time zone, -- L1 草稿最近改动时间
  drafted_by bigint not null, -- L2 起草人
  drafted_at timestamp with time zone not null, -- L1 起草时间
  published_by bigint, -- L2 发布人
  published_at timestamp with time zone, -- L1 发布时间
  note text, -- L1 说明
  constraint rule_set_pkey PRIMARY KEY (id),
  constraint rule_set_version_key UNIQUE (version),
  constraint rule_set_drafted_by_fkey FOREIGN KEY (drafted_by) REFERENCES account(id),
  constraint rule_set_published_by_fkey FOREIGN KEY (published_by) REFERENCES account(id),
  constraint rule_set_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text, 'discarded'::text])))
);
CREATE INDEX rule_set_drafted ON rule_set USING btree (drafted_by);
CREATE INDEX rule_set_published ON rule_set USING btree (published_by);
CREATE TRIGGER rule_set_frozen BEFORE UPDATE ON rule_set FOR EACH ROW EXECUTE FUNCTION rule_set_frozen();

create table screening_preview ( -- 规则草稿发布前的试算：一次一行
  id bigint not null generated always as identity, -- L1 编号
  rule_set_id bigint not null, -- L1 规则集
  rules_hash text not null, -- L1 所试规则的摘要
  rules jsonb not null, -- L1 所试的规则
  state text not null, -- L1 状态
  against text not null, -- L1 与什么比：已发布清单、上次筛查；还没有可比的
  base_run_id bigint, -- L1 所比的筛查（清单即编制它的那次）
  list_id bigint, -- L1 已发布清单：所比的清单，也是主办行的出处
  as_of date not null, -- L1 截止日期
  version integer not null default 0, -- L1 所用的登记库版本
  judged_at timestamp with time zone, -- L1 融资申报、走访算到的时刻
  entities integer not null default 0, -- L1 参加筛查户数
  targets integer not null default 0, -- L1 保留户数
  result_hash text, -- L1 结果摘要：与按它发布后筛查的结果摘要同一算法
  failure text, -- L1 失败原因
  account_id bigint not null, -- L2 执行人
  started_at timestamp with time zone not null, -- L1 开始
  finished_at timestamp with time zone, -- L1 结束
  constraint screening_preview_pkey PRIMARY KEY (id),
  constraint screening_preview_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint screening_preview_base_run_id_fkey FOREIGN KEY (base_run_id) REFERENCES screening_run(id),
  constraint screening_preview_list_id_fkey FOREIGN KEY (list_id) REFERENCES target_list(id),
  constraint screening_preview_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES rule_set(id),
  constraint screening_preview_against_check CHECK ((against = ANY (ARRAY['list'::text, 'run'::text, 'none'::text]))),
  constraint screening_preview_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX screening_preview_account ON screening_preview USING btree (account_id);
CREATE INDEX screening_preview_base_run ON screening_preview USING btree (base_run_id);
CREATE INDEX screening_preview_list ON screening_preview USING btree (list_id);
CREATE INDEX screening_preview_rule_set ON screening_preview USING btree (rule_set_id);

create table screening_preview_count ( -- 试算的户数，按镇街、类型、前后结论与主办行
  preview_id bigint not null, -- L1 试算
  division bigint not null, -- L2 镇街（或更大的区划）
  kind text not null, -- L2 主体类型
  change text not null, -- L2 进入、退出、仍保留、仍不在
  reasons bigint, -- L2 新的剔除理由；为空即不再参加筛查
  tier smallint, -- L2 新的走访批次
  tier_rule smallint, -- L2 新的批次依据
  was bigint, -- L2 原来的剔除理由；为空即原来没有参加筛查
  was_tier smallint, -- L2 原来的走访批次
  bank_id bigint, -- L2 已发布清单上的主办行
  firms integer not null, -- L2 户数
  constraint screening_preview_count_change_check CHECK ((change = ANY (ARRAY['entered'::text, 'left'::text, 'stayed'::text, 'out'::text])))
);
CREATE INDEX screening_preview_count_of ON screening_preview_count USING btree (preview_id);
create policy place_gov on screening_preview_count for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on screening_preview_count for all to diguan_system using (true);
create policy wide_wide on screening_preview_count for all to diguan_wide using (true);

create table screening_preview_firm ( -- 试算中进入和退出的户；其余的户不逐户留存
  preview_id bigint not null, -- L1 试算
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  change text not null, -- L2 进入或退出
  reasons bigint, -- L3 新的剔除理由
  tier smallint, -- L2 新的走访批次
  was bigint, -- L3 原来的剔除理由
  was_tier smallint, -- L2 原来的走访批次
  bank_id bigint, -- L2 已发布清单上的主办行
  constraint screening_preview_firm_pkey PRIMARY KEY (preview_id, change, entity_id),
  constraint screening_preview_firm_change_check CHECK ((change = ANY (ARRAY['entered'::text, 'left'::text])))
);
create policy place_gov on screening_preview_firm for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on screening_preview_firm for all to diguan_system using (true);
create policy wide_wide on screening_preview_firm for all to diguan_wide using (true);

create table screening_replay ( -- 按当时的规则和当时的事实重算一次筛查
  id bigint not null generated always as identity, -- L1 编号
  run_id bigint not null, -- L1 筛查
  state text not null, -- L1 状态
  result_hash text, -- L1 重算的结果摘要
  differing integer, -- L1 与原结论不同的户数
  failure text, -- L1 失败原因
  account_id bigint not null, -- L2 执行人
  started_at timestamp with time zone not null, -- L1 开始
  finished_at timestamp with time zone, -- L1 结束
  constraint screening_replay_pkey PRIMARY KEY (id),
  constraint screening_replay_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint screening_replay_run_id_fkey FOREIGN KEY (run_id) REFERENCES screening_run(id),
  constraint screening_replay_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX screening_replay_account ON screening_replay USING btree (account_id);
CREATE INDEX screening_replay_run ON screening_replay USING btree (run_id, id);

create table screening_run ( -- 一次筛查
  id bigint not null generated always as identity, -- L1 编号
  rule_set_id bigint not null, -- L1 规则集
  rule_version integer not null, -- L1 规则版本
  state text not null, -- L1 状态
  as_of date not null, -- L1 截止日期
  version integer not null, -- L1 所用的登记库版本
  entity_to bigint not null default 0, -- L1 当时最后一户的编号
  entities integer not null default 0, -- L1 参加筛查户数
  targets integer not null default 0, -- L1 保留户数
  excluded integer not null default 0, -- L1 剔除户数
  result_hash text, -- L1 结果摘要
  failure text, -- L1 失败原因
  account_id bigint not null, -- L2 执行人
  started_at timestamp with time zone not null, -- L1 开始
  finished_at timestamp with time zone, -- L1 结束
  constraint screening_run_pkey PRIMARY KEY (id),
  constraint screening_run_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint screening_run_rule_set_id_fkey FOREIGN KEY (rule_set_id) REFERENCES rule_set(id),
  constraint screening_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX screening_run_account ON screening_run USING btree (account_id);
CREATE INDEX screening_run_rule_set ON screening_run USING btree (rule_set_id);

create table session ( -- 会话：只存令牌摘要
  id bigint not null generated always as identity, -- L2 编号
  token_hash text not null, -- L4 令牌摘要
  account_id bigint not null, -- L2 账号
  grant_id bigint not null, -- L2 当前岗位
  created_at timestamp with time zone not null, -- L2 建立
  seen_at timestamp with time zone not null, -- L2 最近使用
  expires_at timestamp with time zone not null, -- L2 绝对到期
  revoked_at timestamp with time zone, -- L2 注销
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_hash_key UNIQUE (token_hash),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint session_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES role_grant(id)
);
CREATE INDEX session_account ON session USING btree (account_id) WHERE (revoked_at IS NULL);
CREATE INDEX session_grant ON session USING btree (grant_id);
CREATE INDEX session_of_account ON session USING btree (account_id);
create policy system on session for all to diguan_system using (true);

create unlogged table stage_branch ( -- 暂存：branch
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  bank_name text, -- L1 银行
  branch_name text, -- L1 网点
  division bigint, -- L1 区划
  contact_name text, -- L3 联系人
  contact_phone text, -- L3 电话
  visits integer, -- L2 走访能力
  credit_plan_fen bigint, -- L2 授信计划
  trades text -- L2 特色行业
);
CREATE INDEX stage_branch_batch ON stage_branch USING brin (batch_id);

create unlogged table stage_census ( -- 暂存：census
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  industry text, -- L2 行业
  division bigint, -- L2 普查区划
  employees integer, -- L2 从业人员
  revenue_fen bigint, -- L3 营业收入
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_census_batch ON stage_census USING brin (batch_id);

create unlogged table stage_division ( -- 暂存：division
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  division bigint, -- L1 代码
  division_name text, -- L1 名称
  level text, -- L1 层级
  parent bigint -- L1 上级
);
CREATE INDEX stage_division_batch ON stage_division USING brin (batch_id);

create unlogged table stage_identity ( -- 暂存：没有代码的行像哪几户
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  rank smallint not null, -- L1 名次
  entity_id bigint not null, -- L2 候选主体
  score integer not null, -- L1 总分
  parts jsonb not null, -- L1 逐项得分
  how text, -- L1 已对上的，由得分还是由上次认定
  memory_key text not null -- L2 行的内容
);
CREATE INDEX stage_identity_batch ON stage_identity USING btree (batch_id);

create unlogged table stage_label ( -- 暂存：label
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  label text, -- L2 类别
  year integer, -- L2 年份
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_label_batch ON stage_label USING brin (batch_id);

create unlogged table stage_loan ( -- 暂存：loan
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  bank_name text, -- L3 银行
  balance_fen bigint, -- L3 余额
  issued_on date, -- L3 发放
  due_on date, -- L3 到期
  guarantee text, -- L3 担保
  rate integer, -- L3 利率（基点）
  nth integer, -- L1 第几笔
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_loan_batch ON stage_loan USING brin (batch_id);

create unlogged table stage_mark ( -- 暂存：mark
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  mark text, -- L3 标记
  listed_on date, -- L3 列入
  removed_on date, -- L3 移出
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_mark_batch ON stage_mark USING brin (batch_id);

create unlogged table stage_quality ( -- 暂存：一次核查所见
  rule text not null, -- L1 规则
  subject text not null, -- L1 对象种类
  subject_id bigint not null, -- L2 对象编号
  entity_id bigint, -- L2 经营主体
  division bigint, -- L2 区划
  owner_id bigint, -- L1 核改机构
  title text not null, -- L2 名称
  code text, -- L2 代码
  shown jsonb not null -- L3 所看的值
);

create unlogged table stage_registration ( -- 暂存：registration
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  bigrams integer[], -- L2 二字组
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
CREATE INDEX stage_registration_batch ON stage_registration USING brin (batch_id);

create unlogged table stage_social ( -- 暂存：social
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  insured integer, -- L2 参保人数
  state text, -- L2 参保状态
  last_paid_month date, -- L2 最近缴费月份
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_social_batch ON stage_social USING brin (batch_id);

create unlogged table stage_tax ( -- 暂存：tax
  batch_id bigint not null, -- L1 批次
  sheet smallint not null, -- L1 表
  row_no integer not null, -- L1 行
  uscc text, -- L2 代码
  reg_no text, -- L2 旧号
  org_code text, -- L2 组织机构代码
  name text, -- L2 名称
  name_key text, -- L2 比对名称
  grade text, -- L2 等级
  tax_year integer, -- L2 年度
  tax_fen bigint, -- L3 入库税额
  refund_fen bigint, -- L3 出口退税额
  abnormal boolean, -- L2 非正常户
  content bigint, -- L1 内容摘要
  repeated boolean, -- L1 本文件里可能有同一户的另一行
  unread text[] -- L1 格子里有字而读不出的列，已知的值不动
);
CREATE INDEX stage_tax_batch ON stage_tax USING brin (batch_id);

create table subscription ( -- 订阅：哪些行为发往哪里
  dest text not null, -- L1 去向
  types text[] not null, -- L1 flow.action 列表
  from_seq bigint not null default 0, -- L1 从哪一行起
  constraint subscription_pkey PRIMARY KEY (dest)
);

create table target ( -- 走访对象：一户在一张清单上一行；窄表，派发时一次写成
  id bigint not null generated always as identity, -- L2 编号
  list_id bigint not null, -- L1 清单
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  tier smallint not null, -- L2 批次
  status text not null, -- L2 状态
  main_bank_id bigint, -- L2 主办行
  main_branch_id bigint, -- L2 主办行网点
  backup_bank_id bigint, -- L2 备选行
  backup_branch_id bigint, -- L2 备选行网点
  because smallint not null default 0, -- L2 派发依据，按位
  cell integer, -- L1 派发时所属的一类
  visited_on date, -- L2 最近走访日
  revisit_on date, -- L2 下次走访日
  visits integer not null default 0, -- L2 走访次数
  version integer not null default 1, -- L1 版本
  county integer not null generated always as (((division / 1000000))::integer) stored, -- L2 区县，区划的前六位
  constraint target_pkey PRIMARY KEY (id),
  constraint target_status_check CHECK ((status = ANY (ARRAY['listed'::text, 'excluded'::text, 'assigned'::text, 'preContacted'::text, 'unreachable'::text, 'noNeed'::text, 'hasNeed'::text, 'revisitDue'::text]))),
  constraint target_two_banks CHECK (((main_bank_id IS DISTINCT FROM backup_bank_id) OR (main_bank_id IS NULL)))
);
CREATE INDEX target_county ON target USING btree (list_id, county, tier, id);
CREATE INDEX target_entity ON target USING btree (entity_id);
CREATE INDEX target_main_branch ON target USING btree (main_branch_id, list_id, tier, id);
CREATE INDEX target_place ON target USING btree (list_id, division, id);
CREATE INDEX target_tier ON target USING btree (list_id, tier, id);
CREATE UNIQUE INDEX target_once ON target USING btree (list_id, entity_id);
create policy duty_team on target for all to diguan_team using (((list_id IN ( SELECT target_list.id
   FROM target_list
  WHERE (target_list.state = 'published'::text))) AND (EXISTS ( SELECT 1
   FROM duty d
  WHERE (((target.division >= d.lo) AND (target.division <= d.hi)) AND ((d.building_id IS NULL) OR (EXISTS ( SELECT 1
           FROM building_entity b
          WHERE ((b.entity_id = target.entity_id) AND (b.building_id = d.building_id))))))))));
create policy main_bank on target for all to diguan_bank using (((main_branch_id = ANY ((current_setting('app.orgs'::text))::bigint[])) AND (list_id IN ( SELECT target_list.id
   FROM target_list
  WHERE (target_list.state = 'published'::text)))));
create policy place_gov on target for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on target for all to diguan_system using (true);
create policy wide_wide on target for all to diguan_wide using (true);

create table target_list ( -- 走访对象清单：发布后冻结
  id bigint not null generated always as identity, -- L1 编号
  name text not null, -- L1 名称
  round text not null, -- L1 轮次
  version integer not null, -- L1 版本
  state text not null, -- L1 状态
  run_id bigint not null, -- L1 来自哪次筛查
  targets integer not null default 0, -- L1 户数
  content_hash text, -- L1 内容摘要
  made_by bigint not null, -- L2 编制人
  made_at timestamp with time zone not null, -- L1 编制时间
  published_by bigint, -- L2 发布人
  published_at timestamp with time zone, -- L1 发布时间
  constraint target_list_pkey PRIMARY KEY (id),
  constraint target_list_round_version_key UNIQUE (round, version),
  constraint target_list_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id),
  constraint target_list_published_by_fkey FOREIGN KEY (published_by) REFERENCES account(id),
  constraint target_list_run_id_fkey FOREIGN KEY (run_id) REFERENCES screening_run(id),
  constraint target_list_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'recalled'::text])))
);
CREATE INDEX target_list_made_by ON target_list USING btree (made_by);
CREATE INDEX target_list_published_by ON target_list USING btree (published_by);
CREATE INDEX target_list_run ON target_list USING btree (run_id);
CREATE UNIQUE INDEX target_list_one_published ON target_list USING btree (round) WHERE (state = 'published'::text);

create table target_move ( -- 走访对象在区划变更前属于哪里：以前的日子照旧统计
  target_id bigint not null, -- L2 走访对象
  starts_on date not null, -- L1 变更生效日
  division bigint not null, -- L2 此日之前的区划
  constraint target_move_pkey PRIMARY KEY (target_id, starts_on)
);
create policy of_target_bank on target_move for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = target_move.target_id))));
create policy of_target_gov on target_move for all to diguan_gov using ((EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = target_move.target_id))));
create policy system on target_move for all to diguan_system using (true);
create policy wide_wide on target_move for all to diguan_wide using (true);

create table team ( -- 走访小组：几家单位的人共走一份对象
  id bigint not null generated always as identity, -- L1 编号
  name text not null, -- L1 名称
  division bigint not null, -- L1 所在区划
  made_by bigint not null, -- L2 建组人
  made_at timestamp with time zone not null, -- L1 建组时间
  ended_at timestamp with time zone, -- L1 撤销时间
  version integer not null default 1, -- L1 版本
  constraint team_pkey PRIMARY KEY (id),
  constraint team_division_fkey FOREIGN KEY (division) REFERENCES division(code),
  constraint team_made_by_fkey FOREIGN KEY (made_by) REFERENCES account(id)
);
CREATE INDEX team_division ON team USING btree (division);
CREATE INDEX team_made_by ON team USING btree (made_by);
CREATE UNIQUE INDEX team_name ON team USING btree (division, name) WHERE (ended_at IS NULL);
create policy member_bank on team for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM team_member m
  WHERE (m.team_id = team.id))));
create policy member_department on team for all to diguan_department using ((EXISTS ( SELECT 1
   FROM team_member m
  WHERE (m.team_id = team.id))));
create policy own_team on team for all to diguan_team using (((ended_at IS NULL) AND (EXISTS ( SELECT 1
   FROM team_member m
  WHERE (m.team_id = team.id)))));
create policy place_gov on team for all to diguan_gov using ((((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)) OR (EXISTS ( SELECT 1
   FROM team_member m
  WHERE (m.team_id = team.id)))));
create policy system on team for all to diguan_system using (true);
create policy wide_wide on team for all to diguan_wide using (true);

create table team_member ( -- 小组成员：按岗位、按日期
  id bigint not null generated always as identity, -- L2 编号
  team_id bigint not null, -- L1 小组
  grant_id bigint not null, -- L2 岗位授权
  account_id bigint not null, -- L2 账号
  org_id bigint not null, -- L2 单位
  leader boolean not null, -- L2 是否组长
  from_at timestamp with time zone not null, -- L2 开始
  to_at timestamp with time zone, -- L2 结束
  cover_id bigint, -- L2 因哪次顶岗或交接而来
  handed_by bigint, -- L2 因哪次交接而止
  planned_to timestamp with time zone, -- L2 交接之前原定的结束
  constraint team_member_pkey PRIMARY KEY (id),
  constraint team_member_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint team_member_cover_id_fkey FOREIGN KEY (cover_id) REFERENCES cover(id),
  constraint team_member_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES role_grant(id),
  constraint team_member_handed_by_fkey FOREIGN KEY (handed_by) REFERENCES cover(id),
  constraint team_member_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint team_member_team_id_fkey FOREIGN KEY (team_id) REFERENCES team(id),
  constraint team_member_dates CHECK (((to_at IS NULL) OR (to_at >= from_at)))
);
CREATE INDEX team_member_account ON team_member USING btree (account_id);
CREATE INDEX team_member_cover ON team_member USING btree (cover_id);
CREATE INDEX team_member_grant ON team_member USING btree (grant_id);
CREATE INDEX team_member_handed ON team_member USING btree (handed_by);
CREATE INDEX team_member_org ON team_member USING btree (org_id);
CREATE INDEX team_member_team ON team_member USING btree (team_id);
CREATE UNIQUE INDEX team_member_open ON team_member USING btree (team_id, grant_id) WHERE (to_at IS NULL);
create policy own_bank on team_member for all to diguan_bank using (((org_id = ANY ((current_setting('app.orgs'::text))::bigint[])) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy own_department on team_member for all to diguan_department using (((org_id = (current_setting('app.org'::text))::bigint) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy own_gov on team_member for all to diguan_gov using (((org_id = (current_setting('app.org'::text))::bigint) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy own_team on team_member for all to diguan_team using (((grant_id = (current_setting('app.grant'::text))::bigint) AND (from_at <= (current_setting('app.now'::text))::timestamp with time zone) AND ((to_at IS NULL) OR (to_at > (current_setting('app.now'::text))::timestamp with time zone))));
create policy system on team_member for all to diguan_system using (true);
create policy wide_wide on team_member for all to diguan_wide using (true);

create table verdict_count ( -- 一次筛查按镇街、类型、理由、批次的户数
  run_id bigint not null, -- L1 筛查
  division bigint not null, -- L2 镇街（或更大的区划）
  kind text not null, -- L2 主体类型
  reasons bigint not null, -- L2 剔除理由
  tier smallint, -- L2 批次
  tier_rule smallint, -- L2 批次依据
  firms integer not null -- L2 户数
);
CREATE INDEX verdict_count_run ON verdict_count USING btree (run_id, division);
create policy place_gov on verdict_count for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on verdict_count for all to diguan_system using (true);
create policy wide_wide on verdict_count for all to diguan_wide using (true);

create table visit ( -- 走访记录：只增；更正是新的一行
  id bigint not null generated always as identity, -- L2 编号
  instance_id uuid not null, -- L1 客户端编号；同一次登记只算一次
  content_hash text not null, -- L1 内容摘要
  entity_id bigint not null, -- L2 主体
  target_id bigint, -- L2 走访对象；清单外走访为空
  division bigint not null, -- L2 当时区划
  round text, -- L2 轮次
  mode text not null, -- L2 方式
  outcome text not null, -- L2 结果
  counted boolean not null, -- L2 是否计入走访户数
  late boolean not null default false, -- L2 交接之后补记，只作备注，不计数
  occurred_at timestamp with time zone not null, -- L2 走访时间
  recorded_at timestamp with time zone not null, -- L2 记录时间
  account_id bigint not null, -- L2 登记人
  org_id bigint not null, -- L2 登记人机构
  bank_id bigint, -- L2 银行走访时的银行
  companions text[] not null default '{}'::text[], -- L2 同行单位
  employees integer, -- L3 从业人数
  revenue_fen bigint, -- L3 营业收入
  assets_fen bigint, -- L3 资产规模
  operation text, -- L3 经营状况
  outlook text, -- L3 市场前景
  has_need boolean, -- L3 是否有融资需求
  need_fen bigint, -- L3 需求金额
  need_use text, -- L3 需求用途
  no_need_reason text, -- L3 暂无需求原因
  note text, -- L3 备注
  supersedes bigint, -- L2 更正哪一条
  constraint visit_pkey PRIMARY KEY (id),
  constraint visit_instance_id_key UNIQUE (instance_id),
  constraint visit_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint visit_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES org(id),
  constraint visit_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint visit_org_id_fkey FOREIGN KEY (org_id) REFERENCES org(id),
  constraint visit_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES visit(id),
  constraint visit_target_id_fkey FOREIGN KEY (target_id) REFERENCES target(id),
  constraint visit_assets_fen_check CHECK ((assets_fen >= 0)),
  constraint visit_employees_check CHECK (((employees >= 0) AND (employees <= 10000000))),
  constraint visit_late_is_a_note CHECK ((NOT (late AND counted))),
  constraint visit_mode_check CHECK ((mode = ANY (ARRAY['onsite'::text, 'phone'::text, 'wechat'::text, 'meeting'::text, 'park'::text]))),
  constraint visit_need_fen_check CHECK ((need_fen > 0)),
  constraint visit_not_from_future CHECK ((occurred_at <= (recorded_at + '00:10:00'::interval))),
  constraint visit_operation_check CHECK ((operation = ANY (ARRAY['growing'::text, 'steady'::text, 'shrinking'::text]))),
  constraint visit_outcome_check CHECK ((outcome = ANY (ARRAY['normal'::text, 'suspended'::text, 'moved'::text, 'notFound'::text, 'refusedVisit'::text, 'deregistered'::text, 'shell'::text]))),
  constraint visit_outlook_check CHECK ((outlook = ANY (ARRAY['good'::text, 'fair'::text, 'poor'::text]))),
  constraint visit_revenue_fen_check CHECK ((revenue_fen >= 0))
);
CREATE INDEX visit_account ON visit USING btree (account_id, occurred_at);
CREATE INDEX visit_bank ON visit USING btree (bank_id, occurred_at) WHERE (bank_id IS NOT NULL);
CREATE INDEX visit_division ON visit USING btree (division, occurred_at);
CREATE INDEX visit_entity ON visit USING btree (entity_id, occurred_at);
CREATE INDEX visit_occurred ON visit USING btree (occurred_at);
CREATE INDEX visit_org ON visit USING btree (org_id);
CREATE INDEX visit_supersedes ON visit USING btree (supersedes) WHERE (supersedes IS NOT NULL);
CREATE INDEX visit_target ON visit USING btree (target_id);
CREATE TRIGGER visit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON visit FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy duty_team on visit for all to diguan_team using (((account_id = (current_setting('app.account'::text))::bigint) OR (EXISTS ( SELECT 1
   FROM target t
  WHERE (t.id = visit.target_id)))));
create policy own_bank on visit for all to diguan_bank using (((bank_id = (current_setting('app.bank'::text))::bigint) AND (org_id = ANY ((current_setting('app.orgs'::text))::bigint[]))));
create policy place_gov on visit for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on visit for all to diguan_system using (true);
create policy wide_wide on visit for all to diguan_wide using (true);

create table visit_observation ( -- 五项现场观察
  visit_id bigint not null, -- L2 走访
  division bigint not null, -- L2 区划
  standard smallint not null, -- L1 第几项
  result text not null, -- L3 符合、不符、存疑
  basis text, -- L3 依据
  constraint visit_observation_pkey PRIMARY KEY (visit_id, standard),
  constraint visit_observation_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visit(id),
  constraint visit_observation_result_check CHECK ((result = ANY (ARRAY['met'::text, 'unmet'::text, 'doubtful'::text]))),
  constraint visit_observation_standard_check CHECK (((standard >= 1) AND (standard <= 5)))
);
CREATE TRIGGER visit_observation_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON visit_observation FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy duty_team on visit_observation for all to diguan_team using ((EXISTS ( SELECT 1
   FROM visit v
  WHERE (v.id = visit_observation.visit_id))));
create policy own_bank on visit_observation for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM visit v
  WHERE (v.id = visit_observation.visit_id))));
create policy place_gov on visit_observation for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on visit_observation for all to diguan_system using (true);
create policy wide_wide on visit_observation for all to diguan_wide using (true);

create table visit_problem ( -- 走访发现的问题
  id bigint not null generated always as identity, -- L2 编号
  visit_id bigint not null, -- L2 走访
  entity_id bigint not null, -- L2 主体
  division bigint not null, -- L2 区划
  category text not null, -- L2 类别
  description text not null, -- L3 描述
  solved_on_spot boolean not null, -- L2 现场是否解决
  recorded_at timestamp with time zone not null, -- L2 时间
  constraint visit_problem_pkey PRIMARY KEY (id),
  constraint visit_problem_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES entity(id),
  constraint visit_problem_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES visit(id)
);
CREATE INDEX visit_problem_entity ON visit_problem USING btree (entity_id);
CREATE INDEX visit_problem_visit ON visit_problem USING btree (visit_id);
CREATE TRIGGER visit_problem_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON visit_problem FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
create policy duty_team on visit_problem for all to diguan_team using ((EXISTS ( SELECT 1
   FROM visit v
  WHERE (v.id = visit_problem.visit_id))));
create policy own_bank on visit_problem for all to diguan_bank using ((EXISTS ( SELECT 1
   FROM visit v
  WHERE (v.id = visit_problem.visit_id))));
create policy place_gov on visit_problem for all to diguan_gov using (((division >= (current_setting('app.lo'::text))::bigint) AND (division <= (current_setting('app.hi'::text))::bigint)));
create policy system on visit_problem for all to diguan_system using (true);
create policy wide_wide on visit_problem for all to diguan_wide using (true);
