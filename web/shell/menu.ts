import type { Verb } from '#contract/organisations/roles.ts'

interface Item {
  to: string
  label: string
  /** Shown to posts that hold any of these. */
  verbs: readonly Verb[]
}

const items: readonly Item[] = [
  { to: '/imports', label: '名单导入', verbs: ['import.upload'] },
  { to: '/entities', label: '经营主体', verbs: ['entity.read'] },
  { to: '/screening', label: '筛查', verbs: ['screening.read'] },
  { to: '/lists', label: '清单与派发', verbs: ['list.read'] },
  { to: '/targets', label: '走访对象', verbs: ['target.read'] },
  { to: '/visits', label: '走访记录', verbs: ['visit.read'] },
  { to: '/declarations', label: '申报与审核', verbs: ['declaration.read'] },
  { to: '/desk', label: '银行工作台', verbs: ['desk.read'] },
  { to: '/cases', label: '银行办理', verbs: ['case.read'] },
  { to: '/board', label: '统计看板', verbs: ['board.read'] },
  { to: '/ledgers', label: '台账', verbs: ['ledger.export'] },
  { to: '/qr', label: '申报码', verbs: ['declaration.review', 'visit.record'] },
  { to: '/accounts', label: '账号与岗位', verbs: ['account.read'] },
  { to: '/audit', label: '审计', verbs: ['audit.read'] },
  { to: '/parameters', label: '参数', verbs: ['parameter.change', 'declaration.review'] },
  { to: '/integrity', label: '数据核对', verbs: ['integrity.read'] },
]

/** The menu of a post; the home page stands first for everyone. */
export function menuFor(verbs: readonly Verb[]): { to: string; label: string }[] {
  return [{ to: '/', label: '今天' }, ...items.filter((i) => i.verbs.some((v) => verbs.includes(v)))]
}
