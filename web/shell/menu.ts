import type { Verb } from '#contract/organisations/roles.ts'

interface Item {
  to: string
  label: string
  /** Shown to posts that hold any of these. */
  verbs: readonly Verb[]
}

/** The menu in the order of the work: who is visited, what becomes of them, what is counted, what is kept in order. */
const groups: readonly { title: string; items: readonly Item[] }[] = [
  {
    title: '名单与主体',
    items: [
      { to: '/imports', label: '名单导入', verbs: ['import.upload'] },
      { to: '/quality', label: '数据质量', verbs: ['quality.read'] },
      { to: '/identity', label: '待认定', verbs: ['identity.decide'] },
      { to: '/places', label: '待落位', verbs: ['place.decide'] },
      { to: '/entities', label: '经营主体', verbs: ['entity.read'] },
    ],
  },
  {
    title: '筛查与派发',
    items: [
      { to: '/screening', label: '筛查', verbs: ['screening.read'] },
      { to: '/restorations', label: '可恢复的主体', verbs: ['screening.read'] },
      { to: '/lists', label: '清单与派发', verbs: ['list.read'] },
      { to: '/branches', label: '网点能力', verbs: ['capacity.change'] },
      { to: '/rosters', label: '专项清单', verbs: ['list.read'] },
    ],
  },
  {
    title: '走访',
    items: [
      { to: '/split', label: '社区与楼宇', verbs: ['list.read'] },
      { to: '/teams', label: '走访小组', verbs: ['team.read'] },
      { to: '/targets', label: '走访对象', verbs: ['target.read'] },
      { to: '/visits', label: '走访记录', verbs: ['visit.read'] },
    ],
  },
  {
    title: '申报与授信',
    items: [
      { to: '/qr', label: '申报码', verbs: ['declaration.review', 'visit.record'] },
      { to: '/declarations', label: '申报与审核', verbs: ['declaration.read'] },
      { to: '/desk', label: '银行工作台', verbs: ['desk.read'] },
      { to: '/cases', label: '银行办理', verbs: ['case.read'] },
    ],
  },
  {
    title: '统计',
    items: [
      { to: '/board', label: '统计看板', verbs: ['board.read'] },
      { to: '/ledgers', label: '台账', verbs: ['ledger.export'] },
      { to: '/figures', label: '数字核对', verbs: ['board.read'] },
    ],
  },
  {
    title: '管理',
    items: [
      { to: '/accounts', label: '账号与岗位', verbs: ['account.read'] },
      { to: '/jobs', label: '后台任务', verbs: ['job.manage'] },
      { to: '/divisions', label: '区划变更', verbs: ['division.change'] },
      { to: '/calendar', label: '工作日历', verbs: ['parameter.change'] },
      { to: '/parameters', label: '参数', verbs: ['parameter.change', 'declaration.review'] },
      { to: '/audit', label: '审计', verbs: ['audit.read'] },
      { to: '/integrity', label: '数据核对', verbs: ['integrity.read'] },
    ],
  },
]

export interface MenuGroup {
  title: string
  items: { to: string; label: string }[]
}

/** The menu of a post, in groups; what it may not open is not there. */
export function menuFor(verbs: readonly Verb[]): MenuGroup[] {
  return groups
    .map(({ title, items }) => ({
      title,
      items: items.filter((i) => i.verbs.some((v) => verbs.includes(v))),
    }))
    .filter((g) => g.items.length > 0)
}
