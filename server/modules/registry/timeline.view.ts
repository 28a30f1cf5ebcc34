/** Words for actions that are not in a flow; flows carry their own labels. */
const words: Readonly<Record<string, string>> = {
  'entity.reveal': '查看明文',
  'visit.record': '登记走访',
  'consent.give': '企业授权',
  'consent.withdraw': '企业撤回授权',
}

export function actionLabel(flow: string, action: string): string {
  return words[`${flow}.${action}`] ?? action
}

/** Where in the console the thing an action was about can be opened. */
export function actionLink(flow: string, subjectId: string): string | null {
  if (flow === 'declaration') return `/declarations/${subjectId}`
  if (flow === 'bank_case') return `/cases/${subjectId}`
  return flow === 'visit' ? `/visits/${subjectId}` : null
}
