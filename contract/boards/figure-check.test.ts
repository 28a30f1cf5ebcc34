import { expect, test } from 'vitest'
import { readFigures } from '../kernel/figures.ts'
import { judgeFigure, type KnownFigures, nameOf } from './figure-check.ts'
import { metricKeys } from './words.ts'

/** 湛江 as published: 52 万户, 421,404 visited, 40.64 万 on the list. */
const known = {
  entities: 520_000,
  version: 7,
  counts: {
    ...Object.fromEntries(metricKeys.map((m) => [m, { households: 0, times: 0, fen: null }])),
    listed: { households: 406_447, times: 406_447, fen: null },
    visited: { households: 421_404, times: 433_000, fen: null },
    visitedOff: { households: 92_182, times: 93_000, fen: null },
    credited: { households: 30_800, times: 31_000, fen: '3593512345678' },
  },
  rates: {
    visitRate: { numerator: '329222', denominator: '406447', bp: 8100 },
    creditRate: { numerator: '0', denominator: '0', bp: null },
  },
} as unknown as KnownFigures

const judge = (sentence: string) =>
  readFigures(sentence).map((f) => {
    const { verdict, instead, name } = judgeFigure(f, nameOf(sentence, f), known)
    return [f.text, name, verdict, instead]
  })

test.each([
  ['走访421404万户', [['421404万户', '走访', 'refused', '是否应为 421404 户？单位多写了“万”']]],
  [
    '全市走访42.14万户，走访率103.68%',
    [
      ['42.14万户', '走访', 'agrees', null],
      ['103.68%', '走访率', 'refused', '系统为 81%（329,222 户 ÷ 406,447 户）'],
    ],
  ],
  ['走访率 81.0%', [['81.0%', '走访率', 'agrees', null]]],
  [
    '累计授信3.08万户、359.35亿元',
    [
      ['3.08万户', '授信', 'agrees', null],
      ['359.35亿元', '授信', 'agrees', null],
    ],
  ],
  ['授信359.35万元', [['359.35万元', '授信', 'suspect', '是否应为 359.35 亿元？']]],
  ['走访42.14户', [['42.14户', '走访', 'refused', '是否应为 42.14 万户？']]],
  ['走访 433000 户次', [['433000 户次', '走访', 'agrees', null]]],
  ['走访对象清单40万户', [['40万户', '走访对象', 'differs', '系统为 40.6447 万户']]],
  ['增长120%', [['120%', null, 'refused', null]]],
  ['近42万户走访对象', [['近42万户', '走访对象', 'agrees', null]]],
  ['投入资金20亿元', [['20亿元', null, 'unknown', null]]],
])('%s', (sentence, expected) => {
  expect(judge(sentence)).toEqual(expected)
})
