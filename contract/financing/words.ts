/** 需求类型. */
export const needTypes = {
  working: '流动资金贷款',
  fixed: '固定资产贷款',
  acceptance: '承兑汇票',
  guarantee: '保函',
  trade: '贸易融资',
  renewal: '续贷',
} as const
export type NeedType = keyof typeof needTypes

/** 用途大类; the forbidden ones stand in the list so that they can be chosen and refused openly. */
export const purposeKinds = {
  materials: '采购原材料、进货',
  wages: '发放工资、日常周转',
  equipment: '购置设备、技术改造',
  premises: '厂房、店面建设或装修',
  orders: '履行订单',
  planting: '种植养殖',
  research: '研发',
  repay: '归还其他贷款',
  other: '其他经营用途',
} as const

/** 拟担保方式、授信担保方式. */
export const guarantees = {
  credit: '信用',
  mortgage: '抵押',
  pledge: '质押',
  surety: '保证',
  guarantor: '担保公司',
  mixed: '组合',
} as const

export const channels = {
  visit: '走访代填',
  portal: '扫码申报',
  window: '窗口申报',
  bank: '银行推送',
} as const

/** 五项标准每项结论：待佐证不等于不通过. */
export const findingResults = { met: '通过', unmet: '不通过', insufficient: '待佐证' } as const
export type FindingResult = keyof typeof findingResults

/** 不予授信原因: level 1 → level 2, with who can repair it. */
export const refusalReasons = {
  subject: {
    label: '主体',
    reasons: {
      tooYoung: { label: '成立时间不足', owner: null },
      notOperating: { label: '未实际经营或空壳', owner: null },
      abnormalList: { label: '在经营异常名录', owner: '市场监管' },
      licenceMissing: { label: '证照、环评或许可缺失', owner: '生态环境、审批' },
    },
  },
  credit: {
    label: '信用',
    reasons: {
      overdue: { label: '企业有逾期', owner: '银行' },
      personCredit: { label: '法人或股东征信不良', owner: null },
      judgment: { label: '被执行或失信', owner: '法院' },
      penalty: { label: '行政处罚未处理', owner: '处罚机关' },
      taxArrears: { label: '欠税或迟缴', owner: '税务' },
      taxGrade: { label: '纳税信用等级低', owner: '税务' },
      environment: { label: '环保违法', owner: '生态环境' },
    },
  },
  finance: {
    label: '财务',
    reasons: {
      revenue: { label: '营收不达标', owner: null },
      cashFlow: { label: '流水不足', owner: null },
      books: { label: '财务不规范', owner: '辅导' },
      debt: { label: '负债率过高', owner: null },
      manyLenders: { label: '多头授信', owner: null },
      guarantees: { label: '对外担保过大', owner: null },
    },
  },
  security: {
    label: '担保',
    reasons: {
      collateral: { label: '抵押物不足', owner: '担保公司' },
      title: { label: '权属不清或未办证', owner: '自然资源' },
      valuation: { label: '评估不足', owner: null },
    },
  },
  need: {
    label: '需求',
    reasons: {
      purpose: { label: '用途不合规', owner: null },
      untrue: { label: '需求不真实', owner: null },
      amount: { label: '金额不匹配', owner: null },
      papers: { label: '材料不全', owner: '企业' },
      unreachable: { label: '无法联系', owner: null },
    },
  },
  policy: {
    label: '政策',
    reasons: {
      forbidden: { label: '禁入或限制行业', owner: null },
      concentration: { label: '集中度或额度限制', owner: null },
      elsewhere: { label: '异地客户', owner: null },
    },
  },
} as const

export type RefusalReason = {
  [K in keyof typeof refusalReasons]: `${K}.${keyof (typeof refusalReasons)[K]['reasons'] & string}`
}[keyof typeof refusalReasons]

/** All reasons as `subject.tooYoung` → 主体·成立时间不足. */
export const refusalReasonLabels: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(refusalReasons).flatMap(([k, group]) =>
    Object.entries(group.reasons).map(([r, v]) => [`${k}.${r}`, `${group.label}·${v.label}`]),
  ),
)
export const refusalReasonKeys = Object.keys(refusalReasonLabels) as [RefusalReason, ...RefusalReason[]]

/** 企业放弃的原因. */
export const declineReasons = {
  price: '利率高',
  amount: '额度低',
  paperwork: '手续繁',
  otherBank: '已获他行授信',
  gone: '需求消失',
  other: '其他',
} as const

export const parts = { main: '主办行', backup: '备选行' } as const

export const consentChannels = {
  portal: '线上勾选',
  onsite: '现场签字',
  window: '窗口签字',
  phone: '电话确认',
} as const

/** The notice in force; a new text is a new version, and old consents keep theirs (PIPL 17, 23). */
export const noticeVersion = '2026-11'
export const noticeTexts = {
  collect:
    '为组织融资对接，本地工作专班收集贵单位的名称、统一社会信用代码、联系人、联系电话、经营情况与融资需求，用于核实、审核和向您同意的银行推荐，保存至本轮工作结束后两年。您可以查阅、更正、撤回；不同意不影响您自行向银行申请。本机制不收取任何费用。',
  provide:
    '同意将上述信息提供给下列银行，仅用于办理本次融资申请。每家银行单独勾选，可随时撤回；撤回后立即停止提供。',
} as const
