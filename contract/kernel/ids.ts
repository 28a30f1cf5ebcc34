import * as z from 'zod'

/** A row's id: a positive 64-bit integer, sent as text because JavaScript numbers end at 2^53. */
export const Id = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, '编号不正确')
  .meta({ description: '编号' })
export type Id = z.infer<typeof Id>

/**
 * Money in fen (分), as text: never a float, never a unit guessed. Up to 10^15 fen = 10 万亿元. What is no amount is
 * refused before a bound is asked of it.
 */
export const Fen = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, { error: '金额须为以分计的非负整数', abort: true })
  .meta({ description: '金额，单位：分' })
export type Fen = z.infer<typeof Fen>

/** A sum of many amounts: as long as it needs to be. */
export const FenSum = z
  .string()
  .regex(/^(0|[1-9]\d{0,29})$/)
  .meta({ description: '金额合计，单位：分' })

/** A yearly rate in basis points (1 bp = 0.01 %). */
export const Bp = z.int().min(0).max(10_000).meta({ description: '年利率，单位：基点（0.01%）' })

/** A business day in Asia/Shanghai, yyyy-mm-dd. */
export const Day = z.iso
  .date({
    error: ({ input }) => {
      if (input === undefined) return undefined
      const written = typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input)
      return written ? '没有这一天，请核对年月日' : '日期须写作 2026-03-01'
    },
  })
  .refine((d) => !d.startsWith('0000'), '没有这一天，请核对年月日')
  .meta({ description: '日期（北京时间）' })
export type Day = z.infer<typeof Day>

/** Says of a filter by days that its end must not come before its beginning; both fields are named. */
export function daysInOrder(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  ctx: z.RefinementCtx,
) {
  if (from === undefined || to === undefined || from <= to) return
  ctx.addIssue({ code: 'custom', path: ['from'], message: `起始日期不能晚于截止日期 ${to}` })
  ctx.addIssue({ code: 'custom', path: ['to'], message: `截止日期不能早于起始日期 ${from}` })
}

/** An instant with offset. */
export const Instant = z.iso.datetime({ offset: true })

/** 12-digit statistical division code. */
export const DivisionCode = z
  .string()
  .regex(/^[1-9]\d{11}$/, '行政区划代码须为 12 位数字')
  .meta({ description: '12 位行政区划代码' })

/** The version a change is based on; a stale one is answered 409. */
export const Version = z.int().min(1).max(2_147_483_647)

/**
 * Free text a person typed: trimmed, bounded, no control characters. What nobody can see is taken out (it comes along when
 * one copies from a page), and only what can be seen counts towards the least length.
 */
export function text(max: number, min = 0) {
  const short = min > 1 ? `至少 ${min} 个字` : '不能为空'
  return z
    .string()
    .overwrite(withoutInvisible)
    .trim()
    .min(min, { error: short, abort: true })
    .max(max, `最多 ${max} 个字`)
    .refine((t) => !control.test(t), '含有不可见的控制字符')
    .refine((t) => !broken.test(t), '含有残缺的字符，请删去后重新输入')
    .refine((t) => visibleLength(t) >= min, short)
}

/** Control characters other than tab, line feed and carriage return. */
const control = /(?![\t\n\r])\p{Cc}/u

/** Half of a character that takes two: no text, and nothing a database keeps. */
const broken = /\p{Cs}/u

/** Joiners, marks of direction, the byte order mark, the letters of Hangul that are blank. */
const invisible = /\p{Cf}|[\u115f\u1160\u3164\uffa0]/gu

/** Blanks, marks that need a letter to stand on, and everything a screen leaves out. */
const uncounted = /[\s\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u

function withoutInvisible(t: string): string {
  return t.replace(invisible, '')
}

/** How many characters of a text a reader sees. */
export function visibleLength(t: string): number {
  return Array.from(t).filter((c) => !uncounted.test(c)).length
}

export type ReasonText = z.infer<ReturnType<typeof text>>

/** The keys of a table of words, as a tuple for z.enum. */
export function keysOf<T extends Record<string, string>>(
  words: T,
): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(words) as [keyof T & string, ...(keyof T & string)[]]
}
