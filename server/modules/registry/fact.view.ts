import { moneyText, rateText } from '#contract/kernel/money.ts'
import { maskPhone } from '#contract/registry/codes.ts'
import { entityKinds, type ImportKind, markKinds, registrationStatuses } from '#contract/registry/words.ts'
import { type FirmKind, maskOwner } from './mask.ts'

type Show = (value: unknown, firm: FirmKind) => string

const plain: Show = (v) => String(v)
const money: Show = (v) => moneyText(String(v))
const yes: Show = (v) => (v ? '是' : '否')
const word =
  (words: Readonly<Record<string, string>>): Show =>
  (v) =>
    words[String(v)] ?? String(v)

/** What of a fact is shown, in which words. Phones and owners' names of a fact are masked like everywhere else. */
const shown: Readonly<Record<string, readonly (readonly [key: string, label: string, show: Show])[]>> = {
  registration: [
    ['name', '名称', plain],
    ['kind', '主体类型', word(entityKinds)],
    ['registration_status', '登记状态', word(registrationStatuses)],
    ['founded_on', '成立日期', plain],
    ['legal_rep', '法定代表人', (v, firm) => maskOwner(firm, String(v)) ?? ''],
    ['phone', '联系电话', (v) => maskPhone(String(v)) ?? ''],
    ['capital_fen', '注册资金', money],
    ['capital_currency', '币种', plain],
  ],
  tax: [
    ['grade', '纳税信用等级', plain],
    ['tax_year', '年度', plain],
    ['tax_fen', '入库税额', money],
    ['export_refund_fen', '出口退税额', money],
    ['abnormal', '非正常户', yes],
  ],
  social: [
    ['insured', '参保人数', plain],
    ['state', '参保状态', plain],
    ['last_paid_month', '最近缴费月份', (v) => String(v).slice(0, 7)],
  ],
  census: [
    ['industry', '行业代码', plain],
    ['division', '普查登记区划', plain],
    ['employees', '从业人员', plain],
    ['revenue_fen', '营业收入', money],
  ],
  mark: [
    ['mark', '名单类型', word(markKinds)],
    ['listed_on', '列入日期', plain],
    ['removed_on', '移出日期', plain],
  ],
  loan: [
    ['bank_name', '贷款银行', plain],
    ['balance_fen', '贷款余额', money],
    ['issued_on', '发放日期', plain],
    ['due_on', '到期日期', plain],
    ['guarantee', '担保方式', plain],
    ['rate_bp', '执行利率', (v) => rateText(Number(v))],
  ],
  label: [
    ['label', '类别', plain],
    ['label_year', '认定年份', plain],
  ],
}

/** The values of a fact of such a firm as labelled text, empty ones left out. */
export function describeFact(
  kind: ImportKind,
  values: Record<string, unknown>,
  firm: FirmKind,
): { label: string; value: string }[] {
  return (shown[kind] ?? []).flatMap(([key, label, show]) => {
    const value = values[key]
    return value === null || value === undefined ? [] : [{ label, value: show(value, firm) }]
  })
}
