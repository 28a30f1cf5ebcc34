/** How a rule finds the members of a list among the facts of the registry. */
export type RosterRule = 'noLoan' | 'loanDue' | 'exporter' | 'labelled' | 'revisit'

interface RosterKind {
  label: string
  /** Where its members come from, in a sentence for whoever makes the list. */
  from: string
  /** Who keeps it up. */
  keeper: string
  rule: RosterRule | null
  /** For `labelled` and `exporter`: words one of which a 重点企业 label must hold. */
  labels?: readonly string[]
}

/**
 * The kinds of named lists, as data. 枣庄 speaks of four 白名单 and names two (7.62 万个体工商户、1238 家科技型及专精特新企业等): the
 * other two carry the name the city gives them.
 */
export const rosterKinds = {
  province: {
    label: '省级清单',
    from: '省专班下发的文件',
    keeper: '省专班下发，市专班录入',
    rule: null,
  },
  whitelistSelf: {
    label: '四类白名单·个体工商户',
    from: '部门报送的文件，或逐户加入',
    keeper: '市监部门报送，市专班编制',
    rule: null,
  },
  whitelistTech: {
    label: '四类白名单·科技型及专精特新',
    from: '科技、工信部门报送的文件，或逐户加入',
    keeper: '科技、工信部门报送，市专班编制',
    rule: null,
  },
  whitelistThird: {
    label: '四类白名单·第三类',
    from: '部门报送的文件，或逐户加入；类别名称以当地文件为准',
    keeper: '主管部门报送，市专班编制',
    rule: null,
  },
  whitelistFourth: {
    label: '四类白名单·第四类',
    from: '部门报送的文件，或逐户加入；类别名称以当地文件为准',
    keeper: '主管部门报送，市专班编制',
    rule: null,
  },
  noLoan: {
    label: '无贷户',
    from: '规则：登记存续，且存量贷款名单中没有它',
    keeper: '市专班按规则编制',
    rule: 'noLoan',
  },
  trade: {
    label: '外贸企业',
    from: '规则：有出口退税，或有外贸类重点企业称号',
    keeper: '市专班按规则编制，商务部门核对',
    rule: 'exporter',
    labels: ['外贸', '进出口'],
  },
  tech: {
    label: '科技型企业',
    from: '规则：有高新技术、科技型、专精特新等称号',
    keeper: '市专班按规则编制，科技部门核对',
    rule: 'labelled',
    labels: ['高新', '科技', '专精特新', '小巨人'],
  },
  revisit: {
    label: '二次走访',
    from: '规则：现行走访对象清单中待二次走访的',
    keeper: '市专班按规则编制',
    rule: 'revisit',
  },
  renewal: {
    label: '银行续贷',
    from: '规则：存量贷款在“续贷提前沟通日数”内到期',
    keeper: '市专班按规则编制，银行核对',
    rule: 'loanDue',
  },
} as const satisfies Record<string, RosterKind>

export type RosterKindKey = keyof typeof rosterKinds
export const rosterKindKeys = Object.keys(rosterKinds) as [RosterKindKey, ...RosterKindKey[]]

/** Every kind of list in words, the list of firms to visit included. */
export const listKinds = {
  visit: '走访对象清单',
  ...(Object.fromEntries(rosterKindKeys.map((k) => [k, rosterKinds[k].label])) as Record<
    RosterKindKey,
    string
  >),
} as const
export type ListKind = keyof typeof listKinds

/** Where the members of one version came from. */
export const rosterOrigins = { rule: '按规则', file: '文件', copy: '沿用上一版', empty: '逐户加入' } as const

/** Why a firm stands on a version. */
export const memberBecause = {
  rule: '符合规则',
  file: '文件所列',
  copy: '上一版已在',
  hand: '专班加入',
  listed: '筛查保留',
} as const

/** What became of a row of a file that names nobody new. */
export const rowOutcomes = {
  repeated: '同一户前面已有一行',
  unmatched: '登记库里没有这一户',
  several: '同名不止一户，须补统一社会信用代码',
} as const

/** The parts of a comparison: each is a set of firms that can be opened. */
export const comparisonParts = {
  both: '两份都有',
  leftOnly: '只在左',
  rightOnly: '只在右',
  visited: '已走访',
  visitedBoth: '已走访，两份都有',
  visitedLeftOnly: '已走访，只在左',
  visitedRightOnly: '已走访，只在右',
  visitedNeither: '已走访，两份都没有',
  unvisitedLeft: '在左未走访',
  unvisitedRight: '在右未走访',
  left: '左清单',
  right: '右清单',
  ended: '现已注销、吊销或迁出',
  merged: '已并入其他户',
} as const
export type ComparisonPart = keyof typeof comparisonParts
