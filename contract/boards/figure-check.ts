import { type Family, type FoundFigure, familyOf, Quantity, type Unit } from '../kernel/figures.ts'
import { type Metric, metrics, type Rate, rates } from './words.ts'

/** How a figure in a text stands to what the system counts. */
export const figureVerdicts = {
  refused: '不可能',
  suspect: '疑单位有误',
  differs: '与系统不一致',
  agrees: '相符',
  unknown: '系统没有同名数字',
} as const
export type FigureVerdict = keyof typeof figureVerdicts

/** What the system counts itself, at the end of a day. */
export interface KnownFigures {
  /** Live firms of the registry: no count of 户 passes it. */
  entities: number
  version: number
  counts: Readonly<Record<Metric, { households: number; times: number; fen: string | null }>>
  rates: Readonly<Record<Rate, { numerator: string; denominator: string; bp: number | null }>>
}

export type FigureName = { metric: Metric } | { rate: Rate } | { entities: true }
export interface JudgedFigure {
  verdict: FigureVerdict
  message: string
  /** What was probably meant. */
  instead: string | null
  name: string | null
  own: string | null
}

/** What people call each number, the longer word first where one begins with the other. */
const countWords: readonly (readonly [string, FigureName])[] = [
  ['走访对象', { metric: 'listed' }],
  ['清单', { metric: 'listed' }],
  ['申报清单', { metric: 'declared' }],
  ['推荐清单', { metric: 'recommended' }],
  ['走访', { metric: 'visited' }],
  ['有需求', { metric: 'needed' }],
  ['融资需求', { metric: 'needed' }],
  ['申报', { metric: 'declared' }],
  ['推荐', { metric: 'recommended' }],
  ['推送', { metric: 'pushed' }],
  ['授信', { metric: 'credited' }],
  ['放款', { metric: 'disbursed' }],
  ['发放贷款', { metric: 'disbursed' }],
  ['累放', { metric: 'disbursed' }],
  ['用信', { metric: 'drawn' }],
  ['主体', { entities: true }],
]
const rateWords: readonly (readonly [string, FigureName])[] = [
  ['走访率', { rate: 'visitRate' }],
  ['需求率', { rate: 'needRate' }],
  ['申报率', { rate: 'declareRate' }],
  ['通过率', { rate: 'passRate' }],
  ['推荐率', { rate: 'passRate' }],
  ['授信率', { rate: 'creditRate' }],
  ['用信率', { rate: 'drawRate' }],
]

/** The name nearest before a figure in its clause, or right behind it. */
export function nameOf(sentence: string, found: FoundFigure): FigureName | null {
  const words = found.quantity.unit === '%' ? rateWords : countWords
  const before =
    sentence
      .slice(0, found.at)
      .split(/[。；;\n]/)
      .at(-1) ?? ''
  const after = sentence.slice(found.at + found.text.length).split(/[，,。；;、\n\d]/)[0] ?? ''
  return nearest(before, words) ?? words.find(([w]) => after.slice(0, 8).includes(w))?.[1] ?? null
}

function nearest(text: string, words: readonly (readonly [string, FigureName])[]): FigureName | null {
  const ends = words.flatMap(([word, name]) => {
    const at = text.lastIndexOf(word)
    return at < 0 ? [] : [{ end: at + word.length, length: word.length, name }]
  })
  return ends.sort((a, b) => b.end - a.end || b.length - a.length)[0]?.name ?? null
}

/** Judges a figure against the possible and against the system's own count of the same name; says why and what instead. */
export function judgeFigure(found: FoundFigure, name: FigureName | null, known: KnownFigures): JudgedFigure {
  const label = labelOf(name)
  const family = familyOf(found.quantity.unit)
  const own = ownOf(name, family, known)
  const base = { name: label, own: own === null ? null : String(shown(own, found.quantity.unit)) }
  const no = impossible(found, family, name, known)
  if (no) return { ...base, verdict: 'refused', ...no }
  if (own === null)
    return {
      ...base,
      verdict: 'unknown',
      message: label ? `系统没有“${label}”的这种数字` : '没有写明是什么数字，未能核对',
      instead: null,
    }
  return { ...base, ...compare(found, own, label ?? '') }
}

function impossible(found: FoundFigure, family: Family, name: FigureName | null, known: KnownFigures) {
  if (family === '%') return overWhole(found, name, known)
  if (family === '元') return null
  const n = found.quantity.in((family === '户' ? '户' : '户次') as never) as Quantity<Unit>
  if (!n.isWhole()) {
    const wider = found.quantity.unit === '户' ? '万户' : found.quantity.unit === '户次' ? '万户次' : null
    return {
      message: `${family}数须为整数，${found.text}不是`,
      instead: wider ? `是否应为 ${found.quantity.decimal} ${wider}？` : null,
    }
  }
  if (family !== '户' || n.whole() <= BigInt(known.entities)) return null
  const smaller = n.whole() / 10_000n
  return {
    message: `${found.text}即 ${n.whole().toLocaleString('zh-CN')} 户，超过登记库全部主体 ${known.entities.toLocaleString('zh-CN')} 户（第 ${known.version} 版）`,
    instead:
      smaller > 0n && smaller <= BigInt(known.entities) ? `是否应为 ${smaller} 户？单位多写了“万”` : null,
  }
}

/** A share over the whole: which two sets the rate is made of, and where the part above comes from. */
function overWhole(found: FoundFigure, name: FigureName | null, known: KnownFigures) {
  if (found.quantity.whole(2) <= 10_000n) return null
  if (name === null || !('rate' in name))
    return { message: '比率超过 100%：分子不是分母的一部分；请写明是哪两个数相除', instead: null }
  const spec = rates[name.rate]
  const { numerator, denominator, bp } = known.rates[name.rate]
  const sets = spec.of === 'money' ? '' : `（${num(numerator)} 户 ÷ ${num(denominator)} 户）`
  const off =
    name.rate === 'visitRate' ? `；清单外走访 ${num(known.counts.visitedOff.households)} 户另列，不计入` : ''
  return {
    message: `${spec.label}是“${metrics[spec.numerator].label}”占“${metrics[spec.denominator].label}”之比，不会超过 100%${off}`,
    instead: bp === null ? null : `系统为 ${bp / 100}%${sets}`,
  }
}

function compare(found: FoundFigure, own: Quantity<Unit>, label: string) {
  const unit = found.quantity.unit
  const [typed, real] = [found.quantity.whole(14), shown(own, unit).whole(14)]
  const gap = typed > real ? typed - real : real - typed
  const rounding = 10n ** BigInt(14 - found.places) / 2n
  const allowed = found.about ? (real / 20n > rounding ? real / 20n : rounding) : rounding
  if (gap <= allowed) return { verdict: 'agrees' as const, message: `与系统的“${label}”相符`, instead: null }
  const off = unit === '%' || real === 0n ? null : shifted(found, Number(typed) / Number(real))
  return off === null
    ? {
        verdict: 'differs' as const,
        message: `与系统的“${label}”不一致，请核对口径和截止日`,
        instead: `系统为 ${shown(own, unit).toString()}`,
      }
    : {
        verdict: 'suspect' as const,
        message: `与系统的“${label}”相差约一万倍，单位多半有误`,
        instead: `是否应为 ${off}？`,
      }
}

const wider: Readonly<Record<string, string>> = { 户: '万户', 户次: '万户次', 元: '万元', 万元: '亿元' }
const narrower = Object.fromEntries(Object.entries(wider).map(([a, b]) => [b, a]))

/** The same digits with the unit ten thousand times larger or smaller, where that is what is wrong. */
function shifted(found: FoundFigure, ratio: number): string | null {
  const { decimal, unit } = found.quantity
  const to = near(ratio * 10_000, 1) ? wider[unit] : near(ratio, 10_000) ? narrower[unit] : undefined
  return to === undefined ? null : `${decimal} ${to}`
}

const near = (x: number, to: number) => x > to * 0.5 && x < to * 2

function ownOf(name: FigureName | null, family: Family, known: KnownFigures): Quantity<Unit> | null {
  if (name === null) return null
  if ('rate' in name) {
    const { bp } = known.rates[name.rate]
    return family === '%' && bp !== null ? Quantity.of((bp / 100).toFixed(2), '%') : null
  }
  if ('entities' in name) return family === '户' ? Quantity.of(String(known.entities), '户') : null
  const c = known.counts[name.metric]
  if (family === '户') return Quantity.of(String(c.households), '户')
  if (family === '户次') return Quantity.of(String(c.times), '户次')
  return family === '元' && c.fen !== null ? Quantity.of(yuan(c.fen), '元') : null
}

const yuan = (fen: string) => `${fen.padStart(3, '0').slice(0, -2)}.${fen.slice(-2).padStart(2, '0')}`
const num = (text: string | number) => Number(text).toLocaleString('zh-CN')
/** The same amount in the unit of the text; families agree, `ownOf` has seen to it. */
const shown = (own: Quantity<Unit>, unit: Unit) => own.in(unit as never) as Quantity<Unit>

function labelOf(name: FigureName | null): string | null {
  if (name === null) return null
  if ('rate' in name) return rates[name.rate].label
  return 'entities' in name ? '经营主体' : metrics[name.metric].label
}
