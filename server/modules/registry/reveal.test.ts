import { beforeAll, expect, test } from 'vitest'
import { verbsOfRole } from '#contract/organisations/roles.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import { hear, inParallel, questionsFor } from '#test/reach.ts'

/** A phone is shown one at a time, for a reason, on the record, and only so often a day. */
const t = testApp()
let world: World
let firms: TestFirm[]
const quota = 4

beforeAll(async () => {
  world = await aWorld(t)
  firms = await Promise.all([...Array(8).keys()].map(() => world.firm()))
  await world.list(firms)
  await (await world.staff('city_office')).ok('changeParameter', {
    params: { key: 'revealsPerDay' },
    body: { value: quota, reason: '试验用的小限额', version: 0 },
  })
})

const look = (who: Caller, firm: TestFirm, field = 'phone', reason = '约定上门时间') =>
  who.call('reveal', { params: { entityId: firm.id }, body: { field, reason } })

test('one value for one reason, with a trace; the next beyond the day’s number is refused', async () => {
  const who = await world.staff('grid_worker')
  for (let i = 0; i < quota; i += 1) {
    const { status, body } = await look(who, firms[i]!)
    expect([status, body.value, body.leftToday]).toEqual([200, firms[i]!.phone, quota - 1 - i])
  }
  const over = await look(who, firms[quota]!)
  expect([over.status, over.problem.code]).toEqual([429, 'quota'])
  expect(over.raw.toString()).not.toContain(firms[quota]!.phone)
  // What was seen today may be seen again; another field of the same firm is another look.
  expect((await look(who, firms[0]!)).status).toBe(200)
  expect((await look(who, firms[0]!, 'legalRep')).status).toBe(429)
  const { rows } = await t.owner.query<{ looks: number; logged: number; audited: number; refused: number }>(
    `select (select count(*)::int from reveal where account_id = $1) as looks, (select count(*)::int from action_log where account_id = $1 and action = 'reveal') as logged,
       (select count(*)::int from audit where account_id = $1 and action = 'reveal' and personal and status = 200) as audited,
       (select count(*)::int from audit where account_id = $1 and action = 'reveal' and status = 429) as refused`,
    [who.accountId],
  )
  expect(rows[0]).toEqual({ looks: quota, logged: quota, audited: quota + 1, refused: 2 })
  t.clock.advance(24 * 3_600_000)
  expect((await look(await t.signIn(who.accountId!), firms[quota]!)).status).toBe(200)
  t.clock.set(testNow)
})

test('two tabs at once do not take more than the day allows', async () => {
  const who = await world.staff('town_officer')
  const statuses: number[] = []
  await inParallel(firms, async (firm) => void statuses.push((await look(who, firm)).status))
  expect(statuses.filter((s) => s === 200)).toHaveLength(quota)
  expect(statuses.filter((s) => s === 429)).toHaveLength(firms.length - quota)
})

test('a reason is asked for, and nothing but the three fields is to be had', async () => {
  const who = await world.staff('county_visitor')
  for (const [field, reason] of [
    ['phone', ''],
    ['phone', '看看'],
    ['uscc', '约定上门时间'],
    ['contact_phone', '约定上门时间'],
  ] as const)
    expect((await look(who, firms[0]!, field, reason)).status, `${field} ${reason}`).toBe(400)
})

test('a harvester gets as many phones as the day allows and not one more, whatever it asks', async () => {
  const who = await world.staff('grid_worker')
  const found = new Set<string>()
  const tries = {
    entityId: firms.map((f) => f.id),
    search: [...firms.map((f) => f.phone), '139', firms[0]!.name],
    limit: ['100', '1'],
    division: [world.communities[0]],
  }
  await hear(who, questionsFor('grid_worker', tries), (h) => {
    for (const firm of firms) if (h.body.includes(firm.phone)) found.add(firm.phone)
    if (h.query.search?.startsWith('139') && 'rows' in (h.json as object))
      expect((h.json as { rows: [] }).rows).toEqual([])
  })
  expect(found.size).toBe(0)
  await inParallel(firms, async (firm) => {
    const { status, body } = await look(who, firm)
    if (status === 200) found.add(body.value!)
  })
  expect(found.size).toBe(quota)
})

test('banks, firms, departments and administrators have no such look', () => {
  for (const [role, verbs] of Object.entries(verbsOfRole))
    if (/^bank_|_admin$|enterprise|department|province|regulator/.test(role))
      expect(verbs as readonly string[], role).not.toContain('entity.reveal')
})
