import { targetFlow } from '#contract/assignment/target.flow.ts'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import type { Flow } from '#contract/kernel/flow.ts'

/** The flows by the name they are logged under; their actions bring their own labels. */
const flows: Readonly<Record<string, Flow>> = {
  target: targetFlow as unknown as Flow,
  declaration: declarationFlow as unknown as Flow,
  bank_case: bankCaseFlow as unknown as Flow,
}

/** Words for actions that are not in a flow. */
const words: Readonly<Record<string, string>> = {
  'entity.reveal': '查看明文',
  'place.decide': '人工落位',
  'place.undo': '撤销人工落位',
  'entity.addByPortal': '扫码申报时登记',
  'identity.link': '认定一行名单为这一户',
  'identity.notSame': '认定不是同一户',
  'identity.later': '认定留待以后',
  'identity.undo': '撤销认定',
  'identity.propose': '提出并户',
  'identity.merge': '并户',
  'target.carryOver': '随清单新版延续',
  'visit.record': '登记走访',
  'visit.repeat': '同一走访再次上报',
  'declaration.open': '新建申报',
  'declaration.find': '填写一项标准',
  'declaration.verify': '核实申报',
  'bank_case.open': '派给银行，待推送',
  'consent.give': '企业授权',
  'consent.withdraw': '企业撤回授权',
}

export function actionLabel(flow: string, action: string): string {
  return words[`${flow}.${action}`] ?? flows[flow]?.actions[action]?.label ?? action
}

/** Where in the console the thing an action was about can be opened. */
export function actionLink(flow: string, subjectId: string): string | null {
  if (flow === 'declaration') return `/declarations/${subjectId}`
  if (flow === 'bank_case') return `/cases/${subjectId}`
  if (flow === 'target') return `/targets/${subjectId}`
  return flow === 'visit' ? `/visits/${subjectId}` : null
}
