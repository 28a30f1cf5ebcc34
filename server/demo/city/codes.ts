/** Codes with right check digits: 统一社会信用代码 (GB 32100), 组织机构代码 (GB 11714), 15-digit 注册号. */

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2]

const usccValues = new Uint8Array(128)
for (let i = 0; i < usccAlphabet.length; i++) usccValues[usccAlphabet.charCodeAt(i)] = i

/** The check character of an organisation code's eight characters. */
export function orgCheck(body: string): string {
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const c = body.charCodeAt(i)
    sum += (c <= 57 ? c - 48 : c - 55) * (orgWeights[i] as number)
  }
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** The check character of the first seventeen characters of a unified social credit code. */
export function usccCheck(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) {
    sum += (usccValues[first17.charCodeAt(i)] as number) * (usccWeights[i] as number)
  }
  return usccAlphabet[(31 - (sum % 31)) % 31] as string
}

/** A whole unified social credit code from 登记管理部门+机构类别, division and the eight body characters. */
export function unifiedCode(prefix: string, division: string, body: string): string {
  const first17 = prefix + division + body + orgCheck(body)
  return first17 + usccCheck(first17)
}

/** The 15-digit registration number before 2015: division, sequence (first digit 0–3 firm, 6–9 sole trader), check. */
export function registrationNumber(division: string, sequence: string): string {
  const digits = division + sequence
  let p = 10
  for (let i = 0; i < 14; i++) {
    const q = (p + digits.charCodeAt(i) - 48) % 10 || 10
    p = (2 * q) % 11
  }
  return digits + ((11 - p) % 10)
}

/**
 * Body spaces. A body is an affine permutation of the entity's index, so no two entities share one:
 * the multiplier is prime to the size of the space.
 */
const bodySpaces = {
  /** MA and six characters of the 31, since October 2015. */
  current: { size: 31 ** 6, step: 387_420_489 },
  /** Eight digits, the organisation code of before. */
  former: { size: 70_000_000, step: 38_742_049 },
  /** L and seven digits, an early form for sole traders. */
  soleTrader: { size: 10_000_000, step: 3_874_207 },
} as const

export type BodyForm = keyof typeof bodySpaces

/** The eight body characters of the entity with this index; `shift` comes from the seed. */
export function bodyOf(index: number, form: BodyForm, shift: number): string {
  const { size, step } = bodySpaces[form]
  const n = (index * step + shift) % size
  if (form === 'former') return String(10_000_000 + n)
  if (form === 'soleTrader') return `L${String(n).padStart(7, '0')}`
  let rest = n
  let body = ''
  for (let i = 0; i < 6; i++) {
    body = usccAlphabet[rest % 31] + body
    rest = Math.floor(rest / 31)
  }
  return `MA${body}`
}

/** Changes one character of a code so that its check fails, as a typing slip does. */
export function mistyped(code: string, position: number, step: number): string {
  const value = usccValues[code.charCodeAt(position)] as number
  const wrong = usccAlphabet[(value + 1 + (step % 30)) % 31] as string
  return code.slice(0, position) + wrong + code.slice(position + 1)
}

/** The code in full-width characters. */
export function fullWidth(code: string): string {
  let out = ''
  for (const c of code) out += String.fromCharCode(c.charCodeAt(0) + 0xfee0)
  return out
}
