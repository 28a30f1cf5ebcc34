import * as z from 'zod'
import { NeedFields } from '#contract/financing/declaration.routes.ts'
import { fenFromWan } from '#contract/kernel/money.ts'
import { type Issues, issuesOf } from '../../shell/issues.ts'

const Need = z.object(NeedFields)
export type Need = z.output<typeof Need>

/** A need as it stands on the phone while it is being typed: texts and ticks, nothing forced. */
export interface NeedDraft {
  needType?: Need['needType']
  wan: string
  /** Months. */
  term: string
  termOther: boolean
  purposeKind?: Need['purposeKind']
  purpose: string
  guarantee?: Need['guarantee']
  rateCap: string
  firstLoan?: 'yes' | 'no'
  ordersNote: string
  contactName: string
  contactPhone: string
  acceptsOther: boolean
}

export const emptyNeed: NeedDraft = {
  wan: '',
  term: '',
  termOther: false,
  purpose: '',
  rateCap: '',
  ordersNote: '',
  contactName: '',
  contactPhone: '',
  acceptsOther: false,
}

/** What to say where the contract only says that something is missing. */
export const needWords: Issues = {
  needType: '请选一种贷款',
  amountFen: '请填写想借多少万元',
  termMonths: '请选择借多久（1 到 360 个月）',
  purposeKind: '请选择钱主要用在哪',
  purpose: '请写几个字，说清楚钱怎么用',
  guarantee: '请选择用什么作担保',
  rateCapBp: '年利率请填 0 到 24 之间的数',
  contactName: '请填写联系人姓名',
  contactPhone: '请填写 11 位手机号，或带区号的座机',
}

/** The need as the contract wants it, or what is missing. */
export function readNeed(draft: NeedDraft): { need: Need; issues: null } | { need: null; issues: Issues } {
  const rate = draft.rateCap.trim()
  const parsed = Need.safeParse({
    needType: draft.needType,
    amountFen: fenFromWan(draft.wan) ?? undefined,
    termMonths: draft.term.trim() === '' ? undefined : Number(draft.term),
    purposeKind: draft.purposeKind,
    purpose: draft.purpose,
    guarantee: draft.guarantee,
    rateCapBp: rate === '' ? undefined : Math.round(Number(rate) * 100),
    firstLoanClaimed: draft.firstLoan === undefined ? undefined : draft.firstLoan === 'yes',
    ordersNote: draft.ordersNote.trim() || undefined,
    contactName: draft.contactName,
    contactPhone: draft.contactPhone.replace(/\s/g, ''),
    acceptsOther: draft.acceptsOther,
  })
  if (parsed.success) return { need: parsed.data, issues: null }
  return { need: null, issues: emptyLast(issuesOf(parsed.error, needWords), draft) }
}

/** An empty box is told what belongs in it, not that it is of the wrong form. */
function emptyLast(issues: Issues, draft: NeedDraft): Issues {
  const empty = { contactName: draft.contactName, contactPhone: draft.contactPhone, purpose: draft.purpose }
  const blank = Object.entries(empty).flatMap(([field, text]) =>
    text.trim() === '' && issues[field] ? [[field, needWords[field]!] as const] : [],
  )
  return { ...issues, ...Object.fromEntries(blank) }
}
