import {
  entityKinds,
  type ImportKind,
  importKinds,
  markKinds,
  placedBy,
  registrationStatuses,
} from './words.ts'

/** What a rule looks at. */
export const qualitySubjects = {
  firm: '经营主体',
  tax: '纳税记录',
  social: '参保记录',
  census: '普查记录',
  mark: '失信标记',
  loan: '贷款记录',
  label: '重点企业记录',
  branch: '银行网点',
  place: '行政区划',
  list: '名单',
  declaration: '融资申报',
  credit: '授信',
  disbursement: '放款',
} as const
export type QualitySubject = keyof typeof qualitySubjects
export const qualitySubjectKeys = Object.keys(qualitySubjects) as [QualitySubject, ...QualitySubject[]]

export interface QualityField {
  label: string
  kind: 'word' | 'text' | 'number' | 'money' | 'rate' | 'day' | 'yes'
  /** The lists its value comes from; none: the system's own records. */
  lists: readonly ImportKind[]
  words?: Readonly<Record<string, string>>
}

const field = (
  label: string,
  kind: QualityField['kind'],
  lists: readonly ImportKind[] = [],
  words?: QualityField['words'],
): QualityField => ({ label, kind, lists, ...(words ? { words } : {}) })

const reg = ['registration'] as const
const waiting = (list: ImportKind) => ({
  waitingDays: field('等待对上主体的天数', 'number', [list, 'registration']),
})

/** Each field as its SQL gives it: server/modules/registry/quality/*.sql.ts holds one column of the same name. */
export const qualityFields = {
  firm: {
    status: field('登记状态', 'word', reg, registrationStatuses),
    kind: field('主体类型', 'word', reg, entityKinds),
    placedBy: field('区划依据', 'word', reg, placedBy),
    uscc: field('统一社会信用代码', 'text', reg),
    codeSound: field('代码校验位相符', 'yes', reg),
    codeInnerSound: field('代码第 17 位校验相符', 'yes', reg),
    kindAgrees: field('代码前两位与主体类型相符', 'yes', reg),
    codeCounty: field('代码中的区县', 'text', reg),
    county: field('所在区县', 'text', reg),
    movedCounty: field('代码中的区县与地址所在区县不同', 'yes', reg),
    foundedOn: field('成立日期', 'day', reg),
    capital: field('注册资金', 'money', reg),
    legalRep: field('法定代表人或经营者', 'yes', reg),
    address: field('地址', 'yes', reg),
    phone: field('联系电话', 'yes', reg),
    nameOdd: field('名称像测试、乱码或占位', 'yes', reg),
    phoneFirms: field('同一电话的存续主体数', 'number', reg),
    samePlaceFirms: field('同名同址的存续主体数', 'number', reg),
    repShells: field('同区县同一法定代表人、无税无社保的企业数', 'number', ['registration', 'tax', 'social']),
    taxPaid: field('入库税额', 'money', ['tax']),
    taxYearsAgo: field('最近纳税年度距今年数', 'number', ['tax']),
    taxGrade: field('纳税信用等级', 'text', ['tax']),
    taxAbnormal: field('税务非正常户', 'yes', ['tax']),
    insured: field('参保人数', 'number', ['social']),
    lastPaidMonth: field('最近缴纳社保月份', 'day', ['social']),
    employees: field('从业人员', 'number', ['census']),
    revenue: field('营业收入', 'money', ['census']),
    revenuePerHead: field('人均营业收入', 'money', ['census']),
    loanBalance: field('贷款余额合计', 'money', ['loan']),
    openMarks: field('未结束的失信标记数', 'number', ['mark']),
  },
  tax: {
    taxYear: field('纳税年度', 'number', ['tax']),
    taxYearsAhead: field('纳税年度超前年数', 'number', ['tax']),
    taxPaid: field('入库税额', 'money', ['tax']),
    refund: field('出口退税额', 'money', ['tax']),
    ...waiting('tax'),
  },
  social: {
    insured: field('参保人数', 'number', ['social']),
    lastPaidMonth: field('最近缴费月份', 'day', ['social']),
    ...waiting('social'),
  },
  census: {
    industry: field('行业代码', 'text', ['census']),
    industryKnown: field('行业代码在国标范围内', 'yes', ['census']),
    employees: field('从业人员', 'number', ['census']),
    revenue: field('营业收入', 'money', ['census']),
    elsewhere: field('普查区县与登记区县不同', 'yes', ['census', 'registration']),
    ...waiting('census'),
  },
  mark: {
    mark: field('标记种类', 'word', ['mark'], markKinds),
    listedOn: field('列入日期', 'day', ['mark']),
    removedOn: field('移出日期', 'day', ['mark']),
    pastTerm: field('已过公示期', 'yes', ['mark']),
    ...waiting('mark'),
  },
  loan: {
    bankKnown: field('贷款银行在机构名录中', 'yes', ['loan', 'branch']),
    balance: field('贷款余额', 'money', ['loan']),
    issuedOn: field('发放日期', 'day', ['loan']),
    dueOn: field('到期日期', 'day', ['loan']),
    rate: field('年利率', 'rate', ['loan']),
    ...waiting('loan'),
  },
  label: {
    labelYear: field('认定年份', 'number', ['label']),
    labelYearsAhead: field('认定年份超前年数', 'number', ['label']),
    ...waiting('label'),
  },
  branch: {
    capacity: field('年走访能力', 'number', ['branch']),
    targets: field('已派走访对象', 'number'),
    town: field('所在镇街', 'yes', ['branch']),
    contact: field('联系人和电话', 'yes', ['branch']),
    plan: field('专项授信计划', 'money', ['branch']),
  },
  place: {
    level: field('层级', 'text', ['division']),
    firms: field('存续主体数', 'number', ['registration', 'division']),
    below: field('下级区划数', 'number', ['division']),
    office: field('专班或镇街机构', 'yes', ['division']),
    ended: field('失效日期', 'day', ['division']),
  },
  list: {
    kind: field('名单种类', 'word', [], importKinds),
    asOf: field('数据日期', 'day', []),
    rejectedShare: field('退回行占比（%）', 'number', []),
    unmatchedShare: field('未对上主体的行占比（%）', 'number', []),
    shrunkTo: field('为上一份名单行数的百分之几', 'number', []),
  },
  declaration: {
    amount: field('申报金额', 'money'),
    revenue: field('普查营业收入', 'money', ['census']),
    firmStatus: field('登记状态', 'word', reg, registrationStatuses),
    openDays: field('在办天数', 'number'),
  },
  credit: {
    credit: field('授信金额', 'money'),
    asked: field('申报金额', 'money'),
    rate: field('年利率', 'rate'),
  },
  disbursement: {
    disbursedOn: field('放款日', 'day'),
    maturesOn: field('到期日', 'day'),
    years: field('贷款年数', 'number'),
    days: field('贷款天数', 'number'),
    rate: field('年利率', 'rate'),
  },
} as const satisfies Record<QualitySubject, Readonly<Record<string, QualityField>>>
