import { type RawBuilder, sql } from 'kysely'
import type { LedgerKind } from '#contract/boards/words.ts'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import {
  findingResults,
  guarantees,
  needTypes,
  parts,
  purposeKinds,
  refusalReasonLabels,
} from '#contract/financing/words.ts'
import { entityKinds, sizeClasses } from '#contract/registry/words.ts'
import {
  modes,
  noNeedReasons,
  observationResults,
  operations,
  outcomes,
  outlooks,
  problemCategories,
  standards,
} from '#contract/visits/words.ts'
import { betweenDays, withinDivision } from '#kernel/place.ts'
import type { SheetColumn } from '#kernel/xlsx-writer.ts'

/** One column of a ledger: its printed title, its type, and where its value comes from. */
export interface LedgerColumn {
  title: string
  type: 'text' | 'integer' | 'wan' | 'rate' | 'day' | 'instant' | 'phone' | 'person'
  value: RawBuilder<unknown>
  width?: number
}

export interface Ledger {
  columns: readonly LedgerColumn[]
  from: RawBuilder<unknown>
  /** Two whole numbers, unique together and ascending: the order of the page and of the file. */
  key: readonly [RawBuilder<unknown>, RawBuilder<unknown>]
  where: (filter: LedgerFilter) => RawBuilder<unknown>
}

export interface LedgerFilter {
  division?: string
  from?: string
  to?: string
  search?: string
}

const col = (
  title: string,
  type: LedgerColumn['type'],
  value: RawBuilder<unknown>,
  width?: number,
): LedgerColumn => ({ title, type, value, width })

/** A code of the database in the words of the contract. */
function word(column: RawBuilder<unknown>, words: Readonly<Record<string, string>>): RawBuilder<unknown> {
  return sql`(${JSON.stringify(words)}::jsonb ->> ${column}::text)`
}

const yes = (column: RawBuilder<unknown>) =>
  sql`case when ${column} then '是' when not ${column} then '否' end`
const named = (filter: LedgerFilter) =>
  filter.search === undefined
    ? sql`true`
    : sql`(e.name like ${`%${filter.search.replace(/[\\%_]/g, (c) => `\\${c}`)}%`} or e.uscc = ${filter.search})`

const firm = [
  col('区县', 'text', sql`division_name(x.division, 'county')`, 12),
  col('镇街', 'text', sql`division_name(x.division, 'town')`, 14),
  col('名称', 'text', sql`e.name`, 32),
  col('统一社会信用代码', 'text', sql`e.uscc`, 22),
  col('主体类型', 'text', word(sql`e.kind`, entityKinds), 12),
] as const

const observation = (n: number) =>
  word(
    sql`(select o.result from visit_observation o where o.visit_id = x.id and o.standard = ${n})`,
    observationResults,
  )

/** 走访台账. */
const visits: Ledger = {
  columns: [
    col('走访编号', 'integer', sql`x.id`, 10),
    col('轮次', 'text', sql`x.round`, 10),
    col('走访方式', 'text', word(sql`x.mode`, modes), 10),
    col('走访时间', 'instant', sql`x.occurred_at`, 18),
    ...firm,
    col('走访结果', 'text', word(sql`x.outcome`, outcomes), 12),
    col('从业人数', 'integer', sql`x.employees`, 10),
    col('营业收入（万元）', 'wan', sql`x.revenue_fen`, 14),
    col('资产规模（万元）', 'wan', sql`x.assets_fen`, 14),
    col('经营状况', 'text', word(sql`x.operation`, operations), 10),
    col('市场前景', 'text', word(sql`x.outlook`, outlooks), 10),
    ...([1, 2, 3, 4, 5] as const).map((n) => col(standards[n], 'text', observation(n), 14)),
    col('有无融资需求', 'text', sql`case when x.has_need then '有' when not x.has_need then '无' end`, 12),
    col('需求金额（万元）', 'wan', sql`x.need_fen`, 14),
    col('需求用途', 'text', sql`x.need_use`, 24),
    col('暂无需求原因', 'text', word(sql`x.no_need_reason`, noNeedReasons), 16),
    col(
      '存在问题',
      'text',
      sql`(select string_agg(${word(sql`p.category`, problemCategories)} || '：' || p.description, '；' order by p.id) from visit_problem p where p.visit_id = x.id)`,
      40,
    ),
    col('走访人', 'text', sql`w.name`, 10),
    col('走访单位', 'text', sql`o.name`, 20),
    col('同行单位', 'text', sql`array_to_string(x.companions, '、')`, 20),
    col('是否在清单内', 'text', yes(sql`(x.target_id is not null)`), 10),
    col('计入走访户数', 'text', yes(sql`x.counted`), 10),
    col('备注', 'text', sql`x.note`, 24),
  ],
  from: sql`visit x join entity e on e.id = x.entity_id join account a on a.id = x.account_id join person w on w.id = a.person_id join org o on o.id = x.org_id`,
  key: [sql`x.id`, sql`0::bigint`],
  where: (f) =>
    sql`${withinDivision('x.division', f.division)} and ${betweenDays('x.occurred_at', f.from, f.to)} and ${named(f)}`,
}

const conclusion = sql`(select string_agg(f.standard || ${word(sql`f.result`, findingResults)}, ' ' order by f.standard) from (
  select distinct on (standard) standard, result from finding where declaration_id = x.id order by standard, id desc) f)`
const lastVisit = (what: RawBuilder<unknown>) =>
  sql`(select ${what} from visit v join account va on va.id = v.account_id join person vp on vp.id = va.person_id where v.entity_id = x.entity_id and v.counted and v.occurred_at <= coalesce(x.submitted_at, x.opened_at) order by v.occurred_at desc, v.id desc limit 1)`

/** 申报清单列. */
const declarationColumns: readonly LedgerColumn[] = [
  ...firm,
  col('行业', 'text', sql`industry_of(e.id)`, 10),
  col('划型', 'text', word(sql`null::text`, sizeClasses), 8),
  col('联系人', 'person', sql`x.contact_name`, 10),
  col('联系电话', 'phone', sql`x.contact_phone`, 14),
  col('需求金额（万元）', 'wan', sql`x.amount_fen`, 14),
  col('期限（月）', 'integer', sql`x.term_months`, 10),
  col('用途', 'text', sql`concat_ws('：', ${word(sql`x.purpose_kind`, purposeKinds)}, x.purpose)`, 30),
  col('担保方式', 'text', word(sql`x.guarantee`, guarantees), 10),
  col('意向银行', 'text', sql`(select name from org where id = x.wish_bank_id)`, 16),
  col('是否首贷', 'text', yes(sql`x.first_loan_claimed`), 10),
  col('是否续贷', 'text', yes(sql`(x.need_type = 'renewal')`), 10),
  col('走访日期', 'day', lastVisit(sql`business_day(v.occurred_at)`), 12),
  col('走访人', 'text', lastVisit(sql`vp.name`), 10),
  col('申报日期', 'day', sql`business_day(x.submitted_at)`, 12),
  col('五项初筛结论', 'text', conclusion, 30),
  col('备注', 'text', sql`x.no || ' ' || ${word(sql`x.need_type`, needTypes)}`, 28),
]

const declarations: Ledger = {
  columns: declarationColumns,
  from: sql`declaration x join entity e on e.id = x.entity_id`,
  key: [sql`x.id`, sql`0::bigint`],
  where: (f) =>
    sql`x.submitted_at is not null and x.verified_at is not null and x.status <> 'merged' and ${withinDivision('x.division', f.division)} and ${betweenDays('x.submitted_at', f.from, f.to)} and ${named(f)}`,
}

const mainCase = (what: RawBuilder<unknown>) =>
  sql`(select ${what} from bank_case c where c.declaration_id = x.id and c.part = 'main' order by c.id limit 1)`

/** 推荐清单列 = 申报清单列 + …. */
const recommendations: Ledger = {
  columns: [
    ...declarationColumns,
    col('推荐批次', 'text', sql`r.batch_no`, 18),
    col('推荐日期', 'day', sql`business_day(r.approved_at)`, 12),
    col('主办行', 'text', sql`(select name from org where id = x.main_branch_id)`, 24),
    col('备选行', 'text', sql`(select name from org where id = x.backup_branch_id)`, 24),
    col('推荐理由', 'text', sql`x.recommend_reason`, 30),
    col('推荐金额（万元）', 'wan', sql`x.recommended_fen`, 14),
    col('五项结论', 'text', conclusion, 30),
    col(
      '专班意见',
      'text',
      sql`'经复核列入推荐清单（' || (select p.name from account a join person p on p.id = a.person_id where a.id = r.approved_by) || '）'`,
      28,
    ),
    col('推送时间', 'instant', mainCase(sql`c.pushed_at`), 18),
    col('银行接收时间', 'instant', mainCase(sql`c.accepted_at`), 18),
  ],
  from: sql`declaration x join entity e on e.id = x.entity_id join recommendation_item i on i.declaration_id = x.id join recommendation r on r.id = i.recommendation_id`,
  key: [sql`x.id`, sql`0::bigint`],
  where: (f) =>
    sql`${withinDivision('x.division', f.division)} and ${betweenDays('r.approved_at', f.from, f.to)} and ${named(f)}`,
}

/**
 * 授信放款台账: a line a loan; a credit without a loan and a refusal have a line of their own. The credit's
 * amount stands on its first line alone, so that the column adds up to what was granted.
 */
const credits: Ledger = {
  columns: [
    ...firm,
    col('银行', 'text', sql`b.name`, 16),
    col('网点', 'text', sql`o.name`, 24),
    col('主办/备选', 'text', word(sql`c.part`, parts), 10),
    col('推送时间', 'instant', sql`c.pushed_at`, 18),
    col('办理状态', 'text', word(sql`c.status`, bankCaseFlow.statuses), 12),
    col('授信结果', 'text', sql`case x.result when 'grant' then '授信' else '不予授信' end`, 10),
    col('决定日期', 'day', sql`business_day(x.decided_at)`, 12),
    col('是否超期', 'text', yes(sql`x.late`), 10),
    col(
      '授信金额（万元）',
      'wan',
      sql`case when not exists (select 1 from disbursement f where f.decision_id = x.id and f.id < l.id) then x.credit_fen end`,
      14,
    ),
    col('循环', 'text', yes(sql`x.revolving`), 8),
    col('年利率', 'rate', sql`x.rate_bp`, 10),
    col('期限（月）', 'integer', sql`x.term_months`, 10),
    col('担保方式', 'text', word(sql`x.guarantee`, guarantees), 10),
    col('产品', 'text', sql`x.product`, 16),
    col('首贷', 'text', yes(sql`coalesce(l.first_loan, x.first_loan)`), 8),
    col(
      '不予授信原因',
      'text',
      sql`(select string_agg(${JSON.stringify(refusalReasonLabels)}::jsonb ->> k, '；') from unnest(x.reasons) k)`,
      30,
    ),
    col('事实依据', 'text', sql`x.facts`, 36),
    col('可修复', 'text', yes(sql`x.repairable`), 8),
    col('借据号', 'text', sql`l.note_no`, 20),
    col('放款日', 'day', sql`l.disbursed_on`, 12),
    col('放款金额（万元）', 'wan', sql`l.amount_fen`, 14),
    col('到期日', 'day', sql`l.matures_on`, 12),
    col('放款利率', 'rate', sql`l.rate_bp`, 10),
    col('无还本续贷', 'text', yes(sql`l.renewal`), 10),
  ],
  from: sql`credit_decision x join bank_case c on c.id = x.bank_case_id join entity e on e.id = x.entity_id join org b on b.id = x.bank_id join org o on o.id = x.branch_id
    left join disbursement l on l.decision_id = x.id`,
  key: [sql`x.id`, sql`coalesce(l.id, 0)`],
  where: (f) =>
    sql`not exists (select 1 from credit_decision n where n.supersedes = x.id) and ${withinDivision('x.division', f.division)} and ${betweenDays('x.decided_at', f.from, f.to)} and ${named(f)}`,
}

export const ledgerSpecs: Readonly<Record<LedgerKind, Ledger>> = {
  visits,
  declarations,
  recommendations,
  credits,
}

/** The xlsx column of a ledger column. */
export function sheetColumn(c: LedgerColumn): SheetColumn {
  if (c.type === 'wan') return { title: c.title, type: 'money', unit: 'wan', width: c.width }
  return { title: c.title, type: c.type === 'phone' || c.type === 'person' ? 'text' : c.type, width: c.width }
}
