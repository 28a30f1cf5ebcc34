import type { Declaration } from './useFinancing.ts'

/** Where the work of a declaration stands, in the five stages people speak of. */
export const stages = ['申报', '核实受理', '五项审核', '复核', '银行办理', '授信'] as const

const stageOf: Readonly<Record<Declaration['status'], number>> = {
  drafted: 0,
  submitted: 1,
  precheckFailed: 0,
  inReview: 2,
  supplementing: 2,
  proposed: 3,
  ineligibleProposed: 3,
  recommended: 4,
  notEligible: 3,
  awaitingConsultation: 4,
  credited: 6,
  withdrawn: -1,
  merged: -1,
}

export function stageAt(status: Declaration['status']): number {
  return stageOf[status]
}

const offered = (d: Declaration, action: string) => d.actions.some((a) => a.action === action)

/** What to do now, in a sentence a new colleague can follow; when it is somebody else's turn, whose. */
export function nextStep(d: Declaration): string {
  switch (d.status) {
    case 'drafted':
      return '草稿还没有提交。取得企业的信息采集同意后提交，才列入申报清单。'
    case 'precheckFailed':
      return '初检已退回。看“经过”里的原因，改正后重新提交。'
    case 'submitted':
      return d.verified
        ? offered(d, 'accept')
          ? '已核实是企业本人申报。点“受理审核”，开始逐项审核五项标准。'
          : '已核实，等区县专班受理审核。'
        : '先核实是企业本人申报：凭走访记录、拨打登记电话（不是申报里填的电话）或到窗口；核实后才能受理。'
    case 'inReview':
      return reviewStep(d)
    case 'supplementing':
      return '等企业补正。收到材料后点“提交补正”，写明补了什么，回到审核。'
    case 'proposed':
      return offered(d, 'approve')
        ? '同事已提请推荐。核对五项标准、银行和金额：没有问题点“复核通过”，有问题点“退回重审”。'
        : offered(d, 'sendBack')
          ? '您是经办人，须由另一位同事复核；发现有误可以退回重审。'
          : '等区县专班另一人复核。'
    case 'ineligibleProposed':
      return offered(d, 'confirmIneligible')
        ? '同事提请不推荐。核对不通过的标准：属实点“复核：暂不符合”，否则退回重审。'
        : '等区县专班另一人复核。'
    case 'recommended':
      return recommendedStep(d)
    case 'awaitingConsultation':
      return '主办行、备选行均未授信，转入会诊：请召集银行和有关部门商定下一步。'
    case 'credited':
      return '银行已授信，申报办结。放款情况见“推荐与银行办理”。'
    case 'notEligible':
      return `已办结：${d.closeReason ?? '五项标准暂不符合'}。请向企业说明原因，辅导整改后可再次申报。`
    case 'withdrawn':
      return `企业已撤回${d.closeReason ? `：${d.closeReason}` : ''}。`
    case 'merged':
      return '已并入这户在办的另一份申报。'
  }
}

/** Titles of the standards that still have no conclusion, or one that stands in the way. */
export function openStandards(d: Declaration) {
  const by = (result: string | null) => d.standards.filter((s) => s.result === result).map((s) => s.label)
  return { none: by(null), unmet: by('unmet'), insufficient: by('insufficient') }
}

function reviewStep(d: Declaration): string {
  if (!offered(d, 'propose')) return '区县专班正在逐项审核五项标准。'
  const { none, unmet, insufficient } = openStandards(d)
  if (none.length > 0) return `请在下面逐项填写五项标准，还有 ${none.length} 项没有结论：${none.join('、')}。`
  if (unmet.length > 0)
    return `${unmet.join('、')}不通过：点“提请不推荐”，交同事复核；如有新的佐证，可先改判这一项。`
  if (insufficient.length > 0)
    return `${insufficient.join('、')}待佐证：点“要求补正”请企业补充，或安排走访后改判这一项。`
  return '五项标准全部通过。点“提请推荐”，指定主办行、备选行和推荐金额，交同事复核。'
}

function recommendedStep(d: Declaration): string {
  const queued = d.cases.find((c) => c.status === 'queued')
  if (queued) return `已列入推荐清单，${queued.bank}待推送。请到银行办理页推送；缺授权的先登记授权。`
  const working = d.cases.find((c) => c.light !== null)
  if (working)
    return `${working.bank}正在办理（${working.statusLabel}）${working.dueOn ? `，期限 ${working.dueOn}` : ''}。`
  return '已列入推荐清单，银行正在办理。'
}
