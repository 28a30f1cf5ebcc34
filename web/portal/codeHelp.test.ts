import { describe, expect, it } from 'vitest'
import { codeHelp } from './codeHelp.ts'

describe('help with the code of a licence', () => {
  it.each([
    ['', 'empty', '18 位'],
    ['9133', 'typing', '还差 14 位'],
    ['91350100M000100Y43', 'good', '企业'],
    [' 9135 0100 m000 100y 43 ', 'good', '企业'],
    ['９１３５０１００Ｍ０００１００Ｙ４３', 'good', '企业'],
    ['91350100M000100Y44', 'bad', '有一位不对'],
    ['9135O100M000100Y43', 'bad', '第 5 位的字母 O'],
    ['91350100M000100Y433', 'bad', '多了 1 位'],
    ['110000000000033', 'bad', '注册号'],
    ['11010519491231002X', 'bad', '身份证号'],
    ['9135*', 'bad', '第 5 位“*”'],
  ] as const)('%s', (typed, state, words) => {
    const help = codeHelp(typed)
    expect(help.state).toBe(state)
    expect(help.words).toContain(words)
  })
})
