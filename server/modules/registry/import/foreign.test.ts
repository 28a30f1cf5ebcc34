import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import { beforeAll, expect, test } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { dayArgument, importedLine } from '#server/cli-import.ts'
import { encodeGb18030 } from '#server/demo/city/gb18030.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { dialectFirms } from '#test/dialects.ts'
import { type Batch, commit, csvFile, issuesOf, type Table, upload } from '#test/lists.ts'
import { importFile } from './lists.ts'

/** Lists as other cities would send them: nothing of what is odd about them may be read wrong without being said. */
const t = testApp()
let world: World
let clerk: Caller
const [a, b, c, d, e, f] = dialectFirms(6) as [Firm, Firm, Firm, Firm, Firm, Firm]
type Firm = ReturnType<typeof dialectFirms>[number]

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('city_office')
})

const told = async (batch: Batch) =>
  (await issuesOf(clerk, batch.id))
    .filter((i) => i.code !== 'not_matched')
    .map((i) => [i.sheet, i.rowNo, i.code, i.cell])
const stored = async (sql: string) => (await t.owner.query({ text: sql, rowMode: 'array' })).rows
const wide = (text: string) => text.replace(/[!-~]/g, (x) => String.fromCharCode(x.charCodeAt(0) + 0xfee0))

test('a registry: header in row 4 after notes, codes in four spellings, days in five, blanks, a total and signatures', async () => {
  const rows: Table = [
    ['某市市场监督管理局经营主体名录'],
    ['导出时间：2026-09-30', '', '密级：内部'],
    [],
    [
      '序号',
      '社会统一信用代码',
      '企业(机构)名称',
      '经营场所',
      '法人',
      '开业日期',
      '企业状态',
      '注册资本(万元)',
      '备注',
      '备注',
    ],
    [1, wide(a.uscc), a.name, '试1区1号', '张三', 45356, '存续（在营、开业、在册）', 50, '', '无'],
    [2, b.uscc.toLowerCase(), b.name, '试1区2号', '李四', '20240305', '在业', '100万元人民币', '-', '/'],
    [3, `'${c.uscc}`, c.name, '-', '/', '2024年3月5日', '吊销，未注销', '30.5', '', ''],
    [4, d.uscc.replace(/(.{4})/g, '$1 '), d.name, '无', '无', '民国113年3月5日', '注销', '壹佰万元', '', ''],
    ...Array.from({ length: 300 }, () => ['', '', '', '', '']),
    ['全市合计', '', '', '', '', '', '', 180.5],
    ['制表人：张三', '', '审核人：李四', '', '联系电话：0759-1234567'],
  ]
  const batch = await upload(t, clerk, csvFile('名录.csv', rows))
  expect([batch.kind, batch.preview!.fresh, batch.rejected, batch.skipped]).toEqual(['registration', 4, 0, 2])
  expect(batch.asOf).toBe('2026-09-30')
  expect(await told(batch)).toEqual([
    ['', 5, 'date_serial', '45356'],
    ['', 8, 'date_bad', '民国113年3月5日'],
    ['', 8, 'money_bad', '壹佰万元'],
  ])
  await commit(clerk, batch)
  expect(
    await stored(`select e.uscc, r.founded_on::text, r.legal_rep, r.address, r.capital_fen::text from fact_registration r join entity e on e.id = r.entity_id
      where r.batch_id = ${batch.id} order by r.row_no`),
  ).toEqual([
    [a.uscc, '2024-03-05', '张三', '试1区1号', '50000000'],
    [b.uscc, '2024-03-05', '李四', '试1区2号', '100000000'],
    [c.uscc, '2024-03-05', null, null, '30500000'],
    [d.uscc, null, null, null, null],
  ])
})

test('an .xls of taxes: a sheet a county under two merged title rows, one sheet hidden, one empty', async () => {
  const county = (firm: Firm, paid: string | number): Table => [
    ['2025年度纳税情况表'],
    ['单位：万元'],
    ['序号', '纳税人名称', '纳税人识别号', '纳税情况', '', '信用等级'],
    ['', '', '', '增值税', '税款合计', ''],
    [1, firm.name, firm.uscc, 1.2, paid, 'A'],
    ['小计', '', '', 1.2, 3.5, ''],
  ]
  const book = XLSX.utils.book_new()
  const add = (name: string, rows: Table) => {
    const sheet = XLSX.utils.aoa_to_sheet(rows.map((r) => [...r]))
    sheet['!merges'] = ['A3:A4', 'B3:B4', 'C3:C4', 'D3:E3', 'F3:F4'].map((m) => XLSX.utils.decode_range(m))
    XLSX.utils.book_append_sheet(book, sheet, name)
  }
  add('空表', [])
  add('甲县', county(a, '3.5万元'))
  add('乙县', county(b, 12))
  add('旧', county(c, 7))
  book.Workbook = { Sheets: book.SheetNames.map((name) => ({ name, Hidden: name === '旧' ? 1 : 0 })) }
  const bytes = XLSX.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
  const batch = await upload(t, clerk, { name: '税.xls', bytes })
  expect([batch.kind, batch.rowsIn, batch.rejected, batch.skipped]).toEqual(['tax', 3, 0, 3])
  // The year of the notes counts where no column names one, and is said.
  expect(await told(batch)).toEqual([
    ['甲县', 4, 'year_noted', '2025'],
    ['乙县', 4, 'year_noted', '2025'],
    ['旧', 4, 'hidden_sheet', null],
    ['旧', 4, 'year_noted', '2025'],
  ])
  await commit(clerk, batch)
  expect(
    await stored(
      `select uscc, grade, tax_fen::text, tax_year from fact_tax where batch_id = ${batch.id} order by sheet, row_no`,
    ),
  ).toEqual([
    [a.uscc, 'A', '3500000', 2025],
    [b.uscc, 'A', '12000000', 2025],
    [c.uscc, 'A', '7000000', 2025],
  ])
})

test('loans in GB18030 with semicolons: units in cells, the unit under the title, a column twice', async () => {
  const text = [
    '存量贷款客户明细表;;;;;;;;',
    '客户名称;证件号码;证件号码;贷款余额;放款日;到期日;年利率;放款银行;备注',
    ';;;（万元）;;;（%）;;',
    `${a.name};;${a.uscc};1,200.00;2025/3/5;2026/3/5;4.35%;示范银行;`,
    `${b.name};;${b.uscc};50万;2025-3-5;2026.3.5;3.85;示范银行;/`,
    `${e.name};;${e.uscc};3.2亿元;20250305;长期;3.85;示范银行;-`,
    '合计;;;1250;;;;;',
  ]
  const batch = await upload(t, clerk, { name: '贷.csv', bytes: encodeGb18030(text.join('\r\n')) })
  expect([batch.kind, batch.rowsIn, batch.rejected, batch.skipped]).toEqual(['loan', 3, 0, 1])
  expect(await told(batch)).toEqual([
    ['', 3, 'twin_column', null],
    ['', 6, 'date_bad', '长期'],
  ])
  await commit(clerk, batch)
  expect(
    await stored(
      `select uscc, balance_fen::text, due_on::text, rate_bp from fact_loan where batch_id = ${batch.id} order by row_no`,
    ),
  ).toEqual([
    [a.uscc, '1200000000', '2026-03-05', 435],
    [b.uscc, '50000000', '2026-03-05', 385],
    [e.uscc, '32000000000', null, 385],
  ])
})

test('codes under a title nobody knows are no list without codes: it waits, with the column guessed', async () => {
  const rows: Table = [
    ['经营主体名称', '电子标识', '住所', '成立日期', '登记状态'],
    ...[a, b, c, d, f].map((x) => [x.name, `="${x.uscc}"`, '试1区', '2024-03-05', '存续']),
  ]
  const batch = await upload(t, clerk, csvFile('清册.csv', rows))
  expect(batch.state).toBe('unmapped')
  const studio = await clerk.ok('tryImport', { params: { batchId: batch.id }, body: {} })
  expect(studio.columns.map((x) => x.field)).toEqual([
    'name',
    'code',
    'address',
    'founded_on',
    'registration_status',
  ])
  expect([studio.columns[1]!.origin, studio.codeless, studio.rows.every((r) => r.taken)]).toEqual([
    'content',
    false,
    true,
  ])
})

const guessed = (batch: Batch) =>
  batch.preview!.checks.filter((x) => x.code === 'guessed').map((x) => x.field)

test('an amount known by the end of its title alone is taken, and guessed until somebody has looked', async () => {
  const rows: Table = [
    ['2023年度纳税情况表', '', ''],
    ['纳税人识别号', '纳税人名称', '本年税额（元）'],
    [e.uscc, e.name, '7'],
  ]
  const file = csvFile('本年税务.csv', rows)
  const batch = await upload(t, clerk, file)
  expect(batch.preview!.sheets[0]!.columns[2]).toMatchObject({ label: '入库税额', origin: 'like' })
  expect(guessed(batch)).toEqual(['本年税额（元）'])
  const path = join(mkdtempSync(join(tmpdir(), 'diguan-guessed-')), file.name)
  writeFileSync(path, file.bytes)
  const unseen = await importFile(t.deps, operatorActor, path)
  expect(unseen.state).toBe('previewed')
  expect(importedLine(unseen, {})).toContain('「本年税额（元）」这一列是按列名推测')
  await commit(clerk, batch)
  const paid = () =>
    stored(`select tax_year, tax_fen::text from fact_tax where uscc = '${e.uscc}' order by 1`)
  expect(await paid()).toEqual([[2023, '700']])
  // A title that is the amount by itself is no guess, and its own year wins.
  const better = [rows[0]!, [...rows[1]!, '2022年度入库税额（元）'], [...rows[2]!, '8']]
  const sure = await upload(t, clerk, csvFile('全年税务.csv', better))
  expect(guessed(sure)).toEqual([])
  await commit(clerk, sure)
  expect(await paid()).toEqual([
    [2022, '800'],
    [2023, '700'],
  ])
})

test('taxes of no year are told before they count; a year above the titles, or in one, is enough', async () => {
  const warned = async (note: string, title: string) => {
    const rows = [...(note ? [[note]] : []), ['纳税人识别号', '纳税人名称', title], [f.uscc, f.name, '9']]
    const batch = await upload(t, clerk, csvFile(`税${note}${title}.csv`, rows as Table))
    return batch.preview!.checks.some((x) => x.code === 'year')
  }
  expect(await warned('', '入库税额（元）')).toBe(true)
  expect(await warned('2024年度', '入库税额（元）')).toBe(false)
  expect(await warned('', '2024年入库税额（元）')).toBe(false)
})

test('a unit above the titles counts wherever it stands; the office that filled a list in is none', async () => {
  const titles = ['纳税人识别号', '纳税人名称', '2018年入库税额']
  const read = async (above: Table, name: string) => {
    const rows = [
      ...above,
      titles,
      [f.uscc, f.name, '1.5'],
      ['其中：制造业', '', '1'],
      ['填表人：张三', '', '10月8日'],
      [a.uscc, '小计算机维修部', '2'],
    ]
    const batch = await upload(t, clerk, csvFile(name, rows))
    expect([batch.rowsIn, batch.skipped], name).toEqual([2, 2])
    return stored(`select tax_fen::int from stage_tax where batch_id = ${batch.id} order by row_no limit 1`)
  }
  expect(await read([['某市税务局'], ['填报单位：某市税务局', '', '单位：千元']], '税甲.csv')).toEqual([
    [150_000],
  ])
  expect(await read([['2018年度入库税款明细表（万元）']], '税乙.csv')).toEqual([[1_500_000]])
  expect(await read([['', '', '单  位：万元']], '税丙.csv')).toEqual([[1_500_000]])
  expect(await read([['填报单位：某市税务局', '', '备注（元旦前报）']], '税丁.csv')).toEqual([[150]])
})

test('a sheet whose name is taken for a bank is told of', async () => {
  const titles = ['借款人名称', '统一社会信用代码', '贷款余额（万元）', '发放日期', '到期日期']
  const rows = [titles, [a.name, a.uscc, '10', '2026-01-05', '2027-01-04']]
  const book = XLSX.utils.book_new()
  for (const name of ['Sheet1', world.banks[0]!.name])
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), name)
  const bytes = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
  const batch = await upload(t, clerk, { name: '存量贷款.xlsx', bytes })
  const [told, ...more] = batch.preview!.checks.filter((x) => x.code === 'bank')
  expect(more).toEqual([])
  expect(told!.message).toMatch(/“Sheet1”1 行不在网点名单里/)
})

test('amounts of another order than those in force wait at the command line', async () => {
  const sent = async (name: string, times: number) => {
    const firms = [a, b, c, d, e, f].map((x, i) => [x.uscc, x.name, String((i + 1) * times)])
    const path = join(mkdtempSync(join(tmpdir(), 'diguan-unit-')), name)
    writeFileSync(
      path,
      csvFile(name, [['纳税人识别号', '纳税人名称', '2016年入库税额（元）'], ...firms]).bytes,
    )
    return importFile(t.deps, operatorActor, path)
  }
  expect((await sent('税一.csv', 10_000)).state).toBe('committed')
  const two = csvFile('税补.csv', [
    ['纳税人识别号', '纳税人名称', '2016年入库税额（元）'],
    [a.uscc, a.name, '7'],
  ])
  await commit(clerk, await upload(t, clerk, two))
  // A supplement of one firm is no measure of the next list.
  const slip = await sent('税二.csv', 1)
  expect(slip.state).toBe('previewed')
  expect(importedLine(slip, {})).toMatch(/没有入库.*\n.*疑似单位错：.*小了约 10,000 倍/)
})

test('dates in characters are dates', async () => {
  const rows: Table = [
    ['严重失信名单（截至二〇二六年九月三十日）'],
    ['名称', '统一社会信用代码', '失信类型', '列入日期'],
    [f.name, f.uscc, '严重违法失信', '二〇二六年三月十五日'],
    [a.name, a.uscc, '严重违法失信', '二零二一年十二月二十日'],
    [b.name, b.uscc, '严重违法失信', '二〇二一年二月三十日'],
  ]
  const batch = await upload(t, clerk, csvFile('失信.csv', rows))
  expect([batch.kind, batch.asOf]).toEqual(['mark', '2026-09-30'])
  expect(
    await stored(`select listed_on::text from stage_mark where batch_id = ${batch.id} order by row_no`),
  ).toEqual([['2026-03-15'], ['2021-12-20'], ...(batch.rejected === 0 ? [[null]] : [])])
  expect((await told(batch)).map((i) => i[2])).toContain('date_bad')
})

test('a firm without an amount is of the year of its list', async () => {
  const rows: Table = [
    ['纳税人识别号', '纳税人名称', '信用等级', '2017年入库税额（元）'],
    [f.uscc, f.name, 'A', ''],
  ]
  const batch = await upload(t, clerk, csvFile('税戊.csv', rows))
  expect(await stored(`select grade, tax_year from stage_tax where batch_id = ${batch.id}`)).toEqual([
    ['A', 2017],
  ])
})

test('a dry run at the command line tells what would be new, changed and the same', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'diguan-dry-')), '税务.csv')
  const rows: Table = [
    ['纳税人识别号', '纳税人名称', '2019年入库税额（元）'],
    [f.uscc, f.name, '9'],
  ]
  writeFileSync(path, csvFile('税务.csv', rows).bytes)
  const result = await importFile(t.deps, operatorActor, path, { dryRun: true })
  expect(importedLine(result, { dryRun: true })).toMatch(/1 行，新增 1，变更 0，无变化 0，.*未入库/)
  expect(() => dayArgument('2026-02-30')).toThrow(/--as-of.*2026-02-30/)
})

test('a list of labels without a column of years is of the year above it', async () => {
  const titles = ['企业名称', '统一社会信用代码', '类别']
  const rows = [['2021年度认定名单'], titles, [f.name, f.uscc, '瞪羚企业']]
  const batch = await commit(clerk, await upload(t, clerk, csvFile('科技.csv', rows)))
  expect(await stored(`select label_year from fact_label where batch_id = ${batch.id}`)).toEqual([[2021]])
})
