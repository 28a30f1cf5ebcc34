import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { anUscc, aWorld, type World } from '#test/builders.ts'
import { unpack } from '#test/reach.ts'

/** A department sees what it sent itself, and of that no more on the page than it needs. */
const t = testApp()
let world: World
let tax: Caller
let court: Caller
const idNo = '440811199003072316'
const phone = '13912345678'

/** A registration list with a good row, one whose code is an identity number, and one with a phone for a code. */
const list = () =>
  Buffer.from(
    [
      '统一社会信用代码,企业名称,登记状态,成立日期,地址,联系电话',
      `${anUscc()},试验一号食品有限公司,存续,2020-03-05,试验路 1 号,${phone}`,
      `${idNo},张记饮食店,存续,2021-03-05,试验路 2 号,139 1234 5678 转 2`,
      `${phone},李记饮食店,存续,2021-03-05,试验路 3 号,`,
      '',
    ].join('\r\n'),
  )

const upload = (who: Caller, file: Buffer, fileName = '名录.csv') =>
  who.call('uploadList', { file, query: { fileName, kind: 'registration' } })

async function sent(who: Caller, file = list()): Promise<string> {
  const { status, body } = await upload(who, file)
  expect(status).toBe(200)
  await t.work()
  return body.id
}

beforeAll(async () => {
  world = await aWorld(t)
  tax = await world.staff('department_clerk')
  court = await world.staff('department_clerk')
})

test('a batch is there for its department and the city office, and for no other department in any form', async () => {
  const id = await sent(tax)
  const city = await world.staff('city_office')
  for (const who of [tax, city]) {
    expect((await who.call('getImport', { params: { batchId: id } })).status).toBe(200)
    expect((await who.ok('listImports', { query: {} })).rows.map((b) => b.id)).toContain(id)
  }
  expect((await court.ok('listImports', { query: {} })).rows).toEqual([])
  const { cards } = await court.ok('getHome')
  expect(cards.length).toBeGreaterThan(1)
  expect(cards.filter((c) => c.count > 0)).toEqual([])
  const params = { batchId: id }
  for (const [route, body] of [
    ['getImport'],
    ['listImportIssues'],
    ['exportImportIssues'],
    ['previewImport', {}],
    ['cancelImport', {}],
  ] as const)
    expect((await court.call(route, { params, body })).status, route).toBe(404)
  expect((await tax.call('commitImport', { params, body: { previewHash: '0'.repeat(64) } })).status).toBe(403)
})

test('that another department has sent the same file is not told', async () => {
  const city = await world.staff('city_office')
  const file = list()
  const id = await sent(tax, file)
  const { previewHash } = await city.ok('getImport', { params: { batchId: id } })
  await city.ok('commitImport', { params: { batchId: id }, body: { previewHash } })
  expect((await upload(tax, file)).body.id).toBe(id)
  const again = await upload(court, file)
  const fresh = await upload(court, list())
  expect([again.status, again.body.state]).toEqual([fresh.status, fresh.body.state])
  expect(again.body.id).not.toBe(id)
  await t.work()
  // The city office, which sees both, is told, and takes nothing twice.
  const second = await city.ok('getImport', { params: { batchId: again.body.id } })
  const refused = await city.call('commitImport', {
    params: { batchId: second.id },
    body: { previewHash: second.previewHash },
  })
  expect([refused.status, refused.problem.code]).toEqual([409, 'duplicate'])
  expect(refused.problem.message).toContain(`已在批次 ${id} 入库`)
})

test('the page shows no phone and no identity number, the file to mend gives the rows back as they were', async () => {
  const id = await sent(court)
  const params = { batchId: id }
  const batch = await court.call('getImport', { params })
  const issues = await court.call('listImportIssues', { params })
  expect(issues.body.rows.length).toBeGreaterThanOrEqual(2)
  for (const answer of [batch, issues, await court.call('listImports')]) {
    expect(answer.raw.toString()).not.toMatch(/13912345678|139 1234 5678/)
    expect(answer.raw.toString()).not.toContain(idNo)
  }
  expect(issues.raw.toString()).toContain('440811********2316')
  const report = unpack((await court.call('exportImportIssues', { params })).raw)
  expect(report).toContain(idNo)
})

test('a file without a header is told of without the numbers in its first row', async () => {
  const { body } = await tax.call('uploadList', {
    file: Buffer.from(`张三,${phone},${idNo}\r\n李四,13812345678,${idNo}\r\n`),
    query: { fileName: '没有表头.csv' },
  })
  await t.work()
  const params = { batchId: body.id }
  const told = await tax.call('getImport', { params })
  expect(told.body.state).toBe('unmapped')
  for (const answer of [told, await tax.call('listImports'), await court.call('getImport', { params })])
    expect(answer.raw.toString()).not.toMatch(/13912345678|440811199003072316/)
})
