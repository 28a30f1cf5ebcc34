import { canonicalCode, isIdNo, isRegNo, isUscc, kindOfUscc } from '#contract/registry/codes.ts'
import { entityKinds } from '#contract/registry/words.ts'

export interface CodeHelp {
  state: 'empty' | 'typing' | 'good' | 'bad'
  words: string
}

/** Letters that no code holds, and what was most likely meant. */
const lookAlikes: Readonly<Record<string, string>> = {
  O: '数字 0',
  I: '数字 1',
  S: '数字 5',
  Z: '数字 2',
  V: '字母 U',
}

/** What to say of a 统一社会信用代码 while it is being copied from the licence: how far, what is odd, or that it is right. */
export function codeHelp(typed: string): CodeHelp {
  const code = canonicalCode(typed)
  if (code === '') return { state: 'empty', words: '在营业执照上方，18 位数字和字母' }
  if (isUscc(code)) {
    const kind = kindOfUscc(code)
    return { state: 'good', words: kind ? `代码正确，是${entityKinds[kind]}` : '代码正确' }
  }
  if (isRegNo(code))
    return { state: 'bad', words: '这是老执照的 15 位注册号。请找新执照上的 18 位代码；没有就选“没有执照”' }
  if (isIdNo(code)) return { state: 'bad', words: '这像是身份证号。这里不收身份证号，请填营业执照上的代码' }
  const odd = Array.from(code).findIndex((c) => !/[0-9A-HJ-NPQRTUWXY]/.test(c))
  if (odd >= 0) return { state: 'bad', words: oddWords(code[odd]!, odd + 1) }
  if (code.length < 18)
    return { state: 'typing', words: `已输入 ${code.length} 位，还差 ${18 - code.length} 位` }
  if (code.length > 18) return { state: 'bad', words: `多了 ${code.length - 18} 位，应为 18 位` }
  return { state: 'bad', words: '有一位不对，请对照执照逐位看：8 和 B、1 和 L、0 和 D 容易看错' }
}

function oddWords(character: string, at: number): string {
  const meant = lookAlikes[character]
  return meant
    ? `第 ${at} 位的字母 ${character} 不会出现在代码里，是不是${meant}？`
    : `第 ${at} 位“${character}”不是数字或字母，请重输`
}
