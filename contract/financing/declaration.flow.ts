import { defineFlow } from '../kernel/flow.ts'
import type { Role } from '../organisations/roles.ts'

type By = Role | 'system'
const helpers: By[] = ['county_visitor', 'county_reviewer', 'town_officer', 'grid_worker', 'enterprise']
const reviewers: By[] = ['county_reviewer']
const checkers: By[] = ['county_coordinator', 'county_reviewer']

/**
 * A firm's declared need, from the form to the recommended list. Two people stand behind each
 * conclusion: one proposes, another approves. What the banks do then is the bank case's flow.
 */
export const declarationFlow = defineFlow({
  name: 'declaration',
  label: '融资申报',
  initial: 'drafted',
  statuses: {
    drafted: '草稿',
    submitted: '已申报',
    precheckFailed: '初检未过',
    inReview: '审核中',
    supplementing: '待补正',
    proposed: '提请推荐',
    ineligibleProposed: '提请不推荐',
    recommended: '已推荐',
    notEligible: '暂不符合',
    awaitingConsultation: '待会诊',
    credited: '已授信',
    withdrawn: '已撤回',
    merged: '已并入',
  },
  closed: ['notEligible', 'credited', 'withdrawn', 'merged'],
  facts: {
    collectConsent: '企业还没有同意信息采集告知，或已经撤回',
    verified: '还没有核实是企业本人申报，请先核实（走访、登记电话或到窗口）',
    allStandardsMet: '五项标准还没有全部通过',
    someStandardUnmet: '没有不通过的标准，不能提请不推荐',
    banksNamed: '请先指定主办行和备选行（不同银行）',
    mainConsent: '企业还没有同意把信息提供给主办行',
    checkerDiffers: '复核人与经办人不能是同一人，请换人复核',
  },
  actions: {
    submit: {
      from: ['drafted', 'precheckFailed'],
      to: 'submitted',
      by: helpers,
      needs: ['collectConsent'],
      label: '提交申报',
    },
    failPrecheck: {
      from: ['submitted'],
      to: 'precheckFailed',
      by: ['system', ...reviewers],
      label: '初检退回',
      reason: true,
    },
    verify: {
      from: ['submitted'],
      to: null,
      by: [...reviewers, 'county_visitor', 'town_officer'] as By[],
      label: '核实申报',
    },
    accept: {
      from: ['submitted'],
      to: 'inReview',
      by: reviewers,
      needs: ['verified', 'collectConsent'],
      label: '受理审核',
    },
    merge: {
      from: ['submitted', 'precheckFailed'],
      to: 'merged',
      by: ['system'],
      label: '并入已核实的申报',
    },
    requestSupplement: {
      from: ['inReview'],
      to: 'supplementing',
      by: reviewers,
      label: '要求补正',
      reason: true,
    },
    supplement: { from: ['supplementing'], to: 'inReview', by: helpers, label: '提交补正' },
    propose: {
      from: ['inReview'],
      to: 'proposed',
      by: reviewers,
      needs: ['verified', 'collectConsent', 'allStandardsMet', 'banksNamed', 'mainConsent'],
      label: '提请推荐',
    },
    proposeIneligible: {
      from: ['inReview'],
      to: 'ineligibleProposed',
      by: reviewers,
      needs: ['someStandardUnmet'],
      label: '提请不推荐',
      reason: true,
    },
    sendBack: {
      from: ['proposed', 'ineligibleProposed'],
      to: 'inReview',
      by: checkers,
      label: '退回重审',
      reason: true,
    },
    approve: {
      from: ['proposed'],
      to: 'recommended',
      by: checkers,
      needs: ['checkerDiffers', 'collectConsent', 'allStandardsMet', 'mainConsent'],
      label: '复核通过，列入推荐清单',
    },
    confirmIneligible: {
      from: ['ineligibleProposed'],
      to: 'notEligible',
      by: checkers,
      needs: ['checkerDiffers'],
      label: '复核：暂不符合',
    },
    credit: {
      from: ['recommended', 'awaitingConsultation'],
      to: 'credited',
      by: ['system'],
      label: '银行已授信',
    },
    exhaust: {
      from: ['recommended'],
      to: 'awaitingConsultation',
      by: ['system'],
      label: '主办、备选均未授信',
    },
    withdraw: {
      from: [
        'drafted',
        'submitted',
        'precheckFailed',
        'inReview',
        'supplementing',
        'proposed',
        'ineligibleProposed',
        'recommended',
        'awaitingConsultation',
      ],
      to: 'withdrawn',
      by: ['enterprise', 'county_reviewer', 'town_officer'] as By[],
      label: '企业撤回',
      reason: true,
    },
  },
})

export type DeclarationStatus = keyof typeof declarationFlow.statuses
export type DeclarationAction = keyof typeof declarationFlow.actions
export type DeclarationFact = keyof typeof declarationFlow.facts
