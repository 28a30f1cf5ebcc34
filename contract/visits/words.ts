/** 走访方式. */
export const modes = {
  onsite: '实地走访',
  phone: '电话',
  wechat: '微信',
  meeting: '集中座谈',
  park: '园区宣讲',
} as const
export type Mode = keyof typeof modes

/** 走访结果：经营状态. */
export const outcomes = {
  normal: '正常经营',
  suspended: '停业',
  moved: '搬迁',
  notFound: '查无此户',
  refusedVisit: '拒绝走访',
  deregistered: '已注销',
  shell: '疑似空壳',
} as const
export type Outcome = keyof typeof outcomes

/** Outcomes in which nobody was met who could be asked for a need. */
export const missedOutcomes: readonly Outcome[] = [
  'suspended',
  'moved',
  'notFound',
  'refusedVisit',
  'deregistered',
  'shell',
]

export const operations = { growing: '上升', steady: '平稳', shrinking: '下滑' } as const
export const outlooks = { good: '看好', fair: '一般', poor: '困难' } as const

/** 五项标准 (identical everywhere). */
export const standards = {
  1: '合规持续经营',
  2: '固定经营场所',
  3: '真实融资需求',
  4: '信用状况良好',
  5: '贷款用途依法合规',
} as const
export type Standard = 1 | 2 | 3 | 4 | 5
export const standardNumbers = [1, 2, 3, 4, 5] as const

export const observationResults = { met: '符合', unmet: '不符', doubtful: '存疑' } as const

/** 问题类别（要素保障）. */
export const problemCategories = {
  land: '用地、产权证',
  environment: '环评',
  energy: '用能',
  labour: '用工',
  market: '订单、市场',
  receivables: '应收账款、拖欠',
  tax: '税费',
  licence: '资质许可',
  credit: '信用修复',
  guarantee: '担保增信',
  subsidy: '贴息补贴',
  policy: '政策兑现',
  logistics: '物流、通关',
  other: '其他',
} as const

export const noNeedReasons = {
  enough: '自有资金充足',
  hasCredit: '已有授信够用',
  price: '觉得利率高',
  paperwork: '嫌手续繁',
  noPlan: '近期没有投入计划',
  shrinking: '准备收缩或停业',
  other: '其他',
} as const
