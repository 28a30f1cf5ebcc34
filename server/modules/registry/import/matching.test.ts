import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { registrationNumber } from '#server/demo/city/codes.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import {
  aListedFirm,
  csvFile,
  issuesOf,
  type RegisteredFirm,
  registryRows,
  take,
  upload,
} from '#test/lists.ts'
import { nameKey } from './values/name.ts'

/** Whom a row speaks of: by code in any spelling, by the numbers of before 2015, by a name that one firm alone bears. */
const t = testApp()
let clerk: Caller
let serial = 0
const place = '试1区甲1街道东社区'

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
})

const firms = (n: number) => Array.from({ length: n }, () => aListedFirm(place))
const registry = (rows: readonly RegisteredFirm[], query = {}) =>
  take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows(rows)), query)

/** 123456789 with its dash, as the census prints it. */
const orgCode = (f: RegisteredFirm) => `${f.uscc.slice(8, 16)}-${f.uscc[16]}`
/** Division and organisation code, as the tax office wrote it before 2015. */
const oldTaxNo = (f: RegisteredFirm) => f.uscc.slice(2, 17)
const fullWidth = (text: string) =>
  Array.from(text, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')

const socialList = (rows: readonly (readonly [name: string, code: string, insured: number])[]) =>
  csvFile(`${++serial}参保.csv`, [
    ['单位名称', '统一社会信用代码', '参保人数', '最近缴费月份'],
    ...rows.map(([name, code, insured]) => [name, code, insured, '202610']),
  ])

/** The codes of the firms the rows of a batch stand with, by row; null where a row waits. */
async function foundBy(batchId: string): Promise<Record<number, string | null>> {
  const { rows } = await t.owner.query<{ rowNo: number; uscc: string | null }>(
    'select f.row_no as "rowNo", e.uscc from fact_social f left join entity e on e.id = f.entity_id where f.batch_id = $1 and f.until is null order by 1',
    [batchId],
  )
  return Object.fromEntries(rows.map((r) => [r.rowNo, r.uscc]))
}

async function entityOf(uscc: string) {
  const { rows } = await clerk.ok('listEntities', { query: { search: uscc } })
  return rows.length === 0 ? null : clerk.ok('getEntity', { params: { entityId: rows[0]!.id } })
}

describe('a firm is found', () => {
  let a: RegisteredFirm
  let homonyms: RegisteredFirm[]
  let stranger: RegisteredFirm
  beforeAll(async () => {
    a = aListedFirm(place, { name: '试册甲（湛江）食品有限公司' })
    homonyms = firms(2).map((f) => ({ ...f, name: '试册同名商行' }))
    stranger = aListedFirm(place)
    await registry([a, ...homonyms])
  })

  test('by its code in any spelling, by old numbers, by a name of its own', async () => {
    const ways: readonly (readonly [string, string])[] = [
      ['随便什么名字', a.uscc],
      ['随便什么名字', fullWidth(a.uscc)],
      ['随便什么名字', a.uscc.toLowerCase()],
      ['随便什么名字', `${a.uscc.slice(0, 8)} ${a.uscc.slice(8)}`],
      ['随便什么名字', orgCode(a)],
      ['随便什么名字', oldTaxNo(a)],
      [a.name, ''],
      ['试册甲(湛江)食品有限公司 ', 'N/A'],
      [a.name, '91370400MA3C000034'],
    ]
    for (const [i, [name, code]] of ways.entries()) {
      const batch = await upload(t, clerk, socialList([[name, code, 100 + i]]))
      expect([code, name, batch.preview!.unmatched]).toEqual([code, name, 0])
    }
    const batch = await take(t, clerk, socialList([[ways[5]![0], ways[5]![1], 7]]))
    expect(await foundBy(batch.id)).toEqual({ 2: a.uscc })
    const view = await entityOf(a.uscc)
    const fact = view!.facts.find((f) => f.kind === 'social')!
    expect(fact).toMatchObject({ rowNo: 2, fileName: batch.fileName, current: true })
    expect(fact.values).toContainEqual({ label: '参保人数', value: '7' })
  })

  test('never by a name that two bear, nor by one that none does', async () => {
    const rows = [
      [homonyms[0]!.name, '', 1],
      [homonyms[1]!.name, homonyms[1]!.uscc, 2],
      [stranger.name, '', 3],
      [stranger.name, stranger.uscc, 4],
    ] as const
    const batch = await take(t, clerk, socialList(rows))
    expect(batch).toMatchObject({ accepted: 4, unmatched: 3 })
    expect(await foundBy(batch.id)).toEqual({ 2: null, 3: homonyms[1]!.uscc, 4: null, 5: null })
    const issues = (await issuesOf(clerk, batch.id)).map((i) => [i.rowNo, i.code, i.message])
    expect(issues).toEqual([
      [2, 'ambiguous', expect.stringContaining('同名的主体有 2 户')],
      [4, 'not_matched', expect.stringContaining('请核对名称或补代码')],
      [5, 'not_matched', expect.stringContaining('名录补齐后自动对上')],
    ])
  })
})

describe('what comes before its firm', () => {
  test('waits, and finds it when the registry brings it, however the list called it', async () => {
    const late = firms(5)
    const [byCode, byOrg, byTaxNo, byName, byRegNo] = late as [
      RegisteredFirm,
      RegisteredFirm,
      RegisteredFirm,
      RegisteredFirm,
      RegisteredFirm,
    ]
    const batch = await take(
      t,
      clerk,
      socialList([
        ['写错的名字', byCode.uscc, 1],
        ['写错的名字', orgCode(byOrg), 2],
        ['写错的名字', oldTaxNo(byTaxNo), 3],
        [byName.name, '', 4],
        [byRegNo.name, registrationNumber('440801', '00000123'), 5],
      ]),
    )
    expect(batch).toMatchObject({ unmatched: 5 })
    expect(Object.values(await foundBy(batch.id))).toEqual([null, null, null, null, null])
    await registry(late)
    expect(Object.values(await foundBy(batch.id))).toEqual(late.map((f) => f.uscc))
    const view = await entityOf(byTaxNo.uscc)
    expect(view!.facts.filter((f) => f.kind === 'social')).toEqual([
      expect.objectContaining({ rowNo: 4, fileName: batch.fileName, current: true }),
    ])
  })

  test('goes on waiting when two firms of its name come', async () => {
    const two = firms(2).map((f) => ({ ...f, name: '试册后来同名商行' }))
    const batch = await take(t, clerk, socialList([[two[0]!.name, '', 9]]))
    await registry(two)
    expect(await foundBy(batch.id)).toEqual({ 2: null })
  })

  test('once by its code and once by its name, is one fact of the firm', async () => {
    const late = aListedFirm(place)
    const list = () =>
      [
        [late.name, '', 30],
        [late.name, late.uscc, 31],
        [late.name, orgCode(late), 32],
      ] as const
    const batch = await take(t, clerk, socialList(list()))
    expect(batch).toMatchObject({ accepted: 3, unmatched: 3 })
    await registry([late])
    expect(await foundBy(batch.id)).toEqual({ 2: late.uscc })
    const again = await upload(t, clerk, socialList([...list(), [late.name, late.uscc, 30]]))
    expect(again.preview).toMatchObject({ fresh: 0, changed: 0, unchanged: 4 })
  })

  test('is updated while it waits', async () => {
    const late = aListedFirm(place)
    await take(t, clerk, socialList([[late.name, late.uscc, 10]]))
    const second = await take(t, clerk, socialList([[late.name, late.uscc, 11]]))
    expect(second.preview).toMatchObject({ fresh: 0, changed: 1 })
    await registry([late])
    const facts = (await entityOf(late.uscc))!.facts.filter((f) => f.kind === 'social' && f.current)
    expect(facts.map((f) => f.values[0]!.value)).toEqual(['11'])
  })
})

describe('rows of one file that speak of one firm', () => {
  const statuses = ['存续', '注销', '迁出', '吊销，未注销']

  test('the one that stops a visit holds, wherever it stands; the others are kept and told', async () => {
    const [f, g] = firms(2) as [RegisteredFirm, RegisteredFirm]
    const batch = await registry([
      ...statuses.map((status) => ({ ...f, status })),
      ...[...statuses].reverse().map((status) => ({ ...g, status })),
    ])
    expect(batch).toMatchObject({ rowsIn: 8, accepted: 8 })
    expect(batch.preview!.fresh).toBe(2)
    for (const [firm, row] of [
      [f, 3],
      [g, 8],
    ] as const) {
      const view = (await entityOf(firm.uscc))!
      expect(view.statusLabel).toBe('注销')
      const facts = view.facts.map((x) => [x.rowNo, x.current])
      expect(facts.filter(([, current]) => current)).toEqual([[row, true]])
      expect(facts).toHaveLength(4)
    }
    const issues = await issuesOf(clerk, batch.id)
    expect(issues.map((i) => [i.rowNo, i.code])).toEqual(
      [2, 4, 5, 6, 7, 9].map((n) => [n, 'duplicate_conflict']),
    )
    expect(issues[0]!.message).toContain('以第 3 行为准')
  })

  test('one code under two names is one firm, in the registry and in other lists', async () => {
    const f = aListedFirm(place)
    expect(await registry([f, { ...f, name: `${f.name}（改）` }])).toMatchObject({
      state: 'committed',
      accepted: 2,
    })
    const batch = await take(
      t,
      clerk,
      socialList([
        [f.name, f.uscc, 3],
        ['别的写法', f.uscc, 4],
      ]),
    )
    expect(batch).toMatchObject({ state: 'committed', accepted: 2, unmatched: 0 })
    const view = (await entityOf(f.uscc))!
    expect(view.facts.filter((x) => x.current)).toHaveLength(2)
  })

  test('copies count once; the next list may set the firm right again', async () => {
    const f = aListedFirm(place)
    expect(await registry([f, { ...f, status: '注销' }, f])).toMatchObject({ accepted: 3 })
    const again = await registry([f, f, f])
    expect(again).toMatchObject({ accepted: 1, unchanged: 2 })
    expect(again.preview).toMatchObject({ changed: 1, unchanged: 2 })
    expect((await entityOf(f.uscc))!.statusLabel).toBe('存续')
  })

  test('of other lists: the first row holds, one by name and one by code are one firm', async () => {
    const f = aListedFirm(place)
    await registry([f])
    const batch = await take(
      t,
      clerk,
      socialList([
        [f.name, '', 5],
        [f.name, f.uscc, 6],
        ['别名', orgCode(f), 5],
      ]),
    )
    expect(batch.preview).toMatchObject({ fresh: 1 })
    expect(await foundBy(batch.id)).toEqual({ 2: f.uscc })
    const again = await upload(
      t,
      clerk,
      socialList([
        [f.name, '', 5],
        [f.name, f.uscc, 6],
      ]),
    )
    expect(again.preview).toMatchObject({ fresh: 0, changed: 0 })
  })

  test('of marks the one that has not ended holds, of taxpayers the one who is 非正常户', async () => {
    const f = aListedFirm(place)
    await registry([f])
    const mark = (end: string) => [f.name, f.uscc, '失信被执行人', '2026-10-13', end]
    const tax = (abnormal: string) => [f.uscc, f.name, 'D', abnormal]
    for (const file of [
      csvFile('矛盾失信.csv', [
        ['名称', '代码', '名单类型', '列入日期', '移出日期'],
        mark('2026-11-16'),
        mark(''),
      ]),
      csvFile('矛盾税务.csv', [
        ['纳税人识别号', '纳税人名称', '纳税信用等级', '是否非正常户'],
        tax('否'),
        tax('是'),
      ]),
    ]) {
      const batch = await take(t, clerk, file)
      expect((await issuesOf(clerk, batch.id)).map((i) => [i.rowNo, i.code])).toEqual([
        [2, 'duplicate_conflict'],
      ])
    }
    const held = (await entityOf(f.uscc))!.facts.filter((x) => x.current && x.kind !== 'registration')
    expect(held.map((x) => [x.kind, x.rowNo])).toEqual([
      ['mark', 3],
      ['tax', 3],
    ])
  })

  test('two namesakes without a code are told to be so, each', async () => {
    const two = firms(2).map((f) => ({ ...f, name: '试册双生商行' }))
    await registry(two)
    const batch = await take(
      t,
      clerk,
      socialList([
        [two[0]!.name, '', 21],
        [two[0]!.name, '', 22],
      ]),
    )
    const issues = await issuesOf(clerk, batch.id)
    expect(issues.map((i) => [i.rowNo, i.code])).toEqual([
      [2, 'ambiguous'],
      [3, 'ambiguous'],
      [3, 'duplicate_conflict'],
    ])
    expect(issues[2]!.message).toContain('与第 2 行是同一户而内容不同')
  })
})

test('a name is compared in the database as it is in the reader', async () => {
  const letters = fc.constantFrom(
    ...Array.from('甲乙（）()【】《》·、，．ａＢc Ｚ９0-—＊*「"'),
    '\u3000',
    '\u00a0',
    'Ａ',
    '㈱',
    '①',
  )
  const names = fc
    .sample(fc.array(letters, { maxLength: 12 }), { numRuns: 300, seed: 11 })
    .map((a) => a.join(''))
  const { rows } = await t.owner.query<{ key: string }>(
    'select name_key(x) as key from unnest($1::text[]) with ordinality u(x, n) order by n',
    [names],
  )
  expect(rows.map((r) => r.key)).toEqual(names.map(nameKey))
})

test('facts first or registry first: the registry comes out the same', async () => {
  const rows = firms(6)
  const said = (f: RegisteredFirm, way: number): string =>
    [f.uscc, orgCode(f), oldTaxNo(f), '', f.uscc.toLowerCase(), registrationNumber('440801', '00000456')][
      way
    ]!
  const list = () => socialList(rows.map((f, way) => [f.name, said(f, way), way + 1]))
  const early = await take(t, clerk, list())
  await registry(rows)
  expect(Object.values(await foundBy(early.id))).toEqual(rows.map((f) => f.uscc))
  // The same list in other bytes, now that the firms are there: every row finds its firm, and nothing is new.
  const { name, bytes } = list()
  const late = await upload(t, clerk, { name, bytes: Buffer.concat([bytes, Buffer.from('\r\n')]) })
  expect(late.preview).toMatchObject({ fresh: 0, changed: 0, unchanged: 6, unmatched: 0 })
})

describe('a code of one company beside the name of another', () => {
  const told = async (batchId: string) =>
    (await issuesOf(clerk, batchId))
      .filter((i) => i.code === 'name_differs')
      .map((i) => [i.rowNo, i.severity, i.cell, i.message])
  const [brick, tea, shop] = [
    aListedFirm(place, { name: '宏达砖瓦有限公司' }),
    aListedFirm(place, { name: '云雾茶叶有限公司' }),
    aListedFirm(place, { name: '巧手理发店', type: '个体工商户', uscc: '92370402MA3C00011U' }),
  ]
  beforeAll(() => registry([brick, tea, shop]))

  test('is taken and told; a slip, a former name and the operator of a shop are not', async () => {
    const batch = await take(
      t,
      clerk,
      socialList([
        [tea.name, brick.uscc, 1],
        ['云雾茶叶公司', tea.uscc, 2],
        ['王小明', shop.uscc, 3],
      ]),
    )
    expect(await told(batch.id)).toEqual([
      [2, 'suspicious', tea.name, expect.stringMatching(/登记的是“宏达砖瓦有限公司”.*请核对代码/)],
    ])
    expect(batch.accepted).toBe(3)
  })

  test('in the registry itself is a new name: taken, and told once', async () => {
    const renamed = { ...brick, name: '金秋粮油有限公司' }
    const batch = await registry([renamed, tea])
    expect(await told(batch.id)).toEqual([
      [2, 'suspicious', renamed.name, expect.stringContaining('按更名收')],
    ])
    expect((await entityOf(brick.uscc))!.name).toBe(renamed.name)
    expect(await told((await registry([renamed, tea, aListedFirm(place)])).id)).toEqual([])
    // A list that still has the former name is right.
    expect(await told((await take(t, clerk, socialList([[brick.name, brick.uscc, 9]]))).id)).toEqual([])
  })
})
