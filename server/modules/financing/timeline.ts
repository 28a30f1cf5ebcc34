import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'

const others: Readonly<Record<string, string>> = {
  'declaration.open': '新建申报',
  'declaration.find': '填写一项标准',
  'declaration.verify': '核实申报',
  'bank_case.open': '派给银行，待推送',
}

/** The words of an action from the flow itself, so that menu, timeline and page agree. */
export function caseActionLabel(flow: string, action: string): string {
  const labels: Readonly<Record<string, { label: string } | undefined>> =
    flow === 'bank_case' ? bankCaseFlow.actions : declarationFlow.actions
  return others[`${flow}.${action}`] ?? labels[action]?.label ?? action
}
