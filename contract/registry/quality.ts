import { type ParameterKey, parameters } from '../parameters.ts'
import { type QualityField, type QualitySubject, qualityFields } from './quality.fields.ts'
import type { ImportKind } from './words.ts'

/** 轻重: what it means for the work that a finding stays. */
export const qualitySeverities = { severe: '严重', usual: '一般', hint: '提示' } as const
export type QualitySeverity = keyof typeof qualitySeverities

/** Who mends it: the department that sent the list, the county office of the place, or the city office. */
export const qualityBodies = { sender: '报送部门', county: '区县专班', city: '市专班' } as const
export type QualityBody = keyof typeof qualityBodies

/** The post of the body that is told and may close. */
export const roleOfBody = {
  sender: 'department_clerk',
  county: 'county_coordinator',
  city: 'city_office',
} as const satisfies Record<QualityBody, string>

export type QualityOwner = { body: 'county' } | { body: 'city' } | { body: 'sender'; list: ImportKind }

/** A bound: a number of ours, or a parameter of the place. */
export type Bound = number | { parameter: ParameterKey }
export type DayBound = 'today' | { daysAgo: Bound } | { day: string } | { field: string }

/** A typed condition over the fields of a subject: closed, so that no text can become code. Unknown is never a finding. */
export type Check =
  | { field: string; is: 'yes' | 'no' | 'missing' | 'known' }
  | { field: string; is: 'oneOf'; words: readonly string[] }
  | { field: string; is: 'atLeast' | 'atMost' | 'above' | 'below'; number: Bound }
  | { field: string; is: 'atLeast' | 'atMost' | 'above' | 'below'; wan: Bound }
  | { field: string; is: 'above'; times: number; of: string }
  | { field: string; is: 'after' | 'before'; day: DayBound }
  | { all: readonly Check[] }
  | { any: readonly Check[] }

export interface QualityRule {
  key: string
  /** What is wrong, in the words of the list of findings. */
  label: string
  on: QualitySubject
  when: Check
  severity: QualitySeverity
  owner: QualityOwner
  why: string
  todo: string
}

/** Fields a condition looks at, each once: they are what a finding shows. */
export function checkedFields(c: Check): string[] {
  if ('all' in c) return [...new Set(c.all.flatMap(checkedFields))]
  if ('any' in c) return [...new Set(c.any.flatMap(checkedFields))]
  const other =
    'of' in c ? [c.of] : 'day' in c && typeof c.day === 'object' && 'field' in c.day ? [c.day.field] : []
  return [c.field, ...other]
}

export function qualityField(on: QualitySubject, key: string): QualityField {
  const field = (qualityFields[on] as Readonly<Record<string, QualityField>>)[key]
  if (!field) throw new Error(`${on} has no field ${key}`)
  return field
}

/** The lists a rule depends on: after one of them is committed it is asked again. */
export function listsOf(rule: QualityRule): ImportKind[] {
  return [...new Set(checkedFields(rule.when).flatMap((key) => qualityField(rule.on, key).lists))]
}

/** The condition as a sentence: what the clerk reads is what the database runs. */
export function checkText(on: QualitySubject, c: Check, bound: (b: Bound) => string = boundText): string {
  if ('all' in c) return c.all.map((x) => inBrackets(on, x, bound)).join('，且')
  if ('any' in c) return c.any.map((x) => inBrackets(on, x, bound)).join('，或')
  const { label, words } = qualityField(on, c.field)
  switch (c.is) {
    case 'yes':
      return label
    case 'no':
      return `不是：${label}`
    case 'missing':
      return `没有${label}`
    case 'known':
      return `有${label}`
    case 'oneOf':
      return `${label}为${c.words.map((w) => words?.[w] ?? w).join('、')}`
    case 'after':
    case 'before':
      return `${label}${c.is === 'after' ? '晚于' : '早于'}${dayText(on, c.day, bound)}`
    case 'atLeast':
    case 'atMost':
    case 'above':
    case 'below':
      return `${label}${comparisons[c.is]}${sizeText(on, c, bound)}`
  }
}

const comparisons = { atLeast: '不少于 ', atMost: '不多于 ', above: '大于 ', below: '小于 ' } as const

function inBrackets(on: QualitySubject, c: Check, bound: (b: Bound) => string): string {
  const text = checkText(on, c, bound)
  return 'all' in c || 'any' in c ? `（${text}）` : text
}

function sizeText(on: QualitySubject, c: Check, bound: (b: Bound) => string): string {
  if ('of' in c) return `${qualityField(on, c.of).label}${c.times === 1 ? '' : `的 ${c.times} 倍`}`
  if ('wan' in c) return `${bound(c.wan)} 万元`
  return 'number' in c ? bound(c.number) : ''
}

function dayText(on: QualitySubject, day: DayBound, bound: (b: Bound) => string): string {
  if (day === 'today') return '今天'
  if ('day' in day) return day.day
  return 'field' in day ? qualityField(on, day.field).label : ` ${bound(day.daysAgo)} 天前`
}

function boundText(b: Bound): string {
  return (typeof b === 'number' ? b : (parameters[b.parameter].default as number)).toLocaleString('zh-CN')
}
