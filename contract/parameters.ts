import * as z from 'zod'
import { workParameters } from './assignment/work.parameters.ts'
import { type ParameterSpec, parameter } from './kernel/parameter.ts'
import { importParameters } from './registry/import.parameters.ts'

const days = z.int().min(1).max(366)

/** All of them; each with its default and why the default is what it is. */
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
  supplementRequestsMax: parameter({
    label: '同一份申报、同一家银行最多要求补正几次',
    schema: z.int().min(1).max(20),
    default: 3,
    why: '补正期间银行的期限停走，反复要求等于不作决定；一次漏列、一次不合格、一次补充说明，三次足够',
    unit: '次',
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
  leaseHours: parameter({
    label: '领取走访对象的有效时间',
    schema: z.int().min(1).max(72),
    default: 10,
    why: '早上领取、当天走完；到时自动失效，别人可以接着走，不必找人解锁',
    unit: '小时',
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
  importMedianTimes: parameter({
    label: '金额列的中位数与上一批相差多少倍起提醒“疑似单位错”',
    schema: z.int().min(5).max(10_000),
    default: 300,
    why: '元与千元差 1000 倍、元与万元差 10000 倍；同一种名单两批之间的真实变动远不到几百倍',
    unit: '倍',
  }),
  importDateFailPercent: parameter({
    label: '日期列读不出的格超过百分之几起提醒',
    schema: z.int().min(0).max(100),
    default: 2,
    why: '部门导出的日期列写法一致，读不出的零星几格是手误，超过 2% 多半是列或次序认错',
    unit: '%',
  }),
  importCodeFailPercent: parameter({
    label: '代码列不正确的格超过百分之几起提醒',
    schema: z.int().min(0).max(100),
    default: 20,
    why: '部门名单里常有一成左右的旧号、错号；超过两成多半是认错了列或代码被存成了数字',
    unit: '%',
  }),
  ...importParameters,
  ...workParameters,
  identityLinkAt: parameter({
    label: '没有代码的行得多少分即自动对上',
    schema: z.int().min(40).max(200),
    default: 60,
    why: '字号、行业、组织形式、区县都相符的得分；实测精确率见 docs/identity.md',
    unit: '分',
  }),
  identityLead: parameter({
    label: '自动对上须领先第二名多少分',
    schema: z.int().min(1).max(100),
    default: 15,
    why: '两户相近时不猜，交人认定',
    unit: '分',
  }),
  identityAskAt: parameter({
    label: '得多少分即交人认定',
    schema: z.int().min(10).max(200),
    default: 36,
    why: '字号相同或同音、另有一项佐证；再低的多半不是，留待名录补齐',
    unit: '分',
  }),
  answerDays: parameter({
    label: '提交的回答留多少日供重发时照样答复',
    schema: z.int().min(7).max(3650),
    default: 90,
    why: '断网的手机回到网络后重发，须得到原来的回答；三个月足够，回答里可能有联系方式和回执，不宜久留；过后重发会被告知早已受理，不会再生效一次',
    unit: '日',
  }),
  refusalFactsMin: parameter({
    label: '不予授信事实依据的最少字数',
    schema: z.int().min(10).max(500),
    default: 10,
    why: '湛江专题分析：拒绝授信原因较简单',
    unit: '字',
  }),
  coverEndNoticeDays: parameter({
    label: '顶岗结束前几天提醒双方',
    schema: z.int().min(1).max(30),
    default: 1,
    why: '提前一天足够当面交代；请假较长、要交接材料的地方可以放宽',
    unit: '天',
  }),
  qualityPhoneFirms: parameter({
    label: '同一电话超过几户主体即提示',
    schema: z.int().min(1).max(1000),
    default: 10,
    why: '一人开几家店常见；再多多为代办人的电话，走访时联系不到经营者',
    unit: '户',
  }),
  qualityRepShells: parameter({
    label: '同区县同一法定代表人名下无税无社保企业超过几户即提示',
    schema: z.int().min(1).max(1000),
    default: 20,
    why: '温州：银行走访中发现批量空壳；同名的人不少，取较大的数',
    unit: '户',
  }),
  qualityListDays: parameter({
    label: '名单超过多少天未更新即提示',
    schema: days,
    default: 120,
    why: '税务、社保按季更新，再加一个月的报送时间',
    unit: '天',
  }),
  qualityWaitingDays: parameter({
    label: '名单行多少天未对上主体即提示',
    schema: days,
    default: 30,
    why: '登记名录一般按月报送，下一份到时应能对上',
    unit: '天',
  }),
  qualityUninsuredTaxWan: parameter({
    label: '参保 0 人而入库税额达到多少即提示',
    schema: z.int().min(1).max(1_000_000),
    default: 50,
    why: '年入库税额 50 万元的企业通常有雇员；个体和平台公司可认可例外',
    unit: '万元',
  }),
  qualityRevenuePerHeadWan: parameter({
    label: '人均营业收入超过多少即提示',
    schema: z.int().min(1).max(10_000_000),
    default: 5000,
    why: '大宗贸易人均可达千万元，再高多为万元与元相混',
    unit: '万元',
  }),
  qualityCapitalWan: parameter({
    label: '注册资金达到多少即提示',
    schema: z.int().min(1).max(100_000_000),
    default: 1_000_000,
    why: '小微企业名录中注册资金百亿元以上的，多为万元与元相混',
    unit: '万元',
  }),
  markMonthsAbnormal: parameter({
    label: '经营异常名录作为筛查与审核依据最长几个月',
    schema: z.int().min(1).max(120),
    default: 36,
    why: '信用修复管理办法（国家发展改革委令第36号）：失信信息公示最长三年；期内以移出日期为准',
    unit: '个月',
  }),
  markMonthsSerious: parameter({
    label: '严重违法失信作为筛查与审核依据最长几个月',
    schema: z.int().min(1).max(120),
    default: 36,
    why: '信用修复管理办法：严重失信信息公示一至三年，取最长；期内以移出日期为准',
    unit: '个月',
  }),
  markMonthsDebtor: parameter({
    label: '失信被执行人作为筛查与审核依据最长几个月',
    schema: z.int().min(1).max(120),
    default: 36,
    why: '法院纳入期限不一，名单通常有移出日期；没有的按严重失信最长公示期三年',
    unit: '个月',
  }),
  markMonthsTax: parameter({
    label: '重大税收违法作为筛查与审核依据最长几个月',
    schema: z.int().min(1).max(120),
    default: 36,
    why: '信用修复管理办法：严重失信信息公示一至三年，取最长；期内以移出日期为准',
    unit: '个月',
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
