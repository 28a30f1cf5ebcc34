-- From need to loan: declaration, review, recommendation, bank case, decision, disbursement, consent.

create sequence declaration_no_seq;
create sequence recommendation_no_seq;

create table declaration ( -- 融资申报
  id bigint generated always as identity primary key, -- L2 编号
  no text not null unique, -- L2 申报编号
  entity_id bigint not null references entity (id), -- L2 主体
  target_id bigint references target (id), -- L2 走访对象
  visit_id bigint references visit (id), -- L2 来自哪次走访
  division bigint not null, -- L2 区划
  status text not null check (status in ('drafted', 'submitted', 'precheckFailed', 'inReview', 'supplementing', 'proposed', 'ineligibleProposed', 'recommended', 'notEligible', 'awaitingConsultation', 'credited', 'withdrawn', 'merged')), -- L2 状态
  channel text not null check (channel in ('visit', 'portal', 'window', 'bank')), -- L2 来源
  need_type text not null check (need_type in ('working', 'fixed', 'acceptance', 'guarantee', 'trade', 'renewal')), -- L2 需求类型
  amount_fen bigint not null check (amount_fen between 100000 and 10000000000), -- L3 需求金额（分）
  term_months int not null check (term_months between 1 and 360), -- L3 期限（月）
  purpose_kind text not null, -- L3 用途大类
  purpose text not null, -- L3 用途与资金使用计划
  guarantee text not null, -- L3 拟担保方式
  rate_cap_bp int check (rate_cap_bp between 0 and 2400), -- L3 期望利率上限
  first_loan_claimed boolean, -- L3 自述是否首贷
  orders_note text, -- L3 订单、合同等佐证
  contact_name text not null, -- L3 联系人
  contact_phone text not null, -- L3 联系电话
  accepts_other boolean not null, -- L2 是否接受调剂到其他银行
  wish_bank_id bigint references org (id), -- L2 意向银行
  main_branch_id bigint references org (id), -- L2 主办行网点
  backup_branch_id bigint references org (id), -- L2 备选行网点
  recommended_fen bigint, -- L3 推荐金额
  recommend_reason text, -- L3 推荐理由
  parent_id bigint references declaration (id), -- L2 二次申报的上一次
  round int not null default 1, -- L2 第几次
  verified_at timestamptz, -- L2 核实时间
  verified_how text, -- L2 核实方式
  receipt_hash text unique, -- L4 回执摘要
  maker_id bigint references account (id), -- L2 经办人
  maker_person_id bigint references person (id), -- L2 经办自然人
  opened_at timestamptz not null, -- L2 建立
  submitted_at timestamptz, -- L2 提交（列入申报清单）
  recommended_at timestamptz, -- L2 列入推荐清单
  closed_at timestamptz, -- L2 终结
  close_reason text, -- L3 终结原因
  version int not null default 1 -- L1 版本
);
-- One live declaration per firm and need (INV-11); the second is refused. What a stranger sent in by the portal, nobody has
-- verified yet, takes no firm's place: any number of them wait side by side.
create unique index declaration_one_live on declaration (entity_id, need_type) where closed_at is null and (channel <> 'portal' or verified_at is not null);
create index declaration_entity on declaration (entity_id);
create index declaration_target on declaration (target_id);
create index declaration_visit on declaration (visit_id);
create index declaration_page on declaration (division, id);
create index declaration_status on declaration (status, id);
create index declaration_wish on declaration (wish_bank_id);
create index declaration_main on declaration (main_branch_id);
create index declaration_backup on declaration (backup_branch_id);
create index declaration_parent on declaration (parent_id);
create index declaration_maker on declaration (maker_id);
create index declaration_maker_person on declaration (maker_person_id);
create index declaration_submitted on declaration (submitted_at);

create table finding ( -- 五项标准逐项结论：只增，最后一条有效
  id bigint generated always as identity primary key, -- L2 编号
  declaration_id bigint not null references declaration (id), -- L2 申报
  division bigint not null, -- L2 区划
  standard smallint not null check (standard between 1 and 5), -- L1 第几项
  result text not null check (result in ('met', 'unmet', 'insufficient')), -- L3 通过、不通过、待佐证
  basis text not null, -- L3 依据
  evidence jsonb not null, -- L3 佐证：事实或走访的编号
  override_reason text, -- L3 专班说明理由后通过
  parameters jsonb not null, -- L1 当时的参数
  account_id bigint not null references account (id), -- L2 审核人
  person_id bigint not null references person (id), -- L2 审核自然人
  found_at timestamptz not null -- L2 时间
);
create index finding_declaration on finding (declaration_id, standard, id);
create index finding_account on finding (account_id);
create index finding_person on finding (person_id);

create table recommendation ( -- 推荐清单：一次复核一批
  id bigint generated always as identity primary key, -- L2 编号
  batch_no text not null unique, -- L2 批次号
  division bigint not null, -- L2 区县
  made_by bigint not null references account (id), -- L2 经办
  approved_by bigint not null references account (id), -- L2 复核
  approved_at timestamptz not null, -- L2 复核时间
  content_hash text not null, -- L1 内容摘要
  constraint recommendation_two_people check (made_by <> approved_by)
);
create index recommendation_made_by on recommendation (made_by);
create index recommendation_approved_by on recommendation (approved_by);
create table recommendation_item ( -- 推荐清单内容
  recommendation_id bigint not null references recommendation (id), -- L2 批次
  declaration_id bigint not null unique references declaration (id), -- L2 申报
  division bigint not null, -- L2 区划
  primary key (recommendation_id, declaration_id)
);

create table consent ( -- 授权：采集告知一份，向每家银行提供信息各一份；只增
  id bigint generated always as identity primary key, -- L2 编号
  declaration_id bigint not null references declaration (id), -- L2 申报
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  purpose text not null check (purpose in ('collect', 'provide')), -- L2 用途
  bank_id bigint references org (id), -- L2 接收银行
  notice_version text not null, -- L1 告知书版本
  channel text not null check (channel in ('portal', 'onsite', 'window', 'phone')), -- L2 取得方式
  signer text not null, -- L3 签署人
  ip text, -- L3 地址
  given_at timestamptz not null, -- L2 时间
  expires_on date not null, -- L2 有效期
  constraint consent_names_bank check ((purpose = 'provide') = (bank_id is not null))
);
create index consent_declaration on consent (declaration_id, bank_id);
create index consent_entity on consent (entity_id);
create index consent_bank on consent (bank_id);
create table consent_withdrawal ( -- 撤回授权
  consent_id bigint primary key references consent (id), -- L2 授权
  division bigint not null, -- L2 区划
  withdrawn_at timestamptz not null, -- L2 时间
  how text not null -- L2 方式
);

create table bank_case ( -- 银行办理：一份申报在一家银行一行
  id bigint generated always as identity primary key, -- L2 编号
  declaration_id bigint not null references declaration (id), -- L2 申报
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null references org (id), -- L2 银行
  branch_id bigint not null references org (id), -- L2 网点
  part text not null check (part in ('main', 'backup')), -- L2 主办或备选
  status text not null check (status in ('queued', 'pushed', 'accepted', 'contacted', 'docsComplete', 'supplementing', 'underApproval', 'granted', 'refused', 'enterpriseDeclined', 'expired', 'disbursed', 'closed', 'recalled')), -- L3 状态
  assigned_from timestamptz not null, -- L2 派给银行
  assigned_to timestamptz, -- L2 收回；为空即银行可见
  queued_at timestamptz not null, -- L2 待推送
  pushed_at timestamptz, -- L2 推送
  accepted_at timestamptz, -- L2 接收
  contacted_at timestamptz, -- L2 对接
  contact_how text, -- L3 对接方式
  docs_at timestamptz, -- L2 材料收齐
  decided_at timestamptz, -- L2 决定
  clock_kind text check (clock_kind in ('decision', 'silence')), -- L2 时限种类
  clock_from date, -- L2 起算日
  clock_unit text check (clock_unit in ('day', 'workday')), -- L2 日的种类
  clock_days int, -- L2 日数
  clock_calendar text, -- L2 日历版本
  paused_on date, -- L2 暂停日（待补充材料）
  due_on date, -- L2 到期日
  amber_on date, -- L2 黄灯日
  overdue_at timestamptz, -- L2 超期登记时间
  late boolean not null default false, -- L2 超期后才决定
  version int not null default 1, -- L1 版本
  unique (declaration_id, bank_id)
);
create unique index bank_case_one_part on bank_case (declaration_id, part) where assigned_to is null;
create index bank_case_entity on bank_case (entity_id);
create index bank_case_branch on bank_case (branch_id, id);
create index bank_case_bank on bank_case (bank_id, id);
create index bank_case_page on bank_case (division, id);
create index bank_case_due on bank_case (due_on) where due_on is not null;

create table credit_decision ( -- 授信决定：只增；更正引用前一条
  id bigint generated always as identity primary key, -- L3 编号
  bank_case_id bigint not null references bank_case (id), -- L3 银行办理
  declaration_id bigint not null references declaration (id), -- L2 申报
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null references org (id), -- L2 银行
  branch_id bigint not null references org (id), -- L2 网点
  result text not null check (result in ('grant', 'refuse')), -- L3 结果
  credit_fen bigint, -- L3 授信金额
  revolving boolean, -- L3 循环
  rate_bp int check (rate_bp between 0 and 2400), -- L3 年利率
  term_months int check (term_months between 1 and 360), -- L3 期限
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
  decided_at timestamptz not null, -- L3 决定时间
  recorded_at timestamptz not null, -- L3 记录时间
  account_id bigint not null references account (id), -- L2 经手人
  supersedes bigint unique references credit_decision (id), -- L3 更正
  constraint grant_has_credit check (result <> 'grant' or (credit_fen > 0 and rate_bp is not null and term_months is not null and guarantee is not null and revolving is not null)),
  constraint refusal_has_reason check (result <> 'refuse' or (cardinality(reasons) > 0 and length(btrim(facts)) >= 10 and repairable is not null))
);
create unique index credit_decision_one on credit_decision (bank_case_id) where supersedes is null;
create index credit_decision_declaration on credit_decision (declaration_id);
create index credit_decision_entity on credit_decision (entity_id);
create index credit_decision_bank on credit_decision (bank_id, decided_at);
create index credit_decision_branch on credit_decision (branch_id);
create index credit_decision_division on credit_decision (division, decided_at);
create index credit_decision_account on credit_decision (account_id);

create table disbursement ( -- 放款：只增；冲正为负数行
  id bigint generated always as identity primary key, -- L3 编号
  decision_id bigint not null references credit_decision (id), -- L3 授信
  bank_case_id bigint not null references bank_case (id), -- L3 银行办理
  entity_id bigint not null references entity (id), -- L2 主体
  division bigint not null, -- L2 区划
  bank_id bigint not null references org (id), -- L2 银行
  branch_id bigint not null references org (id), -- L2 网点
  note_no text not null, -- L3 借据号
  nth smallint not null default 1, -- L1 同一借据第几次登记：记错冲正后，同一借据号再记
  amount_fen bigint not null check (amount_fen <> 0), -- L3 金额
  disbursed_on date not null, -- L3 放款日
  matures_on date not null, -- L3 到期日
  rate_bp int not null check (rate_bp between 0 and 2400), -- L3 年利率
  guarantee text not null, -- L3 担保方式
  first_loan boolean not null, -- L3 首贷
  renewal boolean not null, -- L3 无还本续贷
  reverses bigint unique references disbursement (id), -- L3 冲正哪一笔
  account_id bigint not null references account (id), -- L2 经手人
  recorded_at timestamptz not null, -- L3 记录时间
  constraint disbursement_note unique (bank_id, note_no, nth),
  constraint reversal_is_negative check ((amount_fen < 0) = (reverses is not null)),
  constraint matures_after check (matures_on >= disbursed_on)
);
create index disbursement_decision on disbursement (decision_id);
create index disbursement_case on disbursement (bank_case_id);
create index disbursement_entity on disbursement (entity_id);
create index disbursement_branch on disbursement (branch_id);
create index disbursement_bank on disbursement (bank_id, disbursed_on);
create index disbursement_division on disbursement (division, disbursed_on);
create index disbursement_account on disbursement (account_id);

create table provision ( -- 向银行提供个人信息的记录：只增
  id bigint generated always as identity primary key, -- L2 编号
  declaration_id bigint not null references declaration (id), -- L2 申报
  bank_case_id bigint not null references bank_case (id), -- L2 银行办理
  division bigint not null, -- L2 区划
  bank_id bigint not null references org (id), -- L2 接收银行
  consent_id bigint not null references consent (id), -- L2 依据的授权
  fields text[] not null, -- L2 提供的项目
  provided_at timestamptz not null -- L2 时间
);
create index provision_declaration on provision (declaration_id);
create index provision_case on provision (bank_case_id);
create index provision_bank on provision (bank_id);
create index provision_consent on provision (consent_id);

create trigger visit_append_only before update or delete or truncate on visit for each statement execute function refuse_rewrite();
create trigger finding_append_only before update or delete or truncate on finding for each statement execute function refuse_rewrite();
create trigger consent_append_only before update or delete or truncate on consent for each statement execute function refuse_rewrite();
create trigger consent_withdrawal_append_only before update or delete or truncate on consent_withdrawal for each statement execute function refuse_rewrite();
create trigger credit_decision_append_only before update or delete or truncate on credit_decision for each statement execute function refuse_rewrite();
create trigger disbursement_append_only before update or delete or truncate on disbursement for each statement execute function refuse_rewrite();
create trigger provision_append_only before update or delete or truncate on provision for each statement execute function refuse_rewrite();
create trigger visit_observation_append_only before update or delete or truncate on visit_observation for each statement execute function refuse_rewrite();
create trigger visit_problem_append_only before update or delete or truncate on visit_problem for each statement execute function refuse_rewrite();
create trigger recommendation_append_only before update or delete or truncate on recommendation for each statement execute function refuse_rewrite();
create trigger recommendation_item_append_only before update or delete or truncate on recommendation_item for each statement execute function refuse_rewrite();
create trigger reveal_append_only before update or delete or truncate on reveal for each statement execute function refuse_rewrite();
