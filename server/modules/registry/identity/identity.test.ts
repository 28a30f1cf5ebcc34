import { beforeAll, describe, expect, test } from 'vitest'
import { foundCity } from '#server/demo/city/city.ts'
import { codelessLists } from '#server/demo/city/codeless.ts'
import { bodyOf, unifiedCode } from '#server/demo/city/codes.ts'
import { divisionRows } from '#server/demo/city/files/geography.ts'
import { registryRows as cityRegistry } from '#server/demo/city/files/registry.ts'
import { emptyPlan } from '#server/demo/city/plan.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount } from '#test/builders.ts'
import {
  aCityOffice,
  aListedFirm,
  commit,
  csvFile,
  registryRows,
  type Table,
  take,
  upload,
} from '#test/lists.ts'
import { aNeed } from '#test/story.ts'
import { readNamesAhead } from './parts.sql.ts'
import { outcomeOf, precisionOf } from './precision.ts'

/** Whom rows without a code speak of, on a city where it is known. */
const t = testApp()
let clerk: Caller
let second: Caller
let reviewer: Caller
const city = foundCity({ entities: 1500, seed: 20, today: '2026-11-20' })
const lists = codelessLists(city, 6)

beforeAll(async () => {
  ;[clerk, second] = (await aCityOffice(t, city.places.cityCode, city.places.city)).staff
  const plan = emptyPlan(city)
  await take(t, clerk, csvFile('行政区划.csv', [...divisionRows(city, plan)] as unknown as Table))
  await take(
    t,
    clerk,
    csvFile('登记.csv', [...cityRegistry(city, plan, () => undefined)] as unknown as Table),
  )
  const { rows } = await t.owner.query<{ id: string }>(
    "select id from org where kind = 'county_office' and division = $1",
    [city.places.counties[0]!.code],
  )
  reviewer = await t.signIn(await anAccount(t, 'county_reviewer', rows[0]!.id))
}, 120_000)

describe('planted rows without a code', () => {
  test('are linked surely, asked about or left alone, at the promised precision and recall', async () => {
    const social = await take(t, clerk, csvFile('参保.csv', lists.social.rows as unknown as Table))
    const registry = await take(t, clerk, csvFile('个体登记.csv', lists.registry.rows as unknown as Table))
    const names = precisionOf(
      await outcomeOf((text, values) => t.owner.query(text, values), social.id),
      lists.social.truth,
    )
    const firms = precisionOf(
      await outcomeOf((text, values) => t.owner.query(text, values), registry.id),
      lists.registry.truth,
    )
    for (const { sure } of [names, firms]) expect(sure.precision.value).toBeGreaterThan(0.98)
    expect(names.sure.recall.value).toBeGreaterThan(0.35)
    expect(firms.sure.recall.value).toBeGreaterThan(0.85)
    expect(names.queue.recall.value).toBeGreaterThan(0.7)
    expect(names.queue.precision.value).toBeGreaterThan(0.7)
  })

  test('ask once: what comes again unchanged stands as it was found, until the firms change', async () => {
    const same = (blanks: number) =>
      csvFile(`${++serial}参保.csv`, [
        ...(lists.social.rows as unknown as Table),
        ...Array.from({ length: blanks }, () => ['', '', '', '']),
      ])
    const asked = async (batchId: string) =>
      (await t.owner.query('select from stage_identity where batch_id = $1', [batchId])).rows.length
    const batch = await take(t, clerk, same(1))
    const before = await standing()
    const again = await upload(t, clerk, same(2))
    expect(again.preview).toMatchObject({ fresh: 0, changed: 0, unmatched: batch.unmatched })
    expect(await asked(again.id)).toBe(0)
    await commit(clerk, again)
    expect(await standing()).toEqual(before)
    await take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows([aListedFirm(place)])))
    expect(await asked((await upload(t, clerk, same(3))).id)).toBeGreaterThan(0)
  })
})

const county = city.places.counties[0]!
const town = county.towns[0]!
const place = `${city.places.city}${county.name}${town.name}${town.communities[0]!.name}`
let serial = 0

/** Everything the registry says now, but for numbers and versions: what an undo must bring back. */
async function standing(): Promise<string[]> {
  const facts = ['registration', 'social'].map(
    (k) =>
      `select '${k}' || ':' || batch_id || ':' || row_no || ':' || coalesce(entity_id::text, 'waits') as line from fact_${k} where until is null`,
  )
  const { rows } = await t.owner.query<{ line: string }>(
    `${facts.join(' union all ')} union all select 'e' || id || ':' || status || ':' || coalesce(merged_into::text, '') || ':' || name || ':' || registration_content from entity order by 1`,
  )
  return rows.map((r) => r.line)
}

const open = async (batchId: string) => {
  const { rows } = await t.owner.query<{ id: string; version: number }>(
    "select id, version from identity_case where batch_id = $1 and state = 'open' order by id",
    [batchId],
  )
  return rows
}
const act = (who: Caller, caseId: string, body: object) =>
  who.call('actOnIdentityCase', { params: { caseId }, body } as never)
const view = (caseId: string) => clerk.ok('getIdentityCase', { params: { caseId } })

describe('the queue', () => {
  const twins = (over: Partial<ReturnType<typeof aListedFirm>> = {}) => {
    const name = `${county.name}慧星${++serial}面食店`
    return [0, 1].map(() => aListedFirm(place, { name, type: '个体工商户', ...over }))
  }
  const social = (name: string, insured: number) =>
    csvFile(`${++serial}参保.csv`, [socialTitles, [name, '', insured, '202610']])
  const socialTitles = ['单位名称', '统一社会信用代码', '参保人数', '最近缴费月份']

  test('shows row and candidates side by side; a link is undone exactly, and remembered', async () => {
    const two = twins()
    await take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows(two)))
    const batch = await take(t, clerk, social(two[0]!.name, 7))
    expect(batch.unmatched).toBe(1)
    const [one] = await open(batch.id)
    const shown = await view(one!.id)
    expect(shown.row).toMatchObject({ name: two[0]!.name, fileName: batch.fileName, rowNo: 2 })
    expect(new Set(shown.options.map((o) => o.uscc))).toEqual(new Set(two.map((f) => f.uscc)))
    expect(shown.options[0]!.parts.map((p) => p.label)).toContain('字号相同')
    expect(shown.options[0]!.parts.reduce((n, p) => n + p.points, 0)).toBe(shown.options[0]!.score)
    expect(shown.options[0]!.phone).toContain('****')
    const before = await standing()
    const chosen = shown.options.find((o) => o.uscc === two[1]!.uscc)!
    await clerk.ok('actOnIdentityCase', {
      params: { caseId: one!.id },
      body: { action: 'link', version: shown.version, entityId: chosen.entityId },
    })
    const linked = await view(one!.id)
    expect(linked).toMatchObject({ state: 'linked', how: 'person', linkedTo: two[1]!.name })
    expect(await standing()).toContain(`social:${batch.id}:2:${chosen.entityId}`)
    const again = await take(t, clerk, social(two[0]!.name, 8))
    expect(again).toMatchObject({ unmatched: 0 })
    expect(await open(again.id)).toEqual([])
    const { rows } = await clerk.ok('listIdentityCases', { query: { state: 'linked', kind: 'social' } })
    const followed = rows.find((r) => r.how === 'memory')!
    expect(followed).toMatchObject({ linkedTo: two[1]!.name })
    // The row of before has been replaced since: only the last decision can be taken back.
    expect((await act(clerk, one!.id, { action: 'undo', version: linked.version })).status).toBe(409)
    await clerk.ok('actOnIdentityCase', {
      params: { caseId: followed.id },
      body: { action: 'undo', version: 1 },
    })
    expect((await standing()).filter((l) => !before.includes(l))).toEqual([`social:${again.id}:2:waits`])
    expect((await upload(t, clerk, social(two[0]!.name, 9))).preview).toMatchObject({
      unmatched: 1,
      changed: 1,
    })
  })

  test('forgets nothing that was denied, and a version that is not the latest changes nothing', async () => {
    const two = twins()
    await take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows(two)))
    const batch = await take(t, clerk, social(two[0]!.name, 3))
    const [one] = await open(batch.id)
    const before = await standing()
    expect((await act(clerk, one!.id, { action: 'notSame', version: 9 })).status).toBe(409)
    await clerk.ok('actOnIdentityCase', {
      params: { caseId: one!.id },
      body: { action: 'later', version: 1 },
    })
    await clerk.ok('actOnIdentityCase', {
      params: { caseId: one!.id },
      body: { action: 'notSame', version: 2 },
    })
    expect(await standing()).toEqual(before)
    const again = await take(t, clerk, social(two[0]!.name, 4))
    expect(await open(again.id)).toEqual([])
    await clerk.ok('actOnIdentityCase', { params: { caseId: one!.id }, body: { action: 'undo', version: 3 } })
    const third = await take(t, clerk, social(two[0]!.name, 5))
    expect(await open(third.id)).toHaveLength(1)
  })

  test('shows of a candidate what its page shows: a company’s owner in full, a person’s masked, phones never', async () => {
    for (const masked of [false, true]) {
      const two = twins(masked ? {} : { type: '有限责任公司' })
      if (masked) two[0]!.uscc = unifiedCode('92', '440800', bodyOf(70_001, 'current', 7))
      await take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows(two)))
      const [one] = await open((await take(t, clerk, social(two[0]!.name, 7))).id)
      const shown = (await view(one!.id)).options.find((o) => o.uscc === two[0]!.uscc)!
      const page = await clerk.ok('getEntity', { params: { entityId: shown.entityId } })
      const { person, address } = two[0]!
      expect(shown.legalRep).toBe(masked ? `${person[0]}*` : person)
      expect(shown.address === address).toBe(!masked)
      expect(page).toMatchObject({ legalRep: shown.legalRep, address: shown.address, phone: shown.phone })
      const fact = page.facts.find((f) => f.kind === 'registration')!
      expect(fact.values.find((v) => v.label === '法定代表人')!.value).toBe(shown.legalRep)
      expect(JSON.stringify([page, shown])).not.toContain(two[0]!.phone)
    }
  })
})

describe('a firm without a code', () => {
  const farmer = (over = {}) =>
    aListedFirm(place, { name: `${county.short}禾慧${++serial}种养户`, uscc: '', type: '种养大户', ...over })
  const registry = (rows: Parameters<typeof registryRows>[0]) =>
    csvFile(`${++serial}农户登记.csv`, registryRows(rows))

  test('is a firm, the same one when its row comes again; a company without a code goes back', async () => {
    const one = farmer()
    const company = aListedFirm(place, { uscc: '' })
    const batch = await take(t, clerk, registry([one, { ...one }, company]))
    expect(batch).toMatchObject({ accepted: 1, unchanged: 1, rejected: 1 })
    const again = await upload(t, clerk, registry([{ ...one, phone: '13900000001' }]))
    expect(again.preview).toMatchObject({ fresh: 0, changed: 1 })
    const { rows } = await clerk.ok('listEntities', { query: { search: one.name } })
    expect(rows).toEqual([expect.objectContaining({ name: one.name, uscc: null, kind: 'farmer' })])
  })

  test('is merged by two people and comes back whole; not while a declaration stands on it', async () => {
    const one = farmer()
    const batch = await take(t, clerk, registry([one]))
    const coded = aListedFirm(place, {
      ...one,
      ...aListedFirm(place),
      name: one.name,
      person: one.person,
      type: '个体工商户',
    })
    await take(t, clerk, csvFile(`${++serial}登记.csv`, registryRows([coded])))
    const [c] = await open(batch.id)
    const before = await standing()
    const shown = await view(c!.id)
    const caseId = c!.id
    const { entityId } = shown.options.find((o) => o.uscc === coded.uscc)!
    await clerk.ok('actOnIdentityCase', {
      params: { caseId },
      body: { action: 'link', version: 1, entityId },
    })
    expect((await act(clerk, caseId, { action: 'merge', version: 2 })).status).toBe(403)
    const { rows: self } = await t.owner.query<{ id: string; division: string }>(
      'select id, division from entity where name = $1 and uscc is null',
      [one.name],
    )
    const declared = await reviewer.ok('createDeclaration', {
      body: { ...aNeed(), entityId: self[0]!.id, submit: false },
    })
    expect((await act(second, caseId, { action: 'merge', version: 2 })).problem.message).toContain(
      '在办的融资申报',
    )
    await reviewer.ok('actOnDeclaration', {
      params: { declarationId: declared.id },
      body: { action: 'withdraw', version: declared.version, reason: '企业不再需要资金' },
    })
    await second.ok('actOnIdentityCase', { params: { caseId }, body: { action: 'merge', version: 2 } })
    expect((await second.ok('getEntity', { params: { entityId: self[0]!.id } })).id).toBe(entityId)
    const again = await upload(t, clerk, registry([one, farmer()]))
    expect(again.preview).toMatchObject({ fresh: 1, changed: 0, unchanged: 1 })
    await second.ok('actOnIdentityCase', { params: { caseId }, body: { action: 'undo', version: 3 } })
    expect(await standing()).toEqual(before)
  })
})

test('names of a list that waits are read ahead, with the words of today or not at all', async () => {
  const firm = aListedFirm('', { name: '泽城区晨雾里食品有限公司' })
  const batch = await upload(t, clerk, csvFile('新登记.csv', registryRows([firm])))
  const known = async () =>
    (await t.owner.query("select brand from name_parts where name_key like '%晨雾里%'")).rows
  await readNamesAhead(t.deps.system, batch.id)
  expect(await known(), 'more are known than it has').toEqual([])
  await t.owner.query('delete from name_parts')
  await readNamesAhead(t.deps.system, batch.id)
  expect(await known()).toEqual([{ brand: '晨雾里' }])
  await t.owner.query("update name_words set words_hash = 'of yesterday'")
  await t.owner.query('delete from name_parts')
  await readNamesAhead(t.deps.system, batch.id)
  expect(await known(), 'all firms are to be read anew').toEqual([])
  await commit(clerk, batch)
  const social: Table = [
    ['单位名称', '参保人数'],
    ['泽城区晨雾里食品公司', '3'],
  ]
  await take(t, clerk, csvFile(`${++serial}参保.csv`, social))
  const { rows } = await t.owner.query('select count(*)::int as n from name_parts')
  expect(rows[0]!.n, 'those of the city and this one').toBeGreaterThan(1400)
})
