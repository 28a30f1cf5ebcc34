import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aVisit,
  aVisitWithoutNeed,
  desk,
  papersComplete,
  pushed,
} from '#test/story.ts'

/** Rates nobody can lift by what is not work: drawing again, last round's visits, taking off who was not visited. */
const t = testApp()
let world: World
let clerk: Caller
let visitor: Caller

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('county_coordinator')
  visitor = await world.staff('county_visitor')
})

const total = async (asOf?: string) =>
  (await clerk.ok('getFunnel', { query: { by: 'town', ...(asOf ? { asOf } : {}) } })).total
const rate = async (key: string, asOf?: string) => (await total(asOf)).rates.find((r) => r.key === key)

test('a revolving credit drawn three times is used to the full, and no more', async () => {
  const cast = await aCast(world)
  const firm = await world.firm()
  await world.list([firm])
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, firm))
  await papersComplete(cast.main, caseId)
  await desk(cast.main, caseId, { ...aGrant, creditFen: '100000', revolving: true })
  for (const note of ['XH-1', 'XH-2', 'XH-3'])
    await desk(cast.main, caseId, aLoan('2026-11-20', note, '100000'))
  expect(await rate('drawRate')).toMatchObject({ numerator: '100000', denominator: '100000', bp: 10_000 })
  const { counts } = await total()
  expect(counts.disbursed).toMatchObject({ households: 1, times: 3, fen: '300000' })
  const ledger = await clerk.ok('listLedger', { params: { kind: 'credits' } })
  const summed = (title: string) => {
    const at = ledger.columns.findIndex((c) => c.title === title)
    return ledger.rows.reduce((sum, row) => sum + BigInt(row[at] ?? 0), 0n)
  }
  expect(ledger.rows).toHaveLength(3)
  expect(summed('授信金额（万元）')).toBe(BigInt(counts.credited.fen!))
  expect(summed('放款金额（万元）')).toBe(BigInt(counts.disbursed.fen!))
})

test('who is taken off after publication stays below the line, and is shown', async () => {
  const [met, left, gone] = await world.list(await Promise.all([1, 2, 3].map(() => world.firm())))
  await visitor.ok('recordVisit', { body: aVisitWithoutNeed({ targetId: met!.id }) })
  await t.owner.query("update target set status = 'excluded' where id = $1", [gone!.id])
  await t.owner.query(
    `insert into action_log (flow, subject_id, action, from_status, to_status, account_id, occurred_at, recorded_at)
     values ('target', $1, 'exclude', 'assigned', 'excluded', 2, '2026-11-01T01:00:00Z', now())`,
    [gone!.id],
  )
  const before = await rate('visitRate')
  expect(before).toMatchObject({ numerator: '1', denominator: '2' })
  await clerk.ok('actOnTarget', {
    params: { targetId: left!.id },
    body: { action: 'exclude', version: 1, reason: '剔除' },
  })
  expect(await rate('visitRate')).toEqual(before)
  expect((await total()).counts.takenOff.households).toBe(1)
})

test('a new round starts at nothing; the next version of a round goes on', async () => {
  const firm = await world.firm()
  const [old] = await world.list([firm])
  await visitor.ok('recordVisit', { body: aVisit({ targetId: old!.id }) })
  expect(await rate('visitRate')).toMatchObject({ numerator: '1', denominator: '1' })
  const [first] = await world.list([firm])
  const publishedOn = (targetId: string, at: string) =>
    t.owner.query(
      'update target_list set published_at = $2 where id = (select list_id from target where id = $1)',
      [targetId, at],
    )
  await publishedOn(first!.id, '2026-11-19T08:00:00Z')
  expect(await rate('visitRate')).toMatchObject({ numerator: '0', denominator: '1' })
  await visitor.ok('recordVisit', {
    body: aVisit({ targetId: first!.id, occurredAt: '2026-11-19T09:00:00Z' }),
  })
  const [second] = await world.list([firm])
  await publishedOn(second!.id, '2026-11-20T01:00:00Z')
  const [older, newer] = [first!.id, second!.id]
  await t.owner.query(
    "update target_list set state = 'recalled' where id = (select list_id from target where id = $1)",
    [older],
  )
  await t.owner.query(
    `update target_list n set round = o.round, version = 2 from target_list o
     where n.id = (select list_id from target where id = $1) and o.id = (select list_id from target where id = $2)`,
    [newer, older],
  )
  await t.owner.query('update target set visits = 1 where id = $1', [newer])
  expect(await rate('visitRate')).toMatchObject({ numerator: '1', denominator: '1' })
})
