import * as z from 'zod'
import { entityKinds, markKinds, registrationStatuses } from '../registry/words.ts'

/**
 * Screening rules as typed data: a closed catalogue of fields, a closed set of operators, no text that
 * could become code. Evaluation is three-valued: what the lists do not say is unknown, never false.
 */
export type FieldKind = 'word' | 'words' | 'number' | 'money' | 'date' | 'yes'

export interface RuleField {
  label: string
  kind: FieldKind
  /** Which list the value comes from; it is the evidence. */
  source: 'registration' | 'tax' | 'social' | 'census' | 'mark' | 'loan' | 'label' | 'demand'
  words?: Readonly<Record<string, string>>
  /** What a number counts. */
  unit?: string
  /** Nothing anybody does changes it: no way out of a verdict leads through it. */
  fixed?: true
}

export const ruleFields = {
  kind: { label: '主体类型', kind: 'word', source: 'registration', words: entityKinds, fixed: true },
  registrationStatus: {
    label: '登记状态',
    kind: 'word',
    source: 'registration',
    words: registrationStatuses,
  },
  foundedOn: { label: '成立日期', kind: 'date', source: 'registration', fixed: true },
  openMarks: { label: '未移出的失信、异常标记', kind: 'words', source: 'mark', words: markKinds },
  inTaxList: { label: '列入税务名单', kind: 'yes', source: 'tax' },
  taxGrade: {
    label: '纳税信用等级',
    kind: 'word',
    source: 'tax',
    words: { A: 'A', B: 'B', M: 'M', C: 'C', D: 'D' },
  },
  taxPaid: { label: '入库税额', kind: 'money', source: 'tax' },
  exportRefund: { label: '出口退税额', kind: 'money', source: 'tax' },
  taxAbnormal: { label: '税务非正常户', kind: 'yes', source: 'tax' },
  inSocialList: { label: '列入参保名单', kind: 'yes', source: 'social' },
  insured: { label: '参保人数', kind: 'number', source: 'social', unit: '人' },
  lastPaidMonth: { label: '最近缴纳社保月份', kind: 'date', source: 'social' },
  inCensus: { label: '列入经济普查活跃单位', kind: 'yes', source: 'census' },
  employees: { label: '从业人员', kind: 'number', source: 'census', unit: '人' },
  revenue: { label: '营业收入', kind: 'money', source: 'census' },
  hasLoan: { label: '有存量贷款', kind: 'yes', source: 'loan' },
  loanDueOn: { label: '最近到期的贷款', kind: 'date', source: 'loan' },
  labelled: { label: '列入重点企业名单', kind: 'yes', source: 'label' },
  hasDemand: { label: '已登记融资需求', kind: 'yes', source: 'demand' },
} as const satisfies Record<string, RuleField>

export type RuleFieldKey = keyof typeof ruleFields
export const ruleFieldKeys = Object.keys(ruleFields) as [RuleFieldKey, ...RuleFieldKey[]]

const Word = z.string().min(1).max(40)
const Amount = z.int().min(0).max(1_000_000_000)
const Fen = z.string().regex(/^\d{1,15}$/)

/** Operators by the kind of the field; another combination does not parse. */
const Comparison = z
  .union([
    z.strictObject({
      field: z.enum(ruleFieldKeys),
      is: z.literal('oneOf'),
      words: z.array(Word).min(1).max(20),
    }),
    z.strictObject({
      field: z.enum(ruleFieldKeys),
      is: z.literal('hasAny'),
      words: z.array(Word).min(1).max(20),
    }),
    z.strictObject({ field: z.enum(ruleFieldKeys), is: z.enum(['atLeast', 'atMost']), number: Amount }),
    z.strictObject({ field: z.enum(ruleFieldKeys), is: z.enum(['moneyAtLeast', 'moneyAtMost']), fen: Fen }),
    z.strictObject({
      field: z.enum(ruleFieldKeys),
      is: z.enum(['monthsAgoAtLeast', 'monthsAgoAtMost']),
      months: z.int().min(0).max(1200),
    }),
    z.strictObject({
      field: z.enum(ruleFieldKeys),
      is: z.literal('daysAheadAtMost'),
      days: z.int().min(0).max(3660),
    }),
    z.strictObject({ field: z.enum(ruleFieldKeys), is: z.enum(['yes', 'no']) }),
    z.strictObject({ field: z.enum(ruleFieldKeys), is: z.literal('known') }),
  ])
  .superRefine((c, ctx) => {
    const { kind } = ruleFields[c.field]
    if (!operatorsOf[kind].includes(c.is))
      ctx.addIssue({ code: 'custom', message: `「${ruleFields[c.field].label}」不能用这种比较` })
    const words: Readonly<Record<string, string>> | undefined = (ruleFields[c.field] as RuleField).words
    if ('words' in c && words && c.words.some((w) => !Object.hasOwn(words, w)))
      ctx.addIssue({ code: 'custom', message: `「${ruleFields[c.field].label}」没有这个取值` })
  })
  .meta({ id: 'Comparison' })

/** Operators by the kind of a field, in the order they are offered. */
export const operatorsOf: Readonly<Record<FieldKind, readonly Operator[]>> = {
  word: ['oneOf', 'known'],
  words: ['hasAny', 'known'],
  number: ['atLeast', 'atMost', 'known'],
  money: ['moneyAtLeast', 'moneyAtMost', 'known'],
  date: ['monthsAgoAtLeast', 'monthsAgoAtMost', 'daysAheadAtMost', 'known'],
  yes: ['yes', 'no', 'known'],
}

export type Comparison = z.infer<typeof Comparison>
export type Operator =
  | 'oneOf'
  | 'hasAny'
  | 'atLeast'
  | 'atMost'
  | 'moneyAtLeast'
  | 'moneyAtMost'
  | 'monthsAgoAtLeast'
  | 'monthsAgoAtMost'
  | 'daysAheadAtMost'
  | 'yes'
  | 'no'
  | 'known'
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition }

export const maxDepth = 6
export const maxComparisons = 60
export const maxParts = 20

/** Depth and breadth are bounded, so that no rule can be made to run for long. */
function conditionSchema(depth: number): z.ZodType<Condition> {
  if (depth === 0) return Comparison
  const inner = conditionSchema(depth - 1)
  return z
    .union([
      Comparison,
      z.strictObject({ all: z.array(inner).min(1).max(maxParts) }),
      z.strictObject({ any: z.array(inner).min(1).max(maxParts) }),
      z.strictObject({ not: inner }),
    ])
    .meta({ id: depth === maxDepth ? 'Condition' : `ConditionWithin${depth}` })
}
export const Condition = conditionSchema(maxDepth).refine((c) => comparisonsIn(c) <= maxComparisons, {
  message: `一条规则最多 ${maxComparisons} 个比较`,
})

/** How many comparisons a condition makes. */
export function comparisonsIn(c: Condition): number {
  if ('not' in c) return comparisonsIn(c.not)
  if ('field' in c) return 1
  return ('all' in c ? c.all : c.any).reduce((sum, inner) => sum + comparisonsIn(inner), 0)
}

export const Rule = z.strictObject({
  key: z.string().regex(/^[a-z][a-zA-Z0-9]{1,30}$/),
  label: z.string().trim().min(2).max(60),
  why: z.string().trim().max(300),
  effect: z.union([
    z.strictObject({ exclude: z.literal(true) }),
    z.strictObject({ tier: z.int().min(1).max(9) }),
  ]),
  when: Condition,
})
export type Rule = z.infer<typeof Rule>

export const RuleSet = z
  .array(Rule)
  .min(1)
  .max(40)
  .superRefine((rules, ctx) => {
    if (new Set(rules.map((r) => r.key)).size !== rules.length)
      ctx.addIssue({ code: 'custom', message: '规则代号重复' })
  })

/** A rule's condition as a Chinese sentence: what the clerk reads is what the database runs. */
export function sentence(c: Condition): string {
  if ('all' in c) return c.all.map(wrapped).join('，且')
  if ('any' in c) return c.any.map(wrapped).join('，或')
  if ('not' in c) return `不满足（${sentence(c.not)}）`
  const { label } = ruleFields[c.field]
  const spec: RuleField = ruleFields[c.field]
  const words = spec.words ?? {}
  const unit = spec.unit ? ` ${spec.unit}` : ''
  switch (c.is) {
    case 'oneOf':
      return `${label}为${c.words.map((w) => words[w] ?? w).join('、')}`
    case 'hasAny':
      return `${label}有${c.words.map((w) => words[w] ?? w).join('、')}`
    case 'atLeast':
      return `${label}不少于 ${c.number}${unit}`
    case 'atMost':
      return `${label}不多于 ${c.number}${unit}`
    case 'moneyAtLeast':
      return `${label}不少于 ${Number(c.fen) / 100} 元`
    case 'moneyAtMost':
      return `${label}不多于 ${Number(c.fen) / 100} 元`
    case 'monthsAgoAtLeast':
      return `${label}在 ${c.months} 个月前或更早`
    case 'monthsAgoAtMost':
      return `${label}在 ${c.months} 个月以内`
    case 'daysAheadAtMost':
      return `${label}在今后 ${c.days} 天内`
    case 'yes':
      return label
    case 'no':
      return noOf[c.field] ?? `不是${label}`
    case 'known':
      return `${label}有数据`
  }
}

const noOf: Partial<Record<RuleFieldKey, string>> = {
  inTaxList: '不在税务名单',
  inSocialList: '不在参保名单',
  inCensus: '不在经济普查活跃单位名单',
  taxAbnormal: '不是税务非正常户',
  hasLoan: '没有存量贷款',
  labelled: '不在重点企业名单',
  hasDemand: '尚未登记融资需求',
}

function wrapped(c: Condition): string {
  return 'all' in c || 'any' in c ? `（${sentence(c)}）` : sentence(c)
}

/** The comparisons of a condition, in the order in which they are read. */
export function comparisonsOf(c: Condition): Comparison[] {
  if ('all' in c) return c.all.flatMap(comparisonsOf)
  if ('any' in c) return c.any.flatMap(comparisonsOf)
  return 'not' in c ? comparisonsOf(c.not) : [c]
}

/** Fields a condition mentions, each once: their sources are its evidence. */
export function fieldsOf(c: Condition): RuleFieldKey[] {
  if ('all' in c) return [...new Set(c.all.flatMap(fieldsOf))]
  if ('any' in c) return [...new Set(c.any.flatMap(fieldsOf))]
  return 'not' in c ? fieldsOf(c.not) : [c.field]
}

/** Firms no tier rule claims are visited last. */
export const lastTier = 4

/** What becomes of a firm that meets a rule. */
export function effectText(rule: Rule): string {
  return 'tier' in rule.effect ? `第 ${rule.effect.tier} 批走访` : '剔除'
}
