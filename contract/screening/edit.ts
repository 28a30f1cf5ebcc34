import {
  type Comparison,
  type Condition,
  comparisonsIn,
  maxComparisons,
  maxDepth,
  maxParts,
  type Operator,
  operatorsOf,
  type Rule,
  type RuleField,
  type RuleFieldKey,
  ruleFields,
} from './rules.ts'

/** How an operator is called where it is chosen; the value follows it. */
export const operatorWords: Readonly<Record<Operator, string>> = {
  oneOf: '为其中之一',
  hasAny: '有其中之一',
  atLeast: '不少于',
  atMost: '不多于',
  moneyAtLeast: '不少于',
  moneyAtMost: '不多于',
  monthsAgoAtLeast: '早于几个月前',
  monthsAgoAtMost: '在几个月以内',
  daysAheadAtMost: '在今后几天内',
  yes: '是',
  no: '否',
  known: '有数据',
}

/** A comparison of a field as it is first offered: what must be chosen is left open, and says so. */
export function freshComparison(field: RuleFieldKey, is?: Operator): Comparison {
  const operator = is ?? operatorsOf[ruleFields[field].kind][0]!
  switch (operator) {
    case 'oneOf':
    case 'hasAny':
      return { field, is: operator, words: [] }
    case 'atLeast':
    case 'atMost':
      return { field, is: operator, number: 1 }
    case 'moneyAtLeast':
    case 'moneyAtMost':
      return { field, is: operator, fen: '100' }
    case 'monthsAgoAtLeast':
    case 'monthsAgoAtMost':
      return { field, is: operator, months: 12 }
    case 'daysAheadAtMost':
      return { field, is: operator, days: 90 }
    case 'yes':
    case 'no':
    case 'known':
      return { field, is: operator }
  }
}

/** What is still wrong with one condition, in words for the person who writes it; null where nothing is. */
export function faultOf(c: Condition, depth = 0): string | null {
  if ('not' in c) return depth >= maxDepth ? tooDeep : null
  if ('field' in c) return faultOfComparison(c)
  const parts = 'all' in c ? c.all : c.any
  if (depth >= maxDepth) return tooDeep
  if (parts.length === 0) return '这一组里还没有条件，请添加，或删去这一组'
  return parts.length > maxParts ? `一组最多 ${maxParts} 个条件，请分成几组` : null
}

const tooDeep = `条件最多套 ${maxDepth} 层，请把里层的移出来`

function faultOfComparison(c: Comparison): string | null {
  const spec: RuleField = ruleFields[c.field]
  if (!operatorsOf[spec.kind].includes(c.is)) return `「${spec.label}」不能用这种比较，请重新选择`
  if (!('words' in c)) return null
  if (c.words.length === 0) return `请选择「${spec.label}」的取值，至少一个`
  return c.words.some((w) => spec.words && !Object.hasOwn(spec.words, w))
    ? `「${spec.label}」没有这个取值，请重新选择`
    : null
}

/** Every fault of a rule: of its words, its size, and each of its conditions. */
export function faultsOf(rule: Rule): string[] {
  const own = [
    rule.label.trim().length < 2 ? '规则名称至少 2 个字' : null,
    comparisonsIn(rule.when) > maxComparisons
      ? `一条规则最多 ${maxComparisons} 个比较，请拆成几条规则`
      : null,
  ]
  return [...own, ...conditionFaults(rule.when, 0)].filter((f) => f !== null)
}

function conditionFaults(c: Condition, depth: number): (string | null)[] {
  const inner = 'not' in c ? [c.not] : 'all' in c ? c.all : 'any' in c ? c.any : []
  return [faultOf(c, depth), ...inner.flatMap((x) => conditionFaults(x, depth + 1))]
}
