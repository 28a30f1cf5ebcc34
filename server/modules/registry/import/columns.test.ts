import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import {
  aListedFirm,
  bookFile,
  csvFile,
  issuesOf,
  type ListFile,
  type ListQuery,
  type RegisteredFirm,
  registryRows,
  type Table,
  take,
  upload,
} from '#test/lists.ts'
import { oneSheet } from './read/testing.ts'

/** What a list says by what it has and lacks: columns, units, dates, whole lists and parts of them. */
const t = testApp()
let clerk: Caller
let serial = 0
let [a, b, c] = [] as unknown as [RegisteredFirm, RegisteredFirm, RegisteredFirm]
const place = '试1区甲1街道东社区'

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
  ;[a, b, c] = [aListedFirm(place), aListedFirm(place), aListedFirm(place)]
  await registry([a, b, c])
})

const named = (word: string, extension = 'csv') => `${++serial}${word}.${extension}`
const registry = (
  rows: readonly RegisteredFirm[],
  without: (keyof RegisteredFirm)[] = [],
  query: ListQuery = {},
) => take(t, clerk, csvFile(named('登记'), registryRows(rows, without)), query)
const list = (word: string, rows: Table, query: ListQuery = {}) =>
  take(t, clerk, csvFile(named(word), rows), query)

async function entity(f: RegisteredFirm) {
  const { rows } = await clerk.ok('listEntities', { query: { search: f.uscc } })
  return clerk.ok('getEntity', { params: { entityId: rows[0]!.id } })
}
/** The facts of a kind that hold for a firm, as labelled values. */
async function facts(f: RegisteredFirm, kind: string): Promise<Record<string, string>[]> {
  return (await entity(f)).facts
    .filter((x) => x.kind === kind && x.current)
    .map((x) => Object.fromEntries(x.values.map((v) => [v.label, v.value])))
}

describe('a list without a column says nothing about it', () => {
  test('registry: phone, address, capital and date stay', async () => {
    const before = await entity(a)
    const batch = await registry([{ ...a, status: '注销' }, b], ['phone', 'address', 'capital', 'foundedOn'])
    expect(batch.preview).toMatchObject({ changed: 1, unchanged: 1 })
    const after = await entity(a)
    expect(after.registrationStatus).toBe('cancelled')
    for (const key of ['phone', 'address', 'capitalFen', 'foundedOn', 'division', 'placedBy'] as const)
      expect([key, after[key]]).toEqual([key, before[key]])
    expect((await registry([a])).preview).toMatchObject({ changed: 1 })
  })

  test('registry: status and type stay too', async () => {
    await registry([{ ...b, status: '吊销', type: '个人独资企业' }])
    await registry([{ ...b, person: '换了人' }], ['status', 'type'])
    expect(await entity(b)).toMatchObject({
      registrationStatus: 'revoked',
      typeText: '个人独资企业',
      legalRep: '换了人',
    })
    await registry([b])
  })

  test('but an empty cell of a column it has does', async () => {
    await registry([{ ...b, phone: '' }])
    expect((await entity(b)).phone).toBeNull()
    await registry([b, aListedFirm(place)])
    expect((await entity(b)).phone).not.toBeNull()
  })

  test('tax: grade of one list, amount of the other', async () => {
    await list('税务', [
      ['纳税人识别号', '纳税人名称', '纳税信用等级'],
      [a.uscc, a.name, 'A级'],
    ])
    await list('税务', [
      ['纳税人识别号', '纳税人名称', '入库税额（元）'],
      [a.uscc, a.name, '1,234.56'],
    ])
    const held = await facts(a, 'tax')
    expect(held).toEqual([{ 纳税信用等级: 'A', 入库税额: expect.stringContaining('1,234.56') }])
  })
})

describe('a cell that cannot be read leaves what is known', () => {
  const taxes = (f: RegisteredFirm, amount: string, refund: string): Table => [
    ['纳税人识别号', '纳税人名称', '2024年度入库税额（元）', '出口退税额（元）'],
    [f.uscc, f.name, amount, refund],
  ]

  test('an amount', async () => {
    const f = aListedFirm(place)
    await registry([f])
    await list('税务', taxes(f, '1,234.56', '10'))
    const known = await facts(f, 'tax')
    for (const amount of ['1e308', 'NaN', 'Infinity', '#REF!', '约一万']) {
      const batch = await list('税务', taxes(f, amount, '10'))
      expect(batch.preview).toMatchObject({ changed: 0, unchanged: 1 })
      const told = (await issuesOf(clerk, batch.id)).map((i) => [i.rowNo, i.code, i.field, i.cell])
      expect(told).toEqual([[2, 'money_bad', '入库税额', amount]])
      expect(await facts(f, 'tax')).toEqual(known)
    }
    // What else the row says is taken, and what is known of the amount goes on beside it.
    await list('税务', taxes(f, 'NaN', '20'))
    const after = { ...known[0], 出口退税额: expect.stringContaining('20') }
    expect(await facts(f, 'tax')).toEqual([after])
  })

  test('a day of founding and a phone, but not a status nobody knows', async () => {
    const { foundedOn, phone } = await entity(c)
    await registry([{ ...c, foundedOn: '昨天', phone: '无号码1', status: '待定' }])
    expect(await entity(c)).toMatchObject({ foundedOn, phone, registrationStatus: 'unknown' })
    await registry([c])
  })
})

describe('a full list', () => {
  const loans = (rows: readonly (readonly [RegisteredFirm, string, number])[]): Table => [
    ['统一社会信用代码', '客户名称', '贷款银行', '贷款余额（万元）', '发放日', '到期日'],
    ...rows.map(([f, bank, wan]) => [f.uscc, f.name, bank, wan, '2025-01-01', '2027-01-01']),
  ]
  const held = async (f: RegisteredFirm) =>
    (await facts(f, 'loan')).map((x) => `${x.贷款银行} ${x.贷款余额}`).sort()

  test('of one bank closes what that bank no longer has, and nobody else’s', async () => {
    await list(
      '贷款',
      loans([
        [a, '甲行', 10],
        [a, '甲行', 11],
        [a, '乙行', 20],
        [b, '甲行', 30],
        [c, '丙行', 40],
      ]),
    )
    const file = csvFile(
      named('贷款'),
      loans([
        [a, '甲行', 10],
        [c, '甲行', 50],
      ]),
    )
    const batch = await upload(t, clerk, file, { mode: 'full' })
    expect(batch.preview).toMatchObject({ fresh: 1, unchanged: 1, vanished: 2 })
    expect(await held(b), 'a preview closes nothing').toHaveLength(1)
    await clerk.ok('commitImport', {
      params: { batchId: batch.id },
      body: { previewHash: batch.previewHash },
    })
    expect(await held(a)).toEqual([expect.stringMatching(/^乙行 /), expect.stringMatching(/^甲行 10/)])
    expect([await held(b), (await held(c)).length]).toEqual([[], 2])
    expect((await entity(b)).facts.filter((x) => x.kind === 'loan')).toEqual([
      expect.objectContaining({ current: false }),
    ])
  })

  test('an incremental one closes nothing', async () => {
    await list('贷款', loans([[b, '乙行', 60]]))
    expect(await held(a)).toHaveLength(2)
  })

  test('of one label closes that label alone', async () => {
    const titles = ['企业名称', '统一社会信用代码', '类别', '认定年份']
    await list('科技', [
      titles,
      [a.name, a.uscc, '绿色工厂', 2024],
      [a.name, a.uscc, '高新技术企业', 2024],
      [b.name, b.uscc, '绿色工厂', 2024],
    ])
    const batch = await list('科技', [titles, [b.name, b.uscc, '绿色工厂', 2024]], { mode: 'full' })
    expect(batch.preview).toMatchObject({ vanished: 1 })
    expect((await facts(a, 'label')).map((x) => x.类别)).toEqual(['高新技术企业'])
    expect(await facts(b, 'label')).toHaveLength(1)
  })

  test('of one sort of mark closes that sort alone', async () => {
    const titles = ['名称', '代码', '名单类型', '列入日期', '移出日期']
    await list('失信', [
      titles,
      [a.name, a.uscc, '失信被执行人', '2024-01-01', ''],
      [b.name, b.uscc, '失信被执行人', '2024-01-02', ''],
      [b.name, b.uscc, '经营异常名录', '2024-01-03', ''],
    ])
    await list('失信', [titles, [a.name, a.uscc, '失信被执行人', '2024-01-01', '']], { mode: 'full' })
    expect((await facts(b, 'mark')).map((x) => x.名单类型)).toEqual(['经营异常名录'])
    expect(await facts(a, 'mark')).toHaveLength(1)
  })

  test('of insured units closes every other; of the registry closes no firm', async () => {
    const titles = ['单位名称', '统一社会信用代码', '参保人数', '最近缴费月份']
    const waiting = aListedFirm(place)
    await list('参保', [titles, ...[a, b, waiting].map((f) => [f.name, f.uscc, 3, '202610'])])
    const batch = await list('参保', [titles, [b.name, b.uscc, 3, '202610']], { mode: 'full' })
    expect(batch.preview).toMatchObject({ unchanged: 1, vanished: 2 })
    expect([await facts(a, 'social'), (await facts(b, 'social')).length]).toEqual([[], 1])
    expect((await registry([b, aListedFirm(place)], [], { mode: 'full' })).preview).toMatchObject({
      vanished: 0,
    })
    expect((await entity(a)).registrationStatus).toBe('active')
  })
})

describe('the day a list speaks of', () => {
  const noted = (): ListFile =>
    bookFile(named('税务', 'xlsx'), {
      表: [
        ['纳税人情况表'],
        ['单位：元', '填报日期：2026年10月15日', ''],
        ['纳税人识别号', '纳税人名称', '纳税信用等级', '入库税额'],
        [a.uscc, a.name, 'B', ++serial],
      ],
    })
  test.each<[string, ListQuery, string]>([
    ['is what the sender says', { asOf: '2026-09-30' }, '2026-09-30'],
    ['also with the kind chosen', { asOf: '2026-09-30', kind: 'tax' }, '2026-09-30'],
    ['else what the sheet says', {}, '2026-10-15'],
    ['also then with the kind chosen', { kind: 'tax' }, '2026-10-15'],
  ])('%s', async (_, query, day) => {
    const batch = await take(t, clerk, noted(), query)
    expect(batch.asOf).toBe(day)
    expect((await entity(a)).facts.find((f) => f.kind === 'tax' && f.current)!.asOf).toBe(day)
  })

  test.each(['湛税发 2026-99-99 号附件', '有效期至 2031-12-31', '打印于 0001-01-01'])(
    'else the day it came, where “%s” is none',
    async (note) => {
      const rows: Table = [
        [note, '', '', ''],
        ['名称', '代码', '名单类型', '列入日期'],
        [c.name, c.uscc, '经营异常名录', '2024-05-05'],
      ]
      expect((await upload(t, clerk, csvFile(named('失信'), rows))).asOf).toBe('2026-11-20')
    },
  )
})

test('a mark that has ended is the same mark, ended', async () => {
  const titles = ['名称', '代码', '名单类型', '列入日期', '移出日期']
  const row = (end: string) => [c.name, c.uscc, '重大税收违法', '2023-02-01', end]
  await list('失信', [titles, row('')])
  const batch = await list('失信', [titles, row('2026-03-01')])
  expect(batch.preview).toMatchObject({ fresh: 0, changed: 1 })
  // An ended mark is told to nobody; what is held of it is one fact with both its days.
  expect((await facts(c, 'mark')).filter((x) => x.名单类型 === '重大税收违法')).toEqual([])
  const { rows } = await t.owner.query(
    "select listed_on::text, removed_on::text from fact_mark where uscc = $1 and mark = 'major_tax' and until is null",
    [c.uscc],
  )
  expect(rows).toEqual([{ listed_on: '2023-02-01', removed_on: '2026-03-01' }])
})

describe('money and rates', () => {
  const fenOf = async (batchId: string, column: string, table = 'fact_tax') =>
    (
      await t.owner.query<{ fen: string }>(
        `select ${column} as fen from ${table} where batch_id = $1 order by row_no`,
        [batchId],
      )
    ).rows.map((r) => r.fen)

  test.each([
    [
      '入库税额（元）',
      '',
      [1.5, '1,234,567.89', '￥12', '１２', '3万元', '0.2亿元'],
      ['150', '123456789', '1200', '1200', '3000000', '2000000000'],
    ],
    ['入库税额（万元）', '', [1.5, '12.3456', 0], ['1500000', '12345600', '0']],
    ['入库税额(千元)', '', [2, '0.001'], ['200000', '100']],
    ['入库税额', '单位：万元', [3], ['3000000']],
    ['入库税额（亿元）', '单位：元', [0.00000001], ['100']],
  ])('%s %s', async (title, note, cells, expected) => {
    const rows: Table = [
      ...(note === '' ? [] : [[note, '', ''] as const]),
      ['纳税人识别号', '纳税人名称', title],
      ...cells.map((cell) => [aListedFirm(place).uscc, '甲', cell]),
    ]
    const batch = await take(t, clerk, bookFile(named('税务', 'xlsx'), { 表: rows }))
    expect(await fenOf(batch.id, 'tax_fen')).toEqual(expected)
  })

  test('a workbook of two banks in two layouts says one thing', async () => {
    const day = (text: string) => new Date(`${text}T00:00:00Z`)
    const batch = await take(
      t,
      clerk,
      bookFile(named('贷款', 'xlsx'), {
        辛银行: [
          ['客户名称', '统一社会信用代码', '贷款余额(万元)', '发放日期', '到期日期', '担保方式', '执行利率'],
          [a.name, a.uscc, 302.5, '2025-06-06', day('2026-12-28'), '抵押', 4.05],
          [b.name, b.uscc, '1,000', '2025年6月6日', '2026/12/28', '信用', '4.05%'],
        ],
        壬银行: [
          ['壬银行小微企业贷款明细'],
          ['证件号码', '客户名称', '贷款余额（元）', '利率(%)', '发放日', '到期日', '担保方式'],
          [a.uscc, a.name, 3025000, '4.05%', '20250606', '20261228', '抵押'],
          [b.uscc, b.name, '10,000,000.00', 4.05, 20250606, '20261228', '免担保'],
          ['合计', '', 13025000],
        ],
      }),
    )
    expect(batch).toMatchObject({ rowsIn: 4, accepted: 4, rejected: 0, skipped: 1 })
    const { rows } = await t.owner.query(
      'select bank_name, balance_fen, issued_on::text, due_on::text, rate_bp, guarantee from fact_loan where batch_id = $1 order by sheet, row_no',
      [batch.id],
    )
    const of = (bank: string, fen: string, guarantee: string) => ({
      bank_name: bank,
      balance_fen: fen,
      issued_on: '2025-06-06',
      due_on: '2026-12-28',
      rate_bp: 405,
      guarantee,
    })
    expect(rows).toEqual([
      of('辛银行', '302500000', '抵押'),
      of('辛银行', '1000000000', '信用'),
      of('壬银行', '302500000', '抵押'),
      of('壬银行', '1000000000', '信用'),
    ])
  })
})

describe('what a sheet hides', () => {
  const text = (s: string) => `<c t="str"><v>${s}</v></c>`
  const head = `<row>${['企业名称', '统一社会信用代码', '类别', '认定年份'].map(text).join('')}</row>`

  test('hidden rows are read and said so; a formula’s value is taken and said so', async () => {
    const bytes = oneSheet(
      `${head}<row hidden="1">${text(a.name)}${text(a.uscc)}${text('外贸企业')}<c><v>2025</v></c></row>` +
        `<row>${text(b.name)}${text(b.uscc)}<c t="str"><f>A1&amp;""</f><v>外贸企业</v></c><c><f>2024+1</f><v>2025</v></c></row>` +
        `<row>${text(c.name)}${text(c.uscc)}<c t="str"><f>A1</f></c><c><v>2025</v></c></row>`,
    )
    const batch = await take(t, clerk, { name: named('商务', 'xlsx'), bytes })
    expect(batch).toMatchObject({ rowsIn: 3, accepted: 2, rejected: 1 })
    expect((await issuesOf(clerk, batch.id)).map((i) => [i.rowNo, i.code, i.field])).toEqual([
      [2, 'hidden_row', null],
      [3, 'formula', '类别'],
      [3, 'formula', '认定年份'],
      [4, 'formula', '类别'],
      [4, 'required_missing', '类别'],
    ])
    expect((await facts(b, 'label')).filter((x) => x.类别 === '外贸企业')).toEqual([
      { 类别: '外贸企业', 认定年份: '2025' },
    ])
  })

  test.each<[string, Table]>([
    [
      'groups above, titles below',
      [
        ['企业情况', '', '认定情况', ''],
        ['企业名称', '统一社会信用代码', '类别', '认定年份'],
      ],
    ],
    [
      'titles over both rows beside a group',
      [
        ['企业名称', '统一社会信用代码', '认定情况', ''],
        ['', '', '类别', '认定年份'],
      ],
    ],
  ])('a header of two rows: %s', async (_, head) => {
    const rows = [['重点企业名单'], ...head, [c.name, c.uscc, '绿色工厂', 2025], ['合计', '', '', 1]]
    const batch = await take(t, clerk, bookFile(named('工信', 'xlsx'), { 表: rows }), { mode: 'full' })
    expect(batch).toMatchObject({ rowsIn: 1, rejected: 0, skipped: 1 })
    expect(batch.preview!.sheets[0]!.headerRow).toBe(3)
    expect((await facts(c, 'label')).filter((x) => x.类别 === '绿色工厂')).toEqual([
      { 类别: '绿色工厂', 认定年份: '2025' },
    ])
  })
})
