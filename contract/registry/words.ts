import type { EntityKind } from './codes.ts'

/** 主体类型. */
export const entityKinds: Readonly<Record<EntityKind, string>> = {
  enterprise: '企业',
  individual: '个体工商户',
  cooperative: '农民专业合作社',
  farm: '家庭农场',
  farmer: '农户、种养大户',
  other: '其他',
}

/** 登记状态. */
export const registrationStatuses = {
  active: '存续',
  cancelled: '注销',
  revoked: '吊销',
  moved_out: '迁出',
  unknown: '不明',
} as const
export type RegistrationStatus = keyof typeof registrationStatuses

/** 名单种类: what a list tells of firms, whoever sends it. */
export const importKinds = {
  registration: '登记名录',
  tax: '纳税信用与入库税款',
  social: '参保单位',
  census: '经济普查活跃单位',
  mark: '失信与异常名单',
  loan: '存量贷款客户',
  label: '重点企业名单',
  branch: '银行网点与走访能力',
  division: '行政区划',
} as const
export type ImportKind = keyof typeof importKinds
export const importKindKeys = Object.keys(importKinds) as [ImportKind, ...ImportKind[]]

export const importStates = {
  reading: '读取中',
  unmapped: '待对应',
  previewed: '待确认',
  committed: '已入库',
  reversed: '已撤销',
  failed: '失败',
  cancelled: '已取消',
} as const

/** How a column came to its field. */
export const columnOrigins = {
  title: '按列名认出',
  like: '按列名里的字推测',
  content: '按内容猜测',
  profile: '按存下的方案',
  hand: '经办人指定',
  none: '未认出',
} as const
export type ColumnOrigin = keyof typeof columnOrigins

/** Units an amount may be counted in; the server moves the decimal point. */
export const moneyUnitWords = ['元', '千元', '万元', '百万元', '亿元'] as const

/** In which order a date that is not written year first names its parts. */
export const dateOrders = { ymd: '年月日', dmy: '日月年', mdy: '月日年' } as const
export type DateOrder = keyof typeof dateOrders

/** 文本文件（csv、txt）的编码. */
export const textEncodings = {
  'utf-8': 'UTF-8（通用）',
  gb18030: 'GB18030（国标，含 GBK）',
  'utf-16le': 'UTF-16（低位在前）',
  'utf-16be': 'UTF-16（高位在前）',
} as const
export type TextEncodingKey = keyof typeof textEncodings

/** 文本文件各列之间的分隔符. */
export const textDelimiters = {
  ',': '逗号',
  ';': '分号',
  '\t': '制表符',
  '|': '竖线',
  '，': '全角逗号',
  '；': '全角分号',
  '^': '脱字符 ^',
  '~': '波浪号 ~',
} as const
export type TextDelimiter = keyof typeof textDelimiters

/** What may speak against a reading before it is confirmed. */
export const importChecks = {
  unit: '疑似单位错',
  dates: '日期列认得不对',
  codes: '代码列认得不对',
  missing: '少了上次有的列',
  older: '比现行的旧',
  codeless: '没有代码列',
  guessed: '推测的列',
  year: '没有年度',
  bank: '银行不在机构名录',
} as const

/** 撤销批次时一行没有撤回的原因. */
export const keptReasons = {
  replaced: '后来的名单已更新或结束',
  confirmed: '后来的名单又报了同样的内容',
  work: '该户已有清单、走访或申报，户保留',
} as const

/** 失信与异常标记. */
export const markKinds = {
  abnormal_operation: '经营异常名录',
  serious_dishonest: '严重违法失信',
  judgment_debtor: '失信被执行人',
  major_tax: '重大税收违法',
} as const
export type MarkKind = keyof typeof markKinds

export const sizeClasses = { large: '大型', medium: '中型', small: '小型', micro: '微型' } as const

export const placedBy = {
  address: '注册地址',
  code: '信用代码',
  census: '普查登记',
  none: '未能落到区县',
  stated: '企业自报',
  manual: '人工指定',
  learned: '按道路推定',
} as const

/** What of an address firms are gathered by. */
export const fragmentKinds = { road: '路', block: '门牌段', building: '楼宇小区', village: '村' } as const

/** What can be wrong with a row or cell of a list: code → what it means and what to do. */
export const issueCodes = {
  code_missing: '没有统一社会信用代码',
  code_bad: '统一社会信用代码不正确（位数、字符或校验位）',
  code_inner: '代码第 17 位的校验不符（登记机关发放的旧码常有），已照收，请抽查',
  code_number: '代码被存成数字，末几位已丢失；请把该列设为文本后重新导出',
  name_missing: '没有名称',
  name_differs: '代码与名称不是同一户',
  date_bad: '日期无法识别',
  date_serial: '日期是表格序号，已换算，请核对',
  date_future: '日期在数据日期之后',
  date_far: '日期远在上报之后，没有采用，请核对年份',
  number_bad: '数值无法识别',
  number_huge: '数值大得不合常理，没有采用，请核对是否列错位',
  money_bad: '金额无法识别',
  money_unit: '没有写明金额单位',
  year_noted: '列里没有写年度，按表头上方写的年度记，请核对',
  money_huge: '金额大得不合常理，请核对单位',
  rate_bad: '利率无法识别或超出 0–24%',
  rate_fraction: '利率写作小数，已按百分数换算，请核对',
  word_unknown: '这个说法不认识',
  phone_bad: '联系电话无法识别',
  division_bad: '行政区划代码不正确',
  duplicate_same: '与本文件另一行完全相同',
  duplicate_conflict: '与本文件另一行代码相同而内容不同',
  not_matched: '没有对上已登记的主体',
  linked_by_points: '没有正确的代码，已按名称、地址等对上登记的主体，请抽查',
  ambiguous: '名称对上多户，未能确定是哪一户',
  formula: '单元格是公式，取的是上次计算的结果',
  hidden_row: '该行在表里是隐藏的，已照常读取',
  hidden_sheet: '这张工作表在文件里是隐藏的，已照常读取；不该收，就在“列对应”里选“这张表不导入”',
  twin_column: '表里有两列同名，只读了其中一列；要读的是另一列，请在“列对应”里指定',
  cells_more: '单元格比表头多，可能有未加引号的逗号，后面各列会错位；请给带逗号的内容加上引号后重报',
  required_missing: '缺少必填内容',
  sheet_unreadable: '这张表里没有找到能识别的表头',
} as const
export type IssueCode = keyof typeof issueCodes

export const severities = { rejected: '退回', suspicious: '存疑' } as const

/** 行业门类 by the two digits of GB/T 4754-2017. */
export function industrySection(code: string | null): string | null {
  if (code === null || !/^\d{2}/.test(code)) return null
  const n = Number(code.slice(0, 2))
  const section = sections.find(([, from, to]) => n >= from && n <= to)
  return section ? section[0] : null
}

/** The letter of the 门类 of each two digits, 01 to 97, one after the other: 'AAAAABBBBBBB…'. */
export function sectionLetters(): string {
  return sections.map(([, from, to], i) => String.fromCharCode(65 + i).repeat(to - from + 1)).join('')
}

const sections: readonly (readonly [string, number, number])[] = [
  ['农、林、牧、渔业', 1, 5],
  ['采矿业', 6, 12],
  ['制造业', 13, 43],
  ['电力、热力、燃气及水', 44, 46],
  ['建筑业', 47, 50],
  ['批发和零售业', 51, 52],
  ['交通运输、仓储和邮政业', 53, 60],
  ['住宿和餐饮业', 61, 62],
  ['信息传输、软件和信息技术', 63, 65],
  ['金融业', 66, 69],
  ['房地产业', 70, 70],
  ['租赁和商务服务业', 71, 72],
  ['科学研究和技术服务业', 73, 75],
  ['水利、环境和公共设施', 76, 79],
  ['居民服务、修理和其他服务', 80, 82],
  ['教育', 83, 83],
  ['卫生和社会工作', 84, 85],
  ['文化、体育和娱乐业', 86, 90],
  ['公共管理、社会保障', 91, 96],
  ['国际组织', 97, 97],
]

/** 门类 by letter, A to T. */
export const industrySections: Readonly<Record<string, string>> = Object.fromEntries(
  sections.map(([name], i) => [String.fromCharCode(65 + i), name]),
)
