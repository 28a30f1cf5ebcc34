/** What the objects of the audit are called; the number behind the word is the row's. */
const nouns: Readonly<Record<string, string>> = {
  account: '账号',
  calendar: '工作日历',
  case: '银行办理',
  declaration: '申报',
  entity: '经营主体',
  export: '导出申请',
  import: '导入批次',
  ledger: '台账',
  screeningRun: '筛查',
}

/** 申报 12 for declaration:12. */
export function objectText(object: string): string {
  const [noun, rest] = object.split(':')
  return `${nouns[noun!] ?? noun} ${rest ?? ''}`.trim()
}

/** declaration:12 for 申报 12, as it is searched for; what is written in the audit's own form stays. */
export function objectOf(text: string): string {
  const [, noun, rest] = /^(\p{Script=Han}+)\s*(.*)$/u.exec(text.trim()) ?? []
  const key = Object.entries(nouns).find(([, word]) => word === noun)?.[0]
  return key && rest ? `${key}:${rest}` : text.trim()
}
