import { beforeAll, describe, expect, test } from 'vitest'
import { encodeGb18030 } from '#server/demo/city/gb18030.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { dialectFirms } from '#test/dialects.ts'
import { type Batch, commit, type ListFile, upload } from '#test/lists.ts'

/** Text files whose encoding or separator no guess can know: said by a clerk, seen at once, kept for the next. */
const t = testApp()
let clerk: Caller
const firms = dialectFirms(40)

beforeAll(async () => {
  clerk = await (await aWorld(t)).staff('city_office')
})

const look = (batch: Batch, body: object = {}) =>
  clerk.ok('tryImport', { params: { batchId: batch.id }, body })

describe('a register parted by a sign nobody guesses', () => {
  const file = (from: number, to: number): ListFile => ({
    name: `主体${from}.txt`,
    bytes: Buffer.from(
      [
        '企业名称^统一社会信用代码^成立日期^登记状态^住所',
        ...firms.slice(from, to).map((f) => `${f.name}^${f.uscc}^2020-01-02^存续^试1区1号, 2楼`),
      ].join('\n'),
    ),
  })

  test('waits, and is a known sheet once the sign is said', async () => {
    const batch = await upload(t, clerk, file(0, 20))
    expect([batch.state, batch.canMap]).toEqual(['unmapped', true])
    const guessed = await look(batch)
    expect([guessed.delimiter, guessed.textGiven]).toEqual([',', { encoding: null, delimiter: null }])
    const text = { encoding: null, delimiter: '^' }
    const said = await look(batch, { text })
    expect([said.delimiter, said.textGiven, said.missing, said.garbled]).toEqual(['^', text, [], false])
    expect(said.columns.map((c) => [c.field, c.origin])).toEqual([
      ['name', 'title'],
      ['code', 'title'],
      ['founded_on', 'title'],
      ['registration_status', 'title'],
      ['address', 'title'],
    ])
    const columns = said.columns.map((c) => ({
      index: c.index,
      field: c.field,
      unit: null,
      dateOrder: null,
    }))
    const sheets = [{ sheet: 1, headerRow: 1, titleRows: 1, columns }]
    const params = { batchId: batch.id }
    const body = { mapping: { kind: 'registration', text, sheets }, saveAs: '竖尖分隔' }
    await clerk.ok('mapImport', { params, body })
    await t.work()
    const read = await clerk.ok('getImport', { params })
    expect([read.state, read.text, read.preview!.fresh]).toEqual([
      'previewed',
      { encoding: 'utf-8', delimiter: '^' },
      20,
    ])
    expect(await look(read)).toMatchObject({ textGiven: text })
    expect(await commit(clerk, read)).toMatchObject({ accepted: 20, text: null })
  })

  test('the next file under the same header is read that way by itself', async () => {
    const next = await upload(t, clerk, file(20, 40))
    expect([next.state, next.profile?.name, next.text?.delimiter]).toEqual(['previewed', '竖尖分隔', '^'])
    expect((await look(next)).textGiven).toEqual({ encoding: null, delimiter: '^' })
    expect(next.preview!.fresh).toBe(20)
  })
})

describe('a list whose bytes are right in two encodings', () => {
  // Each of these characters is two bytes of GB18030 that happen to be one character of UTF-8.
  const lines = ['mc,dm,rq,fw', ...firms.slice(0, 6).map((f) => `伟业实业${f.n},${f.uscc},2020-01-02,小食`)]
  const file: ListFile = { name: '导出.csv', bytes: encodeGb18030(lines.join('\n')) }

  test('shows what it was taken for, and is read right when somebody says so', async () => {
    const batch = await upload(t, clerk, file)
    expect([batch.state, batch.text]).toEqual(['unmapped', { encoding: 'utf-8', delimiter: ',' }])
    const wrong = await look(batch)
    expect(wrong.head[1]!.cells[0]).not.toContain('伟业')
    const right = await look(batch, { text: { encoding: 'gb18030', delimiter: null } })
    expect([right.encoding, right.delimiter]).toEqual(['gb18030', ','])
    expect(right.head[1]!.cells[0]).toBe('伟业实业0')
    expect(right.head[1]!.cells[3]).toBe('小食')
  })

  test('an encoding it is not in is seen and refused before the reading is dropped', async () => {
    const bytes = encodeGb18030(['企业名称,代码', ...firms.map((f) => `${f.name},${f.uscc}`)].join('\n'))
    const batch = await upload(t, clerk, { name: '清单.csv', bytes })
    const text = { encoding: 'utf-8', delimiter: null }
    const tried = await look(batch, { text })
    expect([tried.encoding, tried.garbled]).toEqual(['utf-8', true])
    const columns = [
      { index: 0, field: 'name', unit: null, dateOrder: null },
      { index: 1, field: 'label', unit: null, dateOrder: null },
    ]
    const sheets = [{ sheet: 1, headerRow: 1, titleRows: 1, columns }]
    const params = { batchId: batch.id }
    const refused = await clerk.call('mapImport', {
      params,
      body: { mapping: { kind: 'label', text, sheets } },
    })
    expect([refused.status, refused.problem.code]).toEqual([422, 'unprocessable'])
    expect(refused.problem.message).toMatch(/第 \d+ 行起.*请另选编码/)
    expect((await clerk.ok('getImport', { params })).state).toBe('unmapped')
  })
})
