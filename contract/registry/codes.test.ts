import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canonicalCode,
  canonicalPhone,
  hasInnerCheck,
  isBankNo,
  isIdNo,
  isOrgCode,
  isRegNo,
  isUscc,
  maskAddress,
  maskPhone,
} from './codes.ts'

// Vectors of GB 32100-2015, both checks of it re-verified here.
const good =
  `914403001922038216 9144030071526726XG 91100000100003962T 911100001000044477 91330100799655058B 91110108551385082Q
91310000631696382C 91370400MA3C000037 92370402MA3C00011U 93370402MA3C0002XG 91440802MA4U00001R 92440802L123456744
N2370402MF0000005J 91350203MA8T00016D 92330326MA2C00079P 91370700MA3D00127D 91330381MA2990091N 91370400MA3C000705
91370400MA3C003100 91370400MA3C00177G 91370400MA3C00150Q 91370400MA3C00396T`.split(/\s+/)
const bad = [
  '91370400MA3C000034',
  '91370400MA3C00003I',
  '',
  '9137040',
  '91370400MA3C0000377',
  '913704００MA3C000037',
]
const banks =
  `102100099996 103100000026 104100000004 105100000017 301290000007 302100011000 303100000006 304100040000 305100000013
306581000003 307584007998 308584000013 309391000011 310290000013 315456000105 316331000018 318110000014 319361000013 403100000004`.split(
    /\s+/,
  )
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

describe('统一社会信用代码 (GB 32100)', () => {
  test.each(good)('%s is right, inner check too', (code) =>
    expect([isUscc(code), hasInnerCheck(code)]).toEqual([true, true]),
  )
  test.each(bad)('%s is wrong', (code) => expect(isUscc(code)).toBe(false))
  test('every change of one character is found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.nat(17),
        fc.constantFrom(...Array.from(alphabet)),
        (code, at, letter) => {
          fc.pre(code[at] !== letter)
          return !isUscc(code.slice(0, at) + letter + code.slice(at + 1))
        },
      ),
      { numRuns: 2000 },
    )
  })
  test('every swap of two different neighbours is found', () => {
    for (const code of good) {
      for (let i = 0; i < 17; i++) {
        if (code[i] === code[i + 1]) continue
        expect(isUscc(code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2))).toBe(false)
      }
    }
  })
  test('one spelling: full-width, spaced, lower case', () => {
    expect(canonicalCode('９１３７０４００ＭＡ３Ｃ００００３７')).toBe('91370400MA3C000037')
    expect(canonicalCode(' 91370400ma3c 000037\u200b')).toBe('91370400MA3C000037')
    expect(canonicalCode('12345678-9')).toBe('123456789')
  })
})

describe('other codes', () => {
  test.each([
    '440301103097413',
    '440301103448669',
    '100000000003965',
    '110108012660422',
    '370102200683085',
    '370400200000014',
    '370402600123455',
  ])('旧注册号 %s', (code) => {
    expect(isRegNo(code)).toBe(true)
    const last = (Number(code[14]) + 1) % 10
    expect(isRegNo(code.slice(0, 14) + last)).toBe(false)
  })
  test.each(banks)('支付行号 %s', (code) => expect(isBankNo(code)).toBe(true))
  test('身份证 sample of the standard', () => {
    expect(isIdNo('11010519491231002X')).toBe(true)
    expect(isIdNo('110105194912310021')).toBe(false)
  })
  test('组织机构代码 inside a right 统一社会信用代码', () => {
    for (const code of good) expect(isOrgCode(code.slice(8, 17))).toBe(true)
  })
})

describe('phones and masks', () => {
  test.each([
    ['138 0013 8000', '13800138000'],
    ['+86-13800138000', '13800138000'],
    ['0759-2757954', '0759-2757954'],
    ['１３８００１３８０００', '13800138000'],
  ])('%s', (given, expected) => {
    expect(canonicalPhone(given)).toBe(expected)
  })
  test.each(['123', '23800138000', '联系人', '1380013800'])('%s is no phone', (given) =>
    expect(canonicalPhone(given)).toBeUndefined(),
  )
  test('a mask never shows the middle', () => {
    expect(maskPhone('13800138000')).toBe('138****8000')
    expect(maskPhone('0759-2757954')).toBe('0759-****54')
    expect(maskAddress('湛江市坡头区南三镇田头圩交通路段')).toBe('湛江市坡头区南三镇****')
    expect(maskAddress('霞山区椹川西一路27号')).toBe('霞山区****')
  })
})
