import * as z from 'zod'

/**
 * Every rule that differs by place: key, what it may be, default, and why the default is what it is.
 * Changing one never needs a release. Sources: domain 4.3 and 14.1.
 */
interface ParameterSpec<T> {
  label: string
  schema: z.ZodType<T>
  default: T
  why: string
  /** The choices in words, where the value is one of a few. */
  words?: Readonly<Record<string, string>>
  /** What the number counts. */
  unit?: string
}

function parameter<T>(spec: ParameterSpec<T>): ParameterSpec<T> {
  return spec
}

const days = z.int().min(1).max(366)

export const parameters = {
  establishedMonthsMin: parameter({
    label: '成立满几个月',
    schema: z.int().min(0).max(120),
    default: 6,
    why: '五项标准图解为 12 个月，湛江答问为 6 个月；取较宽的 6',
    unit: '个月',
  }),
  establishedMonthsHard: parameter({
    label: '成立时间不足能否由专班说明理由后通过',
    schema: z.enum(['soft', 'hard']),
    default: 'soft',
    why: '平阳首贷案例：成立不足一年、手握订单的企业仍应得到服务',
    words: { soft: '可以，须写明理由', hard: '不可以' },
  }),
  ecommerceAddressAllowed: parameter({
    label: '网络经营场所视为固定经营场所',
    schema: z.boolean(),
    default: true,
    why: '五项标准图解：电商可用平台的网络经营场所',
    words: { true: '是', false: '否' },
  }),
  decisionDays: parameter({
    label: '银行作出授信决定的期限（日）',
    schema: days,
    default: 30,
    why: '五项标准图解：收齐申请材料 30 日内；崇左方案：30 日内作出授信决定',
    unit: '日',
  }),
  decisionClockStart: parameter({
    label: '授信期限从何时起算',
    schema: z.enum(['pushed', 'accepted', 'docsComplete']),
    default: 'docsComplete',
    why: '各地文件起点不同，五项标准图解为收齐材料之日',
    words: { pushed: '推送之日', accepted: '银行接收之日', docsComplete: '材料收齐之日' },
  }),
  decisionUnit: parameter({
    label: '授信期限按自然日还是工作日',
    schema: z.enum(['day', 'workday']),
    default: 'day',
    why: '文件写“日”，按自然日',
    words: { day: '自然日', workday: '工作日' },
  }),
  decisionAmberDay: parameter({
    label: '授信期限第几日亮黄灯',
    schema: days,
    default: 20,
    why: '期限过去三分之二时提醒，银行还有十日可办',
    unit: '日',
  }),
  silenceDays: parameter({
    label: '推送后无决定视为超期的日数（含未收齐材料）',
    schema: days,
    default: 30,
    why: '丹凤：推荐后 30 日内完成授信决策（全程）；防止一直不收齐材料而不起算',
    unit: '日',
  }),
  visitCountsByPhone: parameter({
    label: '电话走访计入走访率',
    schema: z.boolean(),
    default: false,
    why: '湛江、镇江：电话只作线上预走访',
    words: { true: '是', false: '否' },
  }),
  visitRateBase: parameter({
    label: '走访率的分母',
    schema: z.enum(['published_list']),
    default: 'published_list',
    why: '湛江走访率 103.68%：分子含清单外的户就会超过 100%；清单外走访另列',
    words: { published_list: '已发布的走访对象清单' },
  }),
  revisitSuppressionDays: parameter({
    label: '同一主体几日内重复走访时提醒',
    schema: z.int().min(0).max(366),
    default: 30,
    why: '避免多头、重复走访打扰企业',
    unit: '日',
  }),
  primaryBankCapacityShare: parameter({
    label: '主办行可用走访能力比例（%）',
    schema: z.int().min(1).max(300),
    default: 100,
    why: '网点上报的年走访能力即上限',
    unit: '%',
  }),
  backupBankCapacityShare: parameter({
    label: '备选行名额相对走访能力的比例（%）',
    schema: z.int().min(1).max(300),
    default: 100,
    why: '备选行仅在主办行不予授信或超期后承接，单独计量',
    unit: '%',
  }),
  renewalContactLeadDays: parameter({
    label: '续贷提前沟通日数',
    schema: days,
    default: 30,
    why: '温州：提前 1 个月与企业沟通',
    unit: '日',
  }),
  revealsPerDay: parameter({
    label: '每人每日可查看明文联系方式的次数',
    schema: z.int().min(0).max(1000),
    default: 60,
    why: '按一个走访小组一天最多走访 60 户估算，防止批量采集',
    unit: '次',
  }),
  exportApprovalRows: parameter({
    label: '一人一日导出合计超过多少行须另一人同意',
    schema: z.int().min(0).max(100_000),
    default: 500,
    why: '台账含企业联系信息；行数多的，申请与同意分属两人，分次导出合并计算；调高的次日起算，调低的即时起算',
    unit: '行',
  }),
  placeConfidence: parameter({
    label: '按道路推定落位须有的把握（%）',
    schema: z.int().min(50).max(100),
    default: 80,
    why: '把握＝同路户中在该处的户数÷（同路户数＋1），四户同在一处为 80%；湛江、温州名单逐户留一检验，80% 以上的到社区推定对 95% 以上，以下不足一半（docs/places.md）',
    unit: '%',
  }),
  refusalFactsMin: parameter({
    label: '不予授信事实依据的最少字数',
    schema: z.int().min(10).max(500),
    default: 10,
    why: '湛江专题分析：拒绝授信原因较简单',
    unit: '字',
  }),
} as const

export type ParameterKey = keyof typeof parameters
export const parameterKeys = Object.keys(parameters) as [ParameterKey, ...ParameterKey[]]
export type ParameterValue<K extends ParameterKey> = (typeof parameters)[K]['default'] extends number
  ? number
  : (typeof parameters)[K]['default'] extends boolean
    ? boolean
    : z.infer<(typeof parameters)[K]['schema']>

/** A value as a person reads it: 30 日, 材料收齐之日, 是. */
export function parameterText(key: ParameterKey, value: unknown): string {
  const { words, unit }: ParameterSpec<unknown> = parameters[key] as ParameterSpec<unknown>
  const text = String(value)
  if (words) return words[text] ?? text
  return unit ? `${typeof value === 'number' ? value.toLocaleString('zh-CN') : text} ${unit}` : text
}
