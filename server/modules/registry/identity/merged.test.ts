import { beforeAll, expect, test } from 'vitest'
import { checkIntegrity } from '#kernel/integrity.ts'
import { ensureRules } from '#modules/screening/screening.commands.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { aListedFirm, csvFile, registryRows, take } from '#test/lists.ts'
import { unpack } from '#test/reach.ts'
import { aVisitWithoutNeed } from '#test/story.ts'

/** A firm that went into another: its number leads to the one that stayed, and what was judged before stays judged. */
const t = testApp()
let [clerk, second, visitor] = [] as unknown as [Caller, Caller, Caller]
let [oldId, newId, caseId, runId] = ['', '', '', '']
const place = '试1区甲1街道东社区'
const one = aListedFirm(place, { name: '禾慧甲种养户', uscc: '', type: '种养大户' })
const coded = aListedFirm(place, { name: one.name, person: one.person, type: '个体工商户' })

const act = (who: Caller, body: object) => who.ok('actOnIdentityCase', { params: { caseId }, body } as never)
const entity = (entityId: string) => clerk.ok('getEntity', { params: { entityId } })
const lists = (entityId: string) => clerk.ok('listListsOfEntity', { params: { entityId } })
const visits = async (entityId: string) =>
  (await clerk.ok('listVisits', { query: { entityId } })).rows.map((v) => v.entityId)
const idOf = async (where: string) =>
  (await t.owner.query(`select id::text from entity where name = '${one.name}' and ${where}`)).rows[0].id
async function screen() {
  const { id } = await clerk.ok('runScreening', { body: {} })
  await t.work()
  return id
}
async function replay(id: string) {
  await clerk.ok('replayScreening', { params: { runId: id }, body: {} })
  await t.work()
  return (await clerk.ok('getScreeningRun', { params: { runId: id } })).replay
}
const alarms = async () =>
  (await t.system(({ trx, now }) => checkIntegrity(trx, now))).find((r) => r.id === 'DG-15')!.count

beforeAll(async () => {
  const world = await aWorld(t)
  clerk = await world.staff('city_office')
  second = await world.staff('city_office')
  visitor = await world.staff('county_visitor')
  const batch = await take(t, clerk, csvFile('农户登记.csv', registryRows([one])))
  await take(t, clerk, csvFile('登记.csv', registryRows([coded])))
  oldId = await idOf('uscc is null')
  newId = await idOf('uscc is not null')
  const { rows } = await t.owner.query(
    `select id::text from identity_case where batch_id = ${batch.id} and state = 'open'`,
  )
  caseId = rows[0].id
  await t.system(ensureRules)
  runId = await screen()
  await visitor.ok('recordVisit', { body: aVisitWithoutNeed({ entityId: oldId }) })
  await act(clerk, { action: 'link', version: 1, entityId: newId })
  await act(second, { action: 'merge', version: 2 })
})

test('its number leads to the firm that stayed, and says so; lists and search do not show it', async () => {
  const led = await entity(oldId)
  expect([led.id, led.uscc, led.mergedFrom]).toEqual([newId, coded.uscc, { id: oldId, name: one.name }])
  expect(led.absorbed).toEqual([{ id: oldId, name: one.name }])
  expect((await entity(newId)).mergedFrom).toBeNull()
  const { rows } = await clerk.ok('listEntities', { query: { search: one.name } })
  expect(rows.map((r) => r.id)).toEqual([newId])
  expect((await clerk.ok('explainEntity', { params: { entityId: oldId } })).runId).toBe(runId)
  expect(await lists(oldId)).toEqual(await lists(newId))
})

test('what was done under its number is seen with the firm that stayed', async () => {
  expect(await visits(newId)).toEqual([oldId])
  expect(await visits(oldId)).toEqual([oldId])
  expect((await entity(newId)).timeline.map((l) => l.flow)).toContain('visit')
})

test('the queue is taken along as a workbook: the rows of the state that is asked for, each with its likeliest firm', async () => {
  const query = { state: 'linked', kind: 'registration' }
  const { rows } = await clerk.ok('listIdentityCases', { query })
  const { raw } = await clerk.call('exportIdentityCases', { query })
  const text = unpack(raw)
  for (const c of rows) expect(text).toContain(c.name)
  expect(text).toContain(coded.uscc)
  expect(text).not.toContain(coded.phone)
  expect(unpack((await clerk.call('exportIdentityCases', { query: { kind: 'tax' } })).raw)).not.toContain(
    one.name,
  )
})

test('a screening of before the merger is judged again the same; one of between it and its undoing as well', async () => {
  expect(await replay(runId)).toMatchObject({ same: true, differing: 0 })
  const between = await screen()
  await act(second, { action: 'undo', version: 3 })
  expect((await entity(oldId)).mergedFrom).toBeNull()
  expect(await visits(newId)).toEqual([])
  expect(await replay(runId)).toMatchObject({ same: true, differing: 0 })
  expect(await replay(between)).toMatchObject({ same: true, differing: 0 })
  expect(await alarms()).toBe(0)
})
