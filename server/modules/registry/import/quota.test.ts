import { expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aListedFirm, csvFile, registryRows } from '#test/lists.ts'
import { setParameter } from '#test/story.ts'

/** What one account may hand in: files of a day, their bytes, batches that wait. */
const t = testApp()

const send = (who: Caller, name: string, fill = '') => {
  const file = csvFile(`${name}登记.csv`, registryRows([aListedFirm(`试1区甲1街道东社区${fill}`)]))
  return who.call('uploadList', { file: file.bytes, query: { fileName: file.name } })
}

test('beyond the day’s files, its bytes or the batches that wait a list is refused, and told when it may come', async () => {
  const world = await aWorld(t)
  const [clerk, other] = [await world.staff('city_office'), await world.staff('city_office')]
  const set = (key: 'importOpenBatches' | 'importFilesPerDay' | 'importMegabytesPerDay', value: number) =>
    setParameter(other, key, value)

  await set('importOpenBatches', 2)
  const [first, second] = [await send(clerk, '甲'), await send(clerk, '乙')]
  expect([first.status, second.status]).toEqual([200, 200])
  const third = await send(clerk, '丙')
  expect([third.status, third.problem.code]).toEqual([429, 'too_many'])
  expect(third.problem.message).toContain('最多 2 个')
  // Another account has its own measure; giving one up makes room at once.
  expect((await send(other, '丁')).status).toBe(200)
  await clerk.ok('cancelImport', { params: { batchId: first.body.id }, body: {} })
  expect((await send(clerk, '丙')).status).toBe(200)

  await set('importOpenBatches', 100)
  await set('importFilesPerDay', 3)
  const fourth = await send(clerk, '戊')
  expect([fourth.status, fourth.problem.message]).toEqual([429, expect.stringContaining('明天零点以后')])
  const wait = Number(fourth.headers['retry-after'])
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(86_400)

  await set('importFilesPerDay', 300)
  await set('importMegabytesPerDay', 1)
  expect((await send(clerk, '己')).status).toBe(200)
  const large = await send(clerk, '庚', '长'.repeat(400_000))
  expect([large.status, large.problem.code]).toEqual([429, 'too_many'])
  expect(large.problem.message).toContain('1 MB')
  const { rows } = await t.owner.query<{ n: number }>(
    'select count(*)::int as n from import_batch where created_by = $1',
    [clerk.accountId],
  )
  expect(rows[0]!.n).toBe(4)
})
