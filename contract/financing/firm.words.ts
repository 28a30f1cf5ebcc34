import type { DeclarationStatus } from './declaration.flow.ts'

/** The way of a declaration as a firm is told it: four steps over the statuses. */
export const firmSteps: readonly { label: string; statuses: readonly DeclarationStatus[] }[] = [
  { label: '已提交', statuses: ['drafted', 'submitted', 'precheckFailed'] },
  {
    label: '审核五项标准',
    statuses: ['inReview', 'supplementing', 'proposed', 'ineligibleProposed'],
  },
  { label: '推荐到银行', statuses: ['recommended', 'awaitingConsultation'] },
  { label: '银行授信', statuses: ['credited'] },
]

/** Each status in plain words; no bank's refusal is named. */
export const firmStages: Readonly<Record<DeclarationStatus, string>> = {
  drafted: '已收到',
  submitted: '已核实，等待受理',
  precheckFailed: '资料需要修改，工作人员会联系您',
  inReview: '正在审核五项标准',
  supplementing: '需要补充资料，工作人员会联系您',
  proposed: '正在复核',
  ineligibleProposed: '正在复核',
  recommended: '已推荐，银行正在办理',
  notEligible: '暂不符合推荐条件，工作人员会说明原因和改进办法',
  awaitingConsultation: '银行暂未授信，正在组织会诊',
  credited: '银行已授信',
  withdrawn: '已撤回',
  merged: '已收到',
}
