/**
 * Indicators as data: what is counted and what the day of a line means; for a rate, which two sets stand
 * above and below the line. A rate without two named sets cannot be shown.
 */
export const metrics = {
  listed: { label: '走访对象', day: null, what: '已发布走访对象清单内的户数，发布后剔除的仍在内' },
  takenOff: { label: '剔除（发布后）', day: null, what: '清单发布后剔除的走访对象，仍计入走访率的分母' },
  visited: { label: '走访', day: '走访日期', what: '有效走访过的主体，含清单外；电话是否计入按参数' },
  visitedListed: {
    label: '走访（清单内）',
    day: '走访日期',
    what: '清单内的主体，本轮清单首次发布以来有效走访过的',
  },
  visitedOff: {
    label: '走访（清单外）',
    day: '走访日期',
    what: '不在已发布清单内的有效走访主体，走访率不计',
  },
  needed: { label: '有需求', day: '登记日期', what: '走访登记有融资需求，或已核实申报的主体' },
  neededVisited: { label: '有需求（走访过）', day: '走访日期', what: '有效走访过、且有融资需求的主体' },
  declared: { label: '申报', day: '申报日期', what: '申报清单：已提交并核实的申报' },
  declaredVisited: { label: '申报（走访过）', day: '走访日期', what: '有效走访过、且已申报的主体' },
  declaredOff: {
    label: '申报（未走访）',
    day: '申报日期',
    what: '扫码或到窗口申报、尚未走访的主体，申报率不计',
  },
  recommended: { label: '推荐', day: '推荐日期', what: '推荐清单：经复核列入推荐的申报' },
  pushed: { label: '推送银行', day: '推送日期', what: '推荐后已推送银行办理的主体；转备选行的各算一次' },
  credited: {
    label: '授信',
    day: '授信日期',
    what: '推荐后银行作出授信决定的主体；一户多家银行授信只计一户',
  },
  drawn: {
    label: '用信',
    day: '授信日期',
    what: '已放款的授信：每笔授信计放款合计，最多计到授信金额，循环授信反复支用不重复计',
  },
  disbursed: { label: '放款', day: '放款日期', what: '授信后已发放贷款的主体，冲正已扣除' },
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

/** Sets that only stand above the line of a rate: parts of another indicator, not shown as one of their own. */
export const partsOnly: readonly Metric[] = ['visitedListed', 'neededVisited', 'declaredVisited', 'drawn']

/** What stands above the line is a part of what stands below it, so no rate passes 100 %. */
export interface RateSpec {
  label: string
  numerator: Metric
  denominator: Metric
  /** households: 户 over 户; money: 分 over 分. */
  of: 'households' | 'money'
  base: string
  /** What a line of one bank is measured by, where that is not what a place is measured by. */
  ofBank?: { denominator: Metric; base: string }
}

export const rates = {
  visitRate: {
    label: '走访率',
    numerator: 'visitedListed',
    denominator: 'listed',
    of: 'households',
    base: '已发布的走访对象清单，含发布后剔除的；只计本轮首次发布以来的走访',
  },
  needRate: {
    label: '需求率',
    numerator: 'neededVisited',
    denominator: 'visited',
    of: 'households',
    base: '走访户数',
  },
  declareRate: {
    label: '申报率',
    numerator: 'declaredVisited',
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
    // A bank answers for the firms it was sent, as main bank or as backup, and for no others.
    ofBank: { denominator: 'pushed', base: '推送给该行的户数' },
  },
  drawRate: {
    label: '用信率',
    numerator: 'drawn',
    denominator: 'credited',
    of: 'money',
    base: '授信金额',
  },
} as const satisfies Record<string, RateSpec>

/** The two sets of a rate as it is taken for places, or for banks. */
export function setsOf(key: Rate, banks: boolean): Pick<RateSpec, 'numerator' | 'denominator' | 'base'> {
  const spec: RateSpec = rates[key]
  return banks && spec.ofBank ? { ...spec, ...spec.ofBank } : spec
}
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
