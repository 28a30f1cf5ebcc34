import * as XLSX from '@e965/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aListedFirm,
  bookFile,
  booksOfCalls,
  commit,
  csvFile,
  fingerprint,
  issuesOf,
  type RegisteredFirm,
  registryRows,
  take,
  upload,
} from '#test/lists.ts'

/** A batch as a whole: looked at before it is taken, taken whole or not at all, and taken once. */
const t = testApp()
let world: World
let clerk: Caller
let place: string

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('city_office')
  place = '试1区甲1街道东社区'
})

/** What a preview may write: the batch's own books, and the line that somebody asked for it. */
const books = [
  ...booksOfCalls,
  'action_log',
  'import_batch',
  'import_sheet',
  'import_issue',
  'import_reject',
  'import_match',
  'import_look',
  'import_measure',
  'import_check',
  'stage_registration',
]
const firms = (n: number) => Array.from({ length: n }, () => aListedFirm(place))
const list = (name: string, rows = firms(3)) => csvFile(`${name}登记.csv`, registryRows(rows))

describe('a preview', () => {
  test('writes nothing but the books of its batch', async () => {
    const known = firms(2)
    await take(t, clerk, list('已有', known))
    const before = await fingerprint(t, books)
    const batch = await upload(
      t,
      clerk,
      list('试看', [{ ...known[0]!, status: '注销' }, ...firms(2), aListedFirm(place, { uscc: '12345' })]),
    )
    expect(batch.preview).toMatchObject({ fresh: 2, changed: 1, unchanged: 0, rejected: 1 })
    expect(await fingerprint(t, books)).toEqual(before)
    expect(Object.keys(before).length).toBeGreaterThan(40)
    await clerk.ok('cancelImport', { params: { batchId: batch.id }, body: {} })
    const left = await t.owner.query(
      'select (select count(*) from stage_registration) + (select count(*) from import_match) as n',
    )
    expect(left.rows).toEqual([{ n: '0' }])
    expect(await fingerprint(t, books)).toEqual(before)
  })

  test('is what a confirmation names', async () => {
    const batch = await upload(t, clerk, list('摘要'))
    const params = { batchId: batch.id }
    const wrong = await clerk.call('commitImport', { params, body: { previewHash: '0'.repeat(64) } })
    expect([wrong.status, wrong.problem.code]).toEqual([409, 'stale_version'])
    expect(wrong.problem.message).toContain('重新查看预览')
    expect((await clerk.call('commitImport', { params, body: {} })).status).toBe(400)
    expect((await commit(clerk, batch)).state).toBe('committed')
    const again = await clerk.call('commitImport', { params, body: { previewHash: batch.previewHash } })
    expect([again.status, again.problem.code]).toEqual([409, 'wrong_status'])
  })

  test('that other lists have overtaken is shown anew before it counts', async () => {
    const [a, b] = firms(2) as [RegisteredFirm, RegisteredFirm]
    const late = await upload(t, clerk, list('先看后入', [a, b]))
    await take(t, clerk, list('插队', [{ ...a, status: '注销' }]))
    const params = { batchId: late.id }
    const before = await fingerprint(t, [...booksOfCalls])
    const stale = await clerk.call('commitImport', { params, body: { previewHash: late.previewHash } })
    expect([stale.status, stale.problem.code]).toEqual([409, 'stale_version'])
    expect(stale.problem.message).toContain('重新预览')
    expect(await fingerprint(t, [...booksOfCalls])).toEqual(before)
    await clerk.ok('previewImport', { params, body: {} })
    await t.work()
    const fresh = await clerk.ok('getImport', { params })
    expect(fresh.preview).toMatchObject({ fresh: 1, changed: 1 })
    expect((await commit(clerk, fresh)).accepted).toBe(2)
  })

  test('that other lists leave as it was still counts', async () => {
    const batch = await upload(t, clerk, list('不相干'))
    await take(t, clerk, list('别的'))
    expect((await commit(clerk, batch)).accepted).toBe(3)
  })
})

describe('the same list', () => {
  test('is one batch, under whatever name it comes', async () => {
    const file = list('原件')
    const first = await take(t, clerk, file)
    const before = await fingerprint(t, [...booksOfCalls, 'action_log'])
    const again = await upload(t, clerk, file)
    const renamed = await upload(t, clerk, { ...file, name: '另一个名字.csv' })
    expect([again.id, renamed.id]).toEqual([first.id, first.id])
    expect(again.state).toBe('committed')
    expect(await fingerprint(t, [...booksOfCalls, 'action_log'])).toEqual(before)
  })

  test('uploaded twice before either is taken, is taken once', async () => {
    const file = list('两次')
    const [one, two] = [await upload(t, clerk, file), await upload(t, clerk, file)]
    expect(two.id).not.toBe(one.id)
    await commit(clerk, one)
    const second = await clerk.call('commitImport', {
      params: { batchId: two.id },
      body: { previewHash: two.previewHash },
    })
    expect([second.status, second.problem.code]).toEqual([409, 'duplicate'])
    expect(second.problem.message).toContain(`批次 ${one.id} 入库`)
    await clerk.ok('cancelImport', { params: { batchId: two.id }, body: {} })
  })

  test('saved anew in another form changes nothing', async () => {
    const rows = registryRows(firms(4))
    await take(t, clerk, csvFile('甲登记.csv', rows))
    const facts = await fingerprint(t, [...books, 'registry_version', 'import_outcome', 'import_confirmed'])
    for (const file of [
      csvFile('乙登记.csv', rows, 'gb18030'),
      bookFile('丙登记.xlsx', { 名录: rows }),
      bookFile('丁登记.xls', { 名录: rows }),
    ]) {
      const batch = await take(t, clerk, file)
      expect(batch, file.name).toMatchObject({ accepted: 0, unchanged: 4, rejected: 0, rowsIn: 4 })
    }
    expect(
      await fingerprint(t, [...books, 'registry_version', 'import_outcome', 'import_confirmed']),
    ).toEqual(facts)
  })
})

describe('refused rows', () => {
  const bad = () => [
    aListedFirm(place, { uscc: '91370400MA3C000034' }),
    aListedFirm(place),
    aListedFirm(place, { name: '' }),
  ]

  async function report(batchId: string) {
    const answer = await clerk.call('exportImportIssues', { params: { batchId } })
    expect(answer.status).toBe(200)
    const book = XLSX.read(answer.raw, { type: 'buffer' })
    return Object.fromEntries(
      book.SheetNames.map((n) => [
        n,
        XLSX.utils.sheet_to_json<string[]>(book.Sheets[n]!, { header: 1, defval: null }),
      ]),
    )
  }

  test('come back in a workbook: sheet, row, column, value, reason, and the row whole', async () => {
    const rows = bad()
    const batch = await upload(t, clerk, bookFile('有错登记.xlsx', { 名录: registryRows(rows) }))
    expect(batch.preview).toMatchObject({ fresh: 1, rejected: 2 })
    const sheets = await report(batch.id)
    const issues = sheets.问题清单!.filter((r) => r[2] === '退回')
    expect(issues).toEqual([
      ['名录', 2, '退回', '统一社会信用代码', '91370400MA3C000034', expect.stringContaining('校验位')],
      ['名录', 4, '退回', '名称', null, expect.stringContaining('没有名称')],
    ])
    const back = sheets.退回行!
    expect(back[0]).toEqual(registryRows([])[0])
    expect(back.slice(1).map((r) => [r[0], r[1], r[8]])).toEqual([
      [rows[0]!.name, rows[0]!.uscc, '存续'],
      [null, rows[2]!.uscc, '存续'],
    ])
  })

  test('stand under their own titles, also where a column has none', async () => {
    const table = registryRows(bad()).map((row, i) => [i === 0 ? null : `附${i}`, ...row])
    const batch = await upload(t, clerk, bookFile('有空列登记.xlsx', { 名录: table }))
    const back = (await report(batch.id)).退回行!
    const [titles, first] = [back[0]!, back[1]!]
    expect(first[titles.indexOf('统一社会信用代码')]).toBe('91370400MA3C000034')
    expect(first[titles.indexOf('登记状态')]).toBe('存续')
  })

  test('set right and sent again are taken', async () => {
    const rows = bad()
    const batch = await take(t, clerk, bookFile('再报登记.xlsx', { 名录: registryRows(rows) }))
    expect([batch.accepted, batch.rejected]).toEqual([1, 2])
    const sheets = await report(batch.id)
    const back = sheets.退回行!
    back[1]![1] = aListedFirm(place).uscc
    back[2]![0] = '补了名字的商行'
    // The report as it was downloaded, with the list of issues still in front.
    const second = await take(t, clerk, bookFile('改好登记.xlsx', sheets))
    expect([second.accepted, second.rejected]).toEqual([2, 0])
  })

  test('are counted, and every row of the file is accounted for', async () => {
    const [twice, contradicted] = firms(2) as [RegisteredFirm, RegisteredFirm]
    const rows = [...bad(), twice, twice, contradicted, { ...contradicted, status: '吊销' }]
    const batch = await take(t, clerk, list('账目', rows))
    expect(batch).toMatchObject({ rowsIn: 7, accepted: 4, unchanged: 1, rejected: 2 })
    const doubles = (await issuesOf(clerk, batch.id)).filter((i) => i.code.startsWith('duplicate'))
    expect(doubles.map((i) => [i.rowNo, i.code, i.message])).toEqual([
      [6, 'duplicate_same', expect.stringContaining('第 5 行')],
      [7, 'duplicate_conflict', expect.stringContaining('以第 8 行为准')],
    ])
  })
})

test('a list dated ahead, or before there were such lists, is refused, and the field is named', async () => {
  const { name, bytes } = list('明天')
  const sent = (asOf: string) =>
    clerk.call('uploadList', { query: { fileName: name, kind: 'registration', asOf }, file: bytes })
  for (const [asOf, word] of [
    ['2026-11-21', '晚于今天'],
    ['9999-12-31', '晚于今天'],
    ['0001-01-01', '早于 2000-01-01'],
  ] as const) {
    const refused = await sent(asOf)
    expect([refused.status, refused.problem.code]).toEqual([400, 'bad_request'])
    expect(refused.problem.message).toContain(`数据日期不能${word}`)
    expect(refused.problem.details).toMatchObject({ fields: [{ field: 'query.asOf' }] })
  }
  const { id } = (await sent('2026-11-20')).body
  await clerk.ok('cancelImport', { params: { batchId: id }, body: {} })
})
