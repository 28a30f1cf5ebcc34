import * as z from 'zod'

/** A row's id: a positive 64-bit integer, sent as text because JavaScript numbers end at 2^53. */
export const Id = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, '编号不正确')
  .meta({ description: '编号' })
export type Id = z.infer<typeof Id>

/** Money in fen (分), as text: never a float, never a unit guessed. Up to 10^15 fen = 10 万亿元. */
export const Fen = z
  .string()
  // What is no number at all ends here: the bounds that some amounts have are asked of numbers only.
  .regex(/^(0|[1-9]\d{0,14})$/, { error: '金额须为以分计的非负整数', abort: true })
  .meta({ description: '金额，单位：分' })
export type Fen = z.infer<typeof Fen>

/** A yearly rate in basis points (1 bp = 0.01 %). */
export const Bp = z.int().min(0).max(10_000).meta({ description: '年利率，单位：基点（0.01%）' })

/** A business day in Asia/Shanghai, yyyy-mm-dd. */
export const Day = z.iso.date({ error: '日期须写作 2026-03-01' }).meta({ description: '日期（北京时间）' })
export type Day = z.infer<typeof Day>

/** An instant with offset. */
export const Instant = z.iso.datetime({ offset: true })

/** 12-digit statistical division code. */
export const DivisionCode = z
  .string()
  .regex(/^[1-9]\d{11}$/, '行政区划代码须为 12 位数字')
  .meta({ description: '12 位行政区划代码' })

/** The version a change is based on; a stale one is answered 409 (control J2). */
export const Version = z.int().min(1).max(2_147_483_647)

/** Free text a person typed: trimmed, no control characters, bounded. */
export function text(max: number, min = 0) {
  return z
    .string()
    .trim()
    .min(min, min > 1 ? `至少 ${min} 个字` : '不能为空')
    .max(max, `最多 ${max} 个字`)
    .refine((t) => !Array.from(t).some(isControl), '含有不可见的控制字符')
}

/** Control characters other than tab, line feed and carriage return. */
function isControl(c: string): boolean {
  const code = c.codePointAt(0)!
  return (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127
}

export type ReasonText = z.infer<ReturnType<typeof text>>

/** The keys of a table of words, as a tuple for z.enum. */
export function keysOf<T extends Record<string, string>>(
  words: T,
): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(words) as [keyof T & string, ...(keyof T & string)[]]
}
