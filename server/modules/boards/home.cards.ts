import { type RawBuilder, sql } from 'kysely'
import { targetStages } from '#contract/assignment/target.flow.ts'
import { openStatuses } from '#contract/financing/bank-case.flow.ts'
import { yearsExpected } from '#contract/kernel/deadline.ts'
import type { Ctx } from '#kernel/context.ts'

/** One number of the first page and what it opens. */
export interface Card {
  key: string
  label: string
  link: string
  tone: 'red' | 'amber' | 'plain'
  hint: string
  /** How many there are (`n`); a statement may say `hint` anew for what it found. */
  count: (ctx: Ctx) => RawBuilder<unknown>
}

const running = sql`c.paused_on is null and c.status in ('pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval', 'expired')`
const published = sql`(select id from target_list where state = 'published' order by published_at desc, id desc limit 1)`
const count = (from: RawBuilder<unknown>) => sql`select count(*)::int as n from ${from}`

/** Everything that can wait for somebody. */
export const cards = {
  overdue: {
    key: 'overdue',
    label: '银行超期未决',
    link: '/cases?light=red',
    tone: 'red',
    hint: '已过期限，请督促或转备选行',
    count: (ctx) => count(sql`bank_case c where ${running} and c.due_on < ${ctx.today}::date`),
  },
  amber: {
    key: 'amber',
    label: '银行临期',
    link: '/cases?light=amber',
    tone: 'amber',
    hint: '期限将到',
    count: (ctx) =>
      count(
        sql`bank_case c where ${running} and c.due_on >= ${ctx.today}::date and c.amber_on <= ${ctx.today}::date`,
      ),
  },
  consult: {
    key: 'consult',
    label: '待会诊',
    link: '/declarations?status=awaitingConsultation',
    tone: 'amber',
    hint: '主办、备选均未授信',
    count: () => count(sql`declaration where status = 'awaitingConsultation'`),
  },
  check: {
    key: 'check',
    label: '待我复核',
    link: '/declarations?mine=check',
    tone: 'plain',
    hint: '他人提请，等您复核',
    count: (ctx) =>
      count(
        sql`declaration where status in ('proposed', 'ineligibleProposed') and not prepared_by(id, ${ctx.actor.personId}::bigint)`,
      ),
  },
  push: {
    key: 'push',
    label: '待推送银行',
    link: '/cases?status=queued',
    tone: 'plain',
    hint: '已推荐，等推送；缺授权的请联系企业',
    count: () => count(sql`bank_case where status = 'queued'`),
  },
  verify: {
    key: 'verify',
    label: '待核实的扫码申报',
    link: '/declarations?mine=verify',
    tone: 'plain',
    hint: '按登记电话核实是企业本人',
    count: () => count(sql`declaration where status = 'submitted' and verified_at is null`),
  },
  review: {
    key: 'review',
    label: '待审核',
    link: '/declarations?mine=review',
    tone: 'plain',
    hint: '受理并逐项审核五项标准',
    count: () =>
      count(sql`declaration where (status = 'submitted' and verified_at is not null) or status = 'inReview'`),
  },
  supplement: {
    key: 'supplement',
    label: '待补正',
    link: '/declarations?mine=supplement',
    tone: 'plain',
    hint: '草稿、退回和待补正的申报',
    count: () => count(sql`declaration where status in ('drafted', 'supplementing', 'precheckFailed')`),
  },
  toVisit: {
    key: 'toVisit',
    label: '待走访',
    link: '/targets?stage=toVisit',
    tone: 'plain',
    hint: '按批次先后走访，含已预走访的',
    count: () =>
      count(
        sql`target where list_id = ${published} and status = any (${[...targetStages.toVisit.statuses]}::text[])`,
      ),
  },
  revisit: {
    key: 'revisit',
    label: '待二次走访',
    link: '/targets?status=revisitDue',
    tone: 'amber',
    hint: '到约定的日子了',
    count: () => count(sql`target where list_id = ${published} and status = 'revisitDue'`),
  },
  needs: {
    key: 'needs',
    label: '有需求未申报',
    link: '/targets?status=hasNeed&undeclared=yes',
    tone: 'amber',
    hint: '走访有需求，请协助申报',
    count: () =>
      count(
        sql`target t where t.list_id = ${published} and t.status = 'hasNeed' and not exists (select 1 from declaration d where d.entity_id = t.entity_id)`,
      ),
  },
  imports: {
    key: 'imports',
    label: '待确认入库',
    link: '/imports?state=previewed',
    tone: 'plain',
    hint: '名单已读取，等您确认',
    count: () => count(sql`import_batch where state = 'previewed'`),
  },
  sentImports: {
    key: 'sentImports',
    label: '待市专班确认',
    link: '/imports?state=previewed',
    tone: 'plain',
    hint: '名单已读取，市专班确认后入库',
    count: () => count(sql`import_batch where state = 'previewed'`),
  },
  unmappedImports: {
    key: 'unmappedImports',
    label: '待对应的名单',
    link: '/imports?state=unmapped',
    tone: 'amber',
    hint: '表头没有认全，请对应各列',
    count: () => count(sql`import_batch where state = 'unmapped'`),
  },
  failedImports: {
    key: 'failedImports',
    label: '读取失败的名单',
    link: '/imports?state=failed',
    tone: 'amber',
    hint: '请按提示改好再上报',
    count: () => count(sql`import_batch where state = 'failed'`),
  },
  draftLists: {
    key: 'draftLists',
    label: '待发布的清单',
    link: '/lists',
    tone: 'plain',
    hint: '编制人以外的人发布',
    count: (ctx) =>
      count(
        sql`target_list l join account a on a.id = l.made_by where l.state = 'draft' and a.person_id <> ${ctx.actor.personId}::bigint`,
      ),
  },
  draftRules: {
    key: 'draftRules',
    label: '待发布的规则',
    link: '/screening',
    tone: 'plain',
    hint: '起草人以外的人发布',
    count: (ctx) =>
      count(sql`rule_set where state = 'draft' and not ${ctx.actor.personId}::bigint = any (makers)`),
  },
  deskNew: {
    key: 'deskNew',
    label: '新派来的企业',
    link: '/desk?status=pushed',
    tone: 'plain',
    hint: '请接收并尽快联系',
    count: () => count(sql`bank_case where status = 'pushed'`),
  },
  deskRed: {
    key: 'deskRed',
    label: '已超期',
    link: '/desk?light=red',
    tone: 'red',
    hint: '仍可补作决定，会记为超期',
    count: (ctx) => count(sql`bank_case c where ${running} and c.due_on < ${ctx.today}::date`),
  },
  deskAmber: {
    key: 'deskAmber',
    label: '将到期',
    link: '/desk?light=amber',
    tone: 'amber',
    hint: '请在期限内决定',
    count: (ctx) =>
      count(
        sql`bank_case c where ${running} and c.due_on >= ${ctx.today}::date and c.amber_on <= ${ctx.today}::date`,
      ),
  },
  deskOpen: {
    key: 'deskOpen',
    label: '要办的',
    link: '/desk?open=yes',
    tone: 'plain',
    hint: '接收、对接、收材料、审批、待放款，超期未决的在内',
    count: () => count(sql`bank_case where status = any (${[...openStatuses]}::text[])`),
  },
  deskLend: {
    key: 'deskLend',
    label: '已授信未放款',
    link: '/desk?status=granted',
    tone: 'plain',
    hint: '放款后请登记借据',
    count: () => count(sql`bank_case where status = 'granted'`),
  },
  exports: {
    key: 'exports',
    label: '待同意的导出',
    link: '/ledgers',
    tone: 'plain',
    hint: '申请人以外的人同意',
    count: (ctx) =>
      count(sql`export_request where state = 'requested' and person_id <> ${ctx.actor.personId}::bigint`),
  },
  grants: {
    key: 'grants',
    label: '有岗位待批准的账号',
    link: '/accounts?grants=requested',
    tone: 'plain',
    hint: '申请人以外的人批准',
    count: () => count(sql`(select distinct account_id from role_grant where state = 'requested') g`),
  },
  calendar: {
    key: 'calendar',
    label: '待录入的工作日历',
    link: '/calendar',
    tone: 'amber',
    hint: '收到国务院办公厅的放假通知后录入',
    count: (ctx) =>
      sql`select count(*)::int as n, string_agg(y::text, '、' order by y) || ' 年工作日历还没有录入，办理时限会按周一至周五计算' as hint
        from unnest(${yearsExpected(ctx.today)}::int[]) y
        where not exists (select from calendar_day where version = (select max(version) from calendar_day) and day = make_date(y, 1, 1))`,
  },
} as const satisfies Record<string, Card>
