import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aListedFirm, type Batch, commit, csvFile, registryRows, upload } from '#test/lists.ts'

/** A department hands lists in and follows its own; what others handed in does not exist for it. */
const t = testApp()
let [tax, social, city] = [] as unknown as [Caller, Caller, Caller]
let mine: Batch
let theirs: Batch

const list = (name: string) =>
  csvFile(`${name}登记.csv`, registryRows([aListedFirm('试1区'), aListedFirm('试1区', { uscc: '1' })]))

beforeAll(async () => {
  const world = await aWorld(t)
  ;[tax, social, city] = [
    await world.staff('department_clerk'),
    await world.staff('department_clerk'),
    await world.staff('city_office'),
  ]
  mine = await upload(t, tax, list('甲'))
  theirs = await upload(t, social, list('乙'))
})

test('lists its own batches and no others; the city office all', async () => {
  const seen = async (who: Caller) => (await who.ok('listImports')).rows.map((b) => b.id)
  expect(await seen(tax)).toEqual([mine.id])
  expect(await seen(social)).toEqual([theirs.id])
  expect(await seen(city)).toEqual([theirs.id, mine.id])
})

test('reads, reports and gives up its own; another’s is not there', async () => {
  const params = { batchId: theirs.id }
  for (const route of ['getImport', 'listImportIssues', 'exportImportIssues'] as const) {
    const { status, problem } = await tax.call(route, { params })
    expect([route, status, problem.code]).toEqual([route, 404, 'not_found'])
    expect((await social.call(route, { params })).status).toBe(200)
  }
  for (const route of ['previewImport', 'cancelImport'] as const)
    expect((await tax.call(route, { params, body: {} })).status, route).toBe(404)
  expect((await social.ok('getImport', { params })).state).toBe('previewed')
})

test('does not confirm: that is for the city office', async () => {
  const refused = await tax.call('commitImport', {
    params: { batchId: mine.id },
    body: { previewHash: mine.previewHash },
  })
  expect([refused.status, refused.problem.code]).toEqual([403, 'forbidden'])
  expect(await commit(city, mine)).toMatchObject({ state: 'committed', accepted: 1 })
  expect((await tax.ok('getImport', { params: { batchId: mine.id } })).state).toBe('committed')
})

test('that hands in what another had taken already is told so, and shown nothing of it', async () => {
  const file = list('丙')
  const first = await upload(t, tax, file)
  await commit(city, first)
  const again = await social.call('uploadList', { file: file.bytes, query: { fileName: '换个名字.csv' } })
  expect([again.status, again.problem?.code]).toEqual([409, 'duplicate'])
  expect(again.problem.message).toContain('已经入库')
  expect((await tax.ok('uploadList', { file: file.bytes, query: { fileName: file.name } })).id).toBe(first.id)
})
