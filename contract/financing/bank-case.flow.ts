import { defineFlow } from '../kernel/flow.ts'
import type { Role } from '../organisations/roles.ts'

type By = Role | 'system'
const desk: By[] = ['bank_manager', 'bank_branch']
const office: By[] = ['county_coordinator', 'county_reviewer', 'system']

/**
 * One recommended firm at one bank. A refusal, or silence past the clock, passes the firm on to the
 * backup bank; a decision after the clock is still taken and marked late.
 */
export const bankCaseFlow = defineFlow({
  name: 'bank_case',
  label: '银行办理',
  initial: 'queued',
  statuses: {
    queued: '待推送',
    pushed: '已推送',
    accepted: '已接收',
    contacted: '已对接',
    docsComplete: '材料收齐',
    supplementing: '待补充材料',
    underApproval: '审批中',
    granted: '已授信',
    refused: '不予授信',
    enterpriseDeclined: '企业放弃',
    expired: '超期未决',
    disbursed: '已放款',
    closed: '已办结',
    recalled: '已收回',
  },
  closed: ['refused', 'enterpriseDeclined', 'closed', 'recalled'],
  facts: {
    collectConsent: '企业还没有同意信息采集告知，或已经撤回',
    bankConsent: '企业还没有同意把信息提供给这家银行',
    overdue: '还没有到期',
    creditLeft: '已放款达到授信金额',
    firmWants: '申报已经撤回或办结',
    closerDiffers: '办结须由另一人确认：不能是作出授信决定的本人',
  },
  actions: {
    push: {
      from: ['queued'],
      to: 'pushed',
      by: office,
      needs: ['collectConsent', 'bankConsent', 'firmWants'],
      label: '推送银行',
    },
    accept: { from: ['pushed'], to: 'accepted', by: desk, label: '接收' },
    contact: { from: ['accepted'], to: 'contacted', by: desk, label: '登记对接' },
    completeDocs: { from: ['contacted'], to: 'docsComplete', by: desk, label: '材料收齐' },
    requestSupplement: {
      from: ['docsComplete', 'underApproval'],
      to: 'supplementing',
      by: desk,
      label: '要求补充材料',
      reason: true,
    },
    supplement: { from: ['supplementing'], to: 'underApproval', by: desk, label: '补充材料已收' },
    startApproval: { from: ['docsComplete'], to: 'underApproval', by: desk, label: '进入审批' },
    grant: {
      from: ['docsComplete', 'underApproval', 'expired'],
      to: 'granted',
      by: desk,
      needs: ['firmWants'],
      label: '授信',
    },
    refuse: {
      from: ['accepted', 'contacted', 'docsComplete', 'supplementing', 'underApproval', 'expired'],
      to: 'refused',
      by: desk,
      label: '不予授信',
    },
    enterpriseDecline: {
      from: [
        'pushed',
        'accepted',
        'contacted',
        'docsComplete',
        'supplementing',
        'underApproval',
        'expired',
        'granted',
      ],
      to: 'enterpriseDeclined',
      by: [...desk, 'county_reviewer', 'enterprise'] as By[],
      label: '企业放弃',
    },
    expire: {
      from: ['pushed', 'accepted', 'contacted', 'docsComplete', 'underApproval'],
      to: 'expired',
      by: ['system'],
      needs: ['overdue'],
      label: '超期未决',
    },
    disburse: {
      from: ['granted', 'disbursed'],
      to: 'disbursed',
      by: desk,
      needs: ['creditLeft'],
      label: '登记放款',
    },
    reverse: { from: ['disbursed'], to: 'disbursed', by: desk, label: '冲正放款', reason: true },
    close: {
      from: ['granted', 'disbursed'],
      to: 'closed',
      by: desk,
      needs: ['closerDiffers'],
      label: '办结',
      reason: true,
    },
    recall: {
      from: [
        'queued',
        'pushed',
        'accepted',
        'contacted',
        'docsComplete',
        'supplementing',
        'underApproval',
        'expired',
      ],
      to: 'recalled',
      by: ['system', 'county_coordinator'] as By[],
      label: '收回',
      reason: true,
    },
  },
})

export type BankCaseStatus = keyof typeof bankCaseFlow.statuses
export type BankCaseAction = keyof typeof bankCaseFlow.actions
export type BankCaseFact = keyof typeof bankCaseFlow.facts

/** A bank is at work on the firm: exactly one such case per recommended firm (global invariant). */
export const workingStatuses: readonly BankCaseStatus[] = [
  'queued',
  'pushed',
  'accepted',
  'contacted',
  'docsComplete',
  'supplementing',
  'underApproval',
]

/** What a page of cases that are not over yet shows: those a bank is at, and those it was too late with or has granted. */
export const openStatuses: readonly BankCaseStatus[] = [...workingStatuses, 'expired', 'granted']
