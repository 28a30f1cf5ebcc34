import { describe, expect, it } from 'vitest'
import { readFen, readYuan } from './readMoney.ts'

describe('reading of an amount', () => {
  it.each([
    [1n, '一元'],
    [10n, '十元'],
    [15n, '十五元'],
    [110n, '一百一十元'],
    [1_050n, '一千零五十元'],
    [10_500n, '一万零五百元'],
    [11_500n, '一万一千五百元'],
    [100_000n, '十万元'],
    [305_000n, '三十万五千元'],
    [300_050n, '三十万零五十元'],
    [1_200_000n, '一百二十万元'],
    [10_000_000n, '一千万元'],
    [100_000_000n, '一亿元'],
    [100_050_000n, '一亿零五万元'],
  ])('%s 元 is %s', (yuan, words) => expect(readYuan(yuan)).toBe(words))

  it('says nothing of nothing, and leaves fen aside', () => {
    expect(readYuan(0n)).toBe('')
    expect(readFen('100050')).toBe('一千元')
  })
})
