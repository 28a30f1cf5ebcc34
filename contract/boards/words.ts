/**
 * Indicators as data (domain 7.2): what is counted, of which unit, and for a rate which two sets stand above and below
 * the line. A rate without two named sets cannot be shown.
 */
export const metrics = {
  listed: { label: '走访对象', unit: '户', what: '已发布走访对象清单内的户数' },
  visited: { label: '走访', unit: '户', what: '有效走访过的主体，含清单外；电话是否计入按参数' },
  visitedListed: { label: '走访（清单内）', unit: '户', what: '清单内有效走访过的主体' },
  visitedOff: { label: '走访（清单外）', unit: '户', what: '不在已发布清单内的有效走访主体，走访率不计' },
  needed: { label: '有需求', unit: '户', what: '走访登记有融资需求，或已核实申报的主体' },
  declared: { label: '申报', unit: '户', what: '申报清单：已提交并核实的申报' },
  recommended: { label: '推荐', unit: '户', what: '推荐清单：经复核列入推荐的申报' },
  credited: { label: '授信', unit: '户', what: '推荐后银行作出授信决定的主体；一户多家银行授信只计一户' },
  disbursed: { label: '放款', unit: '户', what: '授信后已发放贷款的主体，冲正已扣除' },
} as const
export type Metric = keyof typeof metrics
export const metricKeys = Object.keys(metrics) as [Metric, ...Metric[]]

/** The steps of the funnel, in order. */
export const funnelSteps = [
  'visited',
  'needed',
  'declared',
  'recommended',
  'credited',
  'disbursed',
] as const satisfies readonly Metric[]

export interface RateSpec {
  label: string
  numerator: Metric
  denominator: Metric
  /** households: 户 over 户; money: 分 over 分. */
  of: 'households' | 'money'
  base: string
}

export const rates = {
  visitRate: {
    label: '走访率',
    numerator: 'visitedListed',
    denominator: 'listed',
    of: 'households',
    base: '已发布的走访对象清单',
  },
  needRate: {
    label: '需求率',
    numerator: 'needed',
    denominator: 'visited',
    of: 'households',
    base: '走访户数',
  },
  declareRate: {
    label: '申报率',
    numerator: 'declared',
    denominator: 'visited',
    of: 'households',
    base: '走访户数',
  },
  passRate: {
    label: '审核通过率',
    numerator: 'recommended',
    denominator: 'declared',
    of: 'households',
    base: '申报户数',
  },
  creditRate: {
    label: '授信率',
    numerator: 'credited',
    denominator: 'recommended',
    of: 'households',
    base: '推荐户数',
  },
  drawRate: {
    label: '用信率',
    numerator: 'disbursed',
    denominator: 'credited',
    of: 'money',
    base: '授信金额',
  },
} as const satisfies Record<string, RateSpec>
export type Rate = keyof typeof rates
export const rateKeys = Object.keys(rates) as [Rate, ...Rate[]]

/** What became of a request to take a large ledger away. */
export const exportStates = { requested: '待同意', approved: '已同意', refused: '不同意' } as const

export const ledgers = {
  visits: '走访台账',
  declarations: '申报清单',
  recommendations: '推荐清单',
  credits: '授信放款台账',
} as const
export type LedgerKind = keyof typeof ledgers
export const ledgerKeys = Object.keys(ledgers) as [LedgerKind, ...LedgerKind[]]
