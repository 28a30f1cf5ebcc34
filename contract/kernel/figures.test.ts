import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Quantity, readFigures } from './figures.ts'

/** Not run: what must not compile. tsc fails where one of these lines is no error any more. */
function doesNotCompile(): unknown[] {
  const households = Quantity.of('421404', '户')
  const times = Quantity.of('21818', '户次')
  const wan = Quantity.of('514', '万元')
  const yi = Quantity.of('359.35', '亿元')
  return [
    // @ts-expect-error 户 and 户次 are two counts
    households.plus(times),
    // @ts-expect-error 万元 and 亿元 differ by ten thousand
    wan.plus(yi),
    // @ts-expect-error no operator adds figures
    wan + wan,
    // @ts-expect-error 户 does not become 户次
    households.in('户次'),
    // @ts-expect-error a share is no amount
    Quantity.of('81', '%').in('元'),
    wan.plus(yi.in('万元')),
  ]
}

test('figures of different units are not added: the compiler refuses', () => {
  expect(doesNotCompile).toBeTypeOf('function')
})

test('a conversion loses nothing, there and back, and agrees with whole fen', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 24n }),
      fc.integer({ min: 0, max: 10 }),
      (digits, places) => {
        const text = places === 0 ? String(digits) : `${digits}.${'7'.repeat(places)}`
        const yi = Quantity.of(text, '亿元')
        expect(yi.in('元').in('万元').in('亿元').decimal).toBe(yi.decimal)
        expect(yi.in('元').plus(yi.in('元')).in('亿元').decimal).toBe(yi.plus(yi).decimal)
      },
    ),
    { numRuns: 40 },
  )
  expect(Quantity.of('359.35', '亿元').in('元').whole(2)).toBe(3_593_500_000_000n)
  expect(Quantity.of('42.14', '万户').in('户').decimal).toBe('421400')
  expect(String(Quantity.of('421404', '万户').in('户'))).toBe('4,214,040,000 户')
})

test.each([
  ['走访42.14万户', [['42.14', '万户']]],
  [
    '走访 421404万户，走访率 103.68%',
    [
      ['421404', '万户'],
      ['103.68', '%'],
    ],
  ],
  [
    '授信3.08万户、359.35亿元；申报21,818户次',
    [
      ['3.08', '万户'],
      ['359.35', '亿元'],
      ['21818', '户次'],
    ],
  ],
  ['2026年第3轮，第12页', []],
  [
    '近300余万家，４２户',
    [
      ['300', '万户'],
      ['42', '户'],
    ],
  ],
])('%s', (sentence, expected) => {
  const found = readFigures(sentence.normalize('NFKC'))
  expect(found.map((f) => [f.quantity.decimal, f.quantity.unit])).toEqual(expected)
})
