import { beforeAll, describe, expect, test } from 'vitest'
import { type ImportKind, type IssueCode, issueCodes } from '#contract/registry/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aListedFirm, bookFile, csvFile, issuesOf, registryRows, type Table, upload } from '#test/lists.ts'
import { bookParts, oneSheet, sheetXml, xlsx, zip } from './read/testing.ts'

/** What a clerk reads when a list is wrong: which file, sheet, row and column, what stood there, and what to do. */
const t = testApp()
let world: World
let clerk: Caller

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('city_office')
})

const chinese = /[\u4e00-\u9fff]{4}/
const good = registryRows([aListedFirm('试1区')])
const goodText = good.map((r) => r.join(',')).join('\n')
const parts = () => bookParts({ sheets: [{ xml: sheetXml('<row><c><v>1</v></c></row>') }] })
const withPart = (name: string, more = {}) => zip([...parts(), { name, data: 'x', ...more }])
const book = bookFile('好.xlsx', { 名录: good }).bytes

describe('a file that cannot be taken', () => {
  test.each<[string, Buffer, RegExp]>([
    ['空.csv', Buffer.alloc(0), /空/],
    ['扫描件.csv', Buffer.from('%PDF-1.7\n1 0 obj\n'), /只收 xlsx、xls、csv/],
    ['网页.xls', Buffer.from('<html><table><tr><td>企业名称</td></tr></table></html>'), /网页.*另存为 xlsx/],
    ['加密.xlsx', withPart('xl/a.xml', { flags: 0x801 }), /去掉密码/],
    ['带宏.xlsx', withPart('xl/vbaProject.bin'), /宏/],
    ['引用外部.xlsx', withPart('xl/externalLinks/externalLink1.xml'), /外部工作簿/],
    ['半截.xlsx', book.subarray(0, book.length - 200), /损坏.*重新导出/],
    [
      '乱码.csv',
      Buffer.concat([Buffer.from(`\ufeff${goodText}\n`), Buffer.from([0xff, 0xfe, 0xff])]),
      /编码.*另存为 UTF-8 或 GB18030.*第 3 行/,
    ],
    ['引号.csv', Buffer.from(`企业名称,类别,认定年份\n"甲公司,绿色工厂,2025\n`), /引号没有配对.*第 2 行/],
    ['只有说明.xlsx', oneSheet('<row r="1"><c t="str"><v>本月无数据</v></c></row>'), /本月无数据/],
    ['没有工作表.xlsx', xlsx({ sheets: [] }), /空/],
  ])('%s', async (name, bytes, reason) => {
    const batch = await upload(t, clerk, { name, bytes })
    expect([batch.state, batch.fileName, batch.rowsIn]).toEqual(['failed', name, 0])
    expect(batch.failure).toMatch(reason)
    expect(batch.failure).toMatch(chinese)
  })

  test.each<[string, Buffer, { kind?: ImportKind }?]>([
    ['没有表头.csv', Buffer.from('甲,乙,丙\n1,2,3\n4,5,6\n')],
    ['种类不对.csv', Buffer.from(goodText), { kind: 'loan' }],
  ])('%s waits for somebody to say how it is read', async (name, bytes, query = {}) => {
    const batch = await upload(t, clerk, { name, bytes }, query)
    expect([batch.state, batch.canMap, batch.rowsIn, batch.failure]).toEqual(['unmapped', true, 0, null])
  })

  test('leaves nothing staged', async () => {
    const { rows } = await t.owner.query(
      'select (select count(*) from import_match) + (select count(*) from stage_registration) + (select count(*) from import_reject) as n',
    )
    expect(rows).toEqual([{ n: '0' }])
  })
})

type Expected = readonly [code: IssueCode, field: string | null, severity: 'rejected' | 'suspicious']
type BadRow = readonly [what: string, cells: Table[number], ...expected: Expected[]]

const firm = (over: Parameters<typeof aListedFirm>[1]) => registryRows([aListedFirm('试1区', over)])[1]!
/** A firm whose cell in the column of that title holds something else. */
const withCell = (title: string, cell: Table[number][number]) =>
  firm({}).map((c, i) => (good[0]![i] === title ? cell : c))
const code = '统一社会信用代码'
const uscc = () => aListedFirm('').uscc

const registration: BadRow[] = [
  ['a wrong check', firm({ uscc: '91370400MA3C000034' }), ['code_bad', code, 'rejected']],
  ['a letter no code has', firm({ uscc: '91370400MA3C00003I' }), ['code_bad', code, 'rejected']],
  ['17 characters', firm({ uscc: '91370400MA3C00003' }), ['code_bad', code, 'rejected']],
  ['an old number for a code', firm({ uscc: '370400200000014' }), ['code_bad', code, 'rejected']],
  ['a code stored as a number', withCell(code, 914408021234567400), ['code_number', code, 'rejected']],
  ['a code in scientific notation', firm({ uscc: '9.14408E+17' }), ['code_number', code, 'rejected']],
  ['no code', firm({ uscc: '' }), ['code_missing', code, 'rejected']],
  ['no name', firm({ name: ' ' }), ['name_missing', '名称', 'rejected']],
  ['a day that is none', firm({ foundedOn: '2019-02-30' }), ['date_bad', '成立日期', 'suspicious']],
  ['a two-digit year', firm({ foundedOn: '19/4/1' }), ['date_bad', '成立日期', 'suspicious']],
  ['a day to come', firm({ foundedOn: '2027-01-01' }), ['date_future', '成立日期', 'suspicious']],
  ['a day of another life', firm({ foundedOn: '2099-01-01' }), ['date_far', '成立日期', 'suspicious']],
  ['a serial day', withCell('成立日期', 43556), ['date_serial', '成立日期', 'suspicious']],
  ['capital in words', firm({ capital: '伍拾万' }), ['money_bad', '注册资金', 'suspicious']],
  ['capital without a unit', firm({ capital: '50' }), ['money_unit', '注册资金', 'suspicious']],
  ['a phone that is none', firm({ phone: '12345' }), ['phone_bad', '联系电话', 'suspicious']],
  ['an unknown status', firm({ status: '待定' }), ['word_unknown', '登记状态', 'suspicious']],
  ['an unknown type', firm({ type: '其它类' }), ['word_unknown', '企业类型', 'suspicious']],
  [
    'two faults at once',
    firm({ uscc: '1', foundedOn: '昨天' }),
    ['code_bad', code, 'rejected'],
    ['date_bad', '成立日期', 'suspicious'],
  ],
]

const tables: Record<string, { titles: Table[number]; rows: BadRow[] }> = {
  登记: { titles: good[0]!, rows: registration },
  纳税: {
    titles: ['纳税人识别号', '纳税人名称', '纳税信用等级', '2025年度入库税额（元）', '是否非正常户'],
    rows: [
      ['an amount in words', [uscc(), '甲', 'A', '壹千', '否'], ['money_bad', '入库税额', 'suspicious']],
      [
        'an amount of the wrong unit',
        [uscc(), '甲', 'A', '99999999999999999', '否'],
        ['money_huge', '入库税额', 'suspicious'],
      ],
      [
        'an amount beyond all numbers',
        [uscc(), '甲', 'A', 1e21, '否'],
        ['money_huge', '入库税额', 'suspicious'],
      ],
      ['a grade nobody gives', [uscc(), '甲', 'E', 1, '否'], ['word_unknown', '纳税信用等级', 'suspicious']],
      ['neither yes nor no', [uscc(), '甲', 'A', 1, '也许'], ['word_unknown', '非正常户', 'suspicious']],
      ['nobody to attach it to', ['', '', 'A', 1, '否'], ['name_missing', '名称', 'rejected']],
    ],
  },
  贷款: {
    titles: ['统一社会信用代码', '客户名称', '贷款银行', '贷款余额（万元）', '发放日', '到期日', '利率'],
    rows: [
      [
        'no balance',
        [uscc(), '甲', '工行', '', '20250101', '20270101', 3.5],
        ['required_missing', '贷款余额', 'rejected'],
      ],
      [
        'a balance in words',
        [uscc(), '甲', '工行', '若干', '20250101', '20270101', 3.5],
        ['money_bad', '贷款余额', 'rejected'],
      ],
      [
        'no bank',
        [uscc(), '甲', '', 10, '20250101', '20270101', 3.5],
        ['required_missing', '贷款银行', 'rejected'],
      ],
      [
        'month thirteen',
        [uscc(), '甲', '工行', 10, '20250101', '20271301', 3.5],
        ['date_bad', '到期日期', 'suspicious'],
      ],
      [
        'a rate of 35 %',
        [uscc(), '甲', '工行', 10, '20250101', '20270101', 35],
        ['rate_bad', '执行利率', 'suspicious'],
      ],
      [
        'a rate as a fraction',
        [uscc(), '甲', '工行', 10, '20250101', '20270101', 0.035],
        ['rate_fraction', '执行利率', 'suspicious'],
      ],
    ],
  },
  失信: {
    titles: ['名称', '代码', '名单类型', '列入日期', '移出日期'],
    rows: [
      [
        'a list nobody keeps',
        ['甲', uscc(), '优秀企业', '2024-01-01', ''],
        ['word_unknown', '名单类型', 'rejected'],
      ],
      [
        'no day of listing',
        ['甲', uscc(), '经营异常名录', '', ''],
        ['required_missing', '列入日期', 'rejected'],
      ],
      [
        'a day that is none',
        ['甲', uscc(), '经营异常名录', '2024-00-01', ''],
        ['date_bad', '列入日期', 'rejected'],
      ],
    ],
  },
  参保: {
    titles: ['单位名称', '统一社会信用代码', '参保人数', '参保状态', '最近缴费月份'],
    rows: [
      ['fewer than none', ['甲', uscc(), -1, '正常参保', '202610'], ['number_bad', '参保人数', 'suspicious']],
      [
        'more than live in a city',
        ['甲', uscc(), 10_000_000, '正常参保', '202610'],
        ['number_huge', '参保人数', 'suspicious'],
      ],
      ['half a person', ['甲', uscc(), 2.5, '正常参保', '202610'], ['number_bad', '参保人数', 'suspicious']],
      ['month thirteen', ['甲', uscc(), 2, '正常参保', '202613'], ['date_bad', '最近缴费月份', 'suspicious']],
    ],
  },
  普查: {
    titles: [
      '单位详细名称',
      '统一社会信用代码',
      '行业代码',
      '行政区划代码',
      '年末从业人员',
      '营业收入(千元)',
    ],
    rows: [
      [
        'a place that is none',
        ['甲', uscc(), '5211', '4408', 3, 5],
        ['division_bad', '行政区划代码', 'suspicious'],
      ],
      [
        'people in words',
        ['甲', uscc(), '5211', '440802001001', '三人多', 5],
        ['number_bad', '从业人员', 'suspicious'],
      ],
    ],
  },
  网点: {
    titles: ['银行', '网点名称', '行政区划代码', '年走访能力(户)'],
    rows: [
      ['no number', ['工行', '工行一支行', '440802', '很多'], ['number_bad', '年走访能力', 'rejected']],
      ['no place', ['工行', '工行二支行', 'x', 5], ['division_bad', '行政区划代码', 'rejected']],
      ['no bank', ['', '工行三支行', '440802', 5], ['required_missing', '银行', 'rejected']],
    ],
  },
  区划: {
    titles: ['代码', '名称', '层级', '上级代码'],
    rows: [
      ['seven digits', ['4408021', '某镇', '镇街', '440802'], ['division_bad', '代码', 'rejected']],
      ['no name', ['440802009', '', '镇街', '440802'], ['required_missing', '名称', 'rejected']],
      [
        'a level that is none',
        ['440802009', '某镇', '一级', '440802'],
        ['word_unknown', '层级', 'suspicious'],
      ],
    ],
  },
}

test('the table of bad rows is long and knows every code a row can be told', () => {
  const rows = Object.values(tables).flatMap((x) => x.rows)
  expect(rows.length).toBeGreaterThanOrEqual(40)
  const told = new Set(rows.flatMap(([, , ...expected]) => expected.map(([c]) => c)))
  // Told of a pair of rows, a sheet or a match; they have tests of their own.
  const elsewhere = new Set<IssueCode>([
    'code_inner',
    'duplicate_same',
    'duplicate_conflict',
    'not_matched',
    'ambiguous',
    'linked_by_points',
    'name_differs',
    'formula',
    'hidden_row',
    'hidden_sheet',
    'twin_column',
    'cells_more',
    'year_noted',
    'sheet_unreadable',
  ])
  const codes = Object.keys(issueCodes) as IssueCode[]
  expect(codes.filter((c) => !told.has(c) && !elsewhere.has(c))).toEqual([])
})

describe.each(Object.entries(tables))('a list of %s', (name, { titles, rows }) => {
  test('names sheet, row, column and value of each fault', async () => {
    const file = bookFile(`坏${name}.xlsx`, { 一月: [titles, ...rows.map(([, cells]) => cells)] })
    const batch = await upload(t, clerk, file)
    expect(batch.failure).toBeNull()
    const issues = (await issuesOf(clerk, batch.id)).filter((i) => i.code !== 'not_matched')
    for (const [i, [what, cells, ...expected]] of rows.entries()) {
      const found = issues.filter((x) => x.rowNo === i + 2)
      expect(found.map((x) => [x.code, x.field, x.severity].join()).sort(), what).toEqual(
        expected.map((e) => e.join()).sort(),
      )
      for (const x of found) {
        expect(x.sheet).toBe('一月')
        expect(x.message).toMatch(chinese)
        expect(x.message).toContain(x.field)
        const value = x.cell === null ? '' : x.cell
        expect(
          x.code.endsWith('missing') ? value === '' : cells.map(String).some((c) => c === value),
          `${what}: ${value}`,
        ).toBe(true)
      }
    }
    const refused = rows.filter(([, , ...expected]) => expected.some(([, , s]) => s === 'rejected')).length
    expect([batch.rowsIn, batch.preview!.rejected]).toEqual([rows.length, refused])
  })
})

test('a row of more cells than there are titles is refused, empty ones at its end are not', async () => {
  const [split, padded, whole] = [uscc(), uscc(), uscc()]
  const text = `纳税人识别号,纳税人名称,入库税额（元）,纳税信用等级
${split},甲,1,234,A
${padded},乙,5,A,,
${whole},丙,"1,234",B`
  const batch = await upload(t, clerk, { name: '错位税务.csv', bytes: Buffer.from(text) })
  expect(batch.preview).toMatchObject({ fresh: 2, rejected: 1 })
  const told = (await issuesOf(clerk, batch.id)).filter((i) => i.code !== 'not_matched')
  expect(told.map((i) => [i.rowNo, i.code, i.severity, i.message])).toEqual([
    [2, 'cells_more', 'rejected', expect.stringContaining('未加引号的逗号')],
  ])
})

test('a column of amounts that names no unit is said once, with the unit taken', async () => {
  const batch = await upload(
    t,
    clerk,
    csvFile('无单位税务.csv', [
      ['纳税人识别号', '纳税人名称', '纳税信用等级', '入库税额'],
      [uscc(), '甲', 'A', 12],
    ]),
  )
  const issues = (await issuesOf(clerk, batch.id)).filter((i) => i.code === 'money_unit')
  expect(issues.map((i) => [i.rowNo, i.field])).toEqual([[1, '入库税额']])
  expect(batch.preview!.sheets[0]!.columns[3]).toMatchObject({ title: '入库税额', unit: '元' })
})

test('a sheet without a header is left out and said so; the others are read', async () => {
  const batch = await upload(
    t,
    clerk,
    bookFile('两表登记.xlsx', { 说明: [['本表由某局提供'], ['有疑问请来电', '']], 名录: good }),
  )
  expect(batch.preview).toMatchObject({ fresh: 1 })
  expect((await issuesOf(clerk, batch.id))[0]).toMatchObject({
    code: 'sheet_unreadable',
    sheet: '说明',
    message: expect.stringContaining('工作表「说明」没有找到能识别的表头'),
  })
})
