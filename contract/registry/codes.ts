/**
 * Codes of firms and banks, checked once and everywhere by the same functions.
 * GB 32100-2015 (统一社会信用代码), GB 11714 (组织机构代码), ISO 7064 MOD 11,10 (旧注册号、支付行号), GB 11643 (身份证).
 */

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const
const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const

/** Character code → value in the 31-letter alphabet, -1 elsewhere; a table because it runs per row of a city. */
const usccValue = new Int8Array(128).fill(-1)
for (let i = 0; i < usccAlphabet.length; i++) usccValue[usccAlphabet.charCodeAt(i)] = i

/**
 * One spelling of a code: full-width to half-width, upper case, no spaces, no dashes, no invisible characters.
 * Says nothing about whether the code is right.
 */
export function canonicalCode(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\u200d|[\s\u200b\u200c\u2060\ufeff'’‘`-]/g, '')
    .toUpperCase()
}

/**
 * Alphabet and check character of an 18-character code in canonical spelling. Finds every single wrong character and
 * every swap. The division inside may be retired and the inner check of position 17 fails on many codes that
 * registries do issue, so neither refuses a code; `hasInnerCheck` tells the second.
 */
export function isUscc(code: string): boolean {
  if (code.length !== 18) return false
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const v = usccValue[code.charCodeAt(i)] ?? -1
    if (v < 0 || (i >= 2 && i < 8 && v > 9)) return false
    sum += v * usccWeights[i]!
  }
  const check = usccAlphabet[(31 - (sum % 31)) % 31]
  return code[17] === check
}

/** The GB 11714 check inside a code (position 17). */
export function hasInnerCheck(code: string): boolean {
  return isOrgCode(code.slice(8, 17))
}

/** The 9-character organisation code of GB 11714, without its dash. */
export function isOrgCode(code: string): boolean {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return false
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const c = code.charCodeAt(i)
    sum += (c <= 57 ? c - 48 : c - 55) * orgWeights[i]!
  }
  const c = 11 - (sum % 11)
  return code[8] === (c === 10 ? 'X' : c === 11 ? '0' : String(c))
}

/** ISO 7064 MOD 11,10 over all digits but the last. */
function mod11and10(digits: string): boolean {
  let p = 10
  for (let i = 0; i < digits.length - 1; i++) {
    const q = (p + digits.charCodeAt(i) - 48) % 10 || 10
    p = (2 * q) % 11
  }
  return (11 - p) % 10 === digits.charCodeAt(digits.length - 1) - 48
}

/** The old 15-digit registration number. */
export function isRegNo(code: string): boolean {
  return /^\d{15}$/.test(code) && mod11and10(code)
}

/** 支付系统行号, 12 digits. */
export function isBankNo(code: string): boolean {
  return /^\d{12}$/.test(code) && mod11and10(code)
}

/** 居民身份证号, 18 characters. */
export function isIdNo(code: string): boolean {
  if (!/^\d{17}[\dX]$/.test(code)) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (code.charCodeAt(i) - 48) * idWeights[i]!
  return '10X98765432'[sum % 11] === code[17]
}

export type EntityKind = 'enterprise' | 'individual' | 'cooperative' | 'farm' | 'farmer' | 'other'

/** What kind of subject a code belongs to by its first two characters; undefined where the code does not say. */
export function kindOfUscc(code: string): EntityKind | undefined {
  if (code.startsWith('91')) return 'enterprise'
  if (code.startsWith('92')) return 'individual'
  if (code.startsWith('93')) return 'cooperative'
  if (/^N[1239]/.test(code)) return 'other'
  return undefined
}

/** The six division digits inside a code: where the firm was first registered, which may since be retired. */
export function divisionOfUscc(code: string): string {
  return code.slice(2, 8)
}

/** A mainland mobile or landline number in one spelling, or undefined. */
export function canonicalPhone(text: string): string | undefined {
  const t = text
    .normalize('NFKC')
    .replace(/[\s()]/g, '')
    .replace(/^(\+?86)-?(?=1\d{10}$)/, '')
  if (/^1[3-9]\d{9}$/.test(t)) return t
  return /^(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?$/.test(t) ? t : undefined
}

/** 138****1234; a landline keeps its area code and last two digits. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null) return null
  if (/^1\d{10}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`
  const dash = phone.indexOf('-')
  const area = dash > 0 ? phone.slice(0, dash + 1) : ''
  return `${area}****${phone.slice(-2)}`
}

/** A text with every mobile and identity number in it masked: for values that people put where they do not belong. */
export function maskNumbers(text: string): string {
  return text
    .replace(
      /(?<![\dA-Za-z])[1-8]\d{5}(?:19|20)\d{9}[\dXx](?![\dA-Za-z])/g,
      (n) => `${n.slice(0, 6)}********${n.slice(-4)}`,
    )
    .replace(
      /(?<![\dA-Za-z])1[3-9]\d(?:[ -]?\d){8}(?![\dA-Za-z])/g,
      (n) => maskPhone(n.replace(/[ -]/g, '')) ?? '',
    )
}

/** 张*; the length of the rest is not shown. */
export function maskName(name: string | null): string | null {
  return name === null || name === '' ? name : `${Array.from(name)[0]}*`
}

/** An address down to the town or street; the rest is starred. */
export function maskAddress(address: string | null): string | null {
  if (address === null) return null
  const m = /^(.*?(?:镇|街道|乡|苏木))/.exec(address) ?? /^(.*?(?:区|县|市))(?!.*(?:区|县|市))/.exec(address)
  return m ? `${m[1]}****` : '****'
}
