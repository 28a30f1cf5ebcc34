import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestTarget, type World } from '#test/builders.ts'
import { aPhoneCall, aVisit, aVisitWithoutNeed } from '#test/story.ts'

/** A list that is made anew in the middle of its round: the work done on the version before goes on in the next. */
const t = testApp()
let world: World
let visitor: Caller
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  visitor = await world.staff('county_visitor')
  city = await world.staff('city_office')
})

/** The next version of a list with some of its firms, drafted and assigned; answers its id. */
async function nextVersion(targets: readonly TestTarget[]): Promise<string> {
  const { rows } = await t.owner.query<{ id: string }>(
    `with o as (select l.* from target_list l join target t on t.list_id = l.id where t.id = $1),
      n as (insert into target_list (name, round, version, state, run_id, targets, made_by, made_at)
        select name, round, (select max(version) + 1 from target_list x where x.round = o.round), 'draft', run_id, $2, 2, made_at from o returning id),
      a as (insert into assignment_run (list_id, state, placed, unplaced, account_id, started_at, finished_at)
        select id, 'done', $2, 0, 2, now(), now() from n),
      t as (insert into target (list_id, entity_id, division, tier, status, main_bank_id, main_branch_id, backup_bank_id, backup_branch_id)
        select n.id, t.entity_id, t.division, t.tier, 'assigned', t.main_bank_id, t.main_branch_id, t.backup_bank_id, t.backup_branch_id
        from n, target t where t.id = any ($3))
     select id::text from n`,
    [targets[0]!.id, targets.length, targets.map((x) => x.id)],
  )
  return rows[0]!.id
}
const publish = (listId: string) => city.ok('publishTargetList', { params: { listId }, body: {} })
const rowsOn = async (listId: string) =>
  (await city.ok('listTargets', { query: { listId, division: world.county, limit: '100' } })).rows

test('statuses and visits are carried over, and the invariants hold', async () => {
  const targets = await world.list(await Promise.all([1, 2, 3, 4].map(() => world.firm())))
  const [met, called, missed] = targets as [TestTarget, TestTarget, TestTarget]
  for (const body of [
    aVisitWithoutNeed({ targetId: met.id }),
    aVisit({ targetId: met.id, occurredAt: '2026-11-19T06:00:00.000Z' }),
    aPhoneCall({ targetId: called.id }),
  ])
    await visitor.ok('recordVisit', { body })
  await city.ok('actOnTarget', {
    params: { targetId: missed.id },
    body: { action: 'exclude', version: 1, reason: '已搬离' },
  })
  const second = await nextVersion(targets)
  await publish(second)
  const seen = (rows: Awaited<ReturnType<typeof rowsOn>>) =>
    Object.fromEntries(rows.map((r) => [r.entityId, [r.status, r.visits]]))
  expect(seen(await rowsOn(second))).toEqual({
    [met.firm.id]: ['hasNeed', 2],
    [called.firm.id]: ['preContacted', 0],
    [missed.firm.id]: ['excluded', 0],
    [targets[3]!.firm.id]: ['assigned', 0],
  })
  const third = await nextVersion([called, targets[3]!])
  await publish(third)
  const fourth = await nextVersion(targets)
  await publish(fourth)
  expect(
    seen(await rowsOn(fourth)),
    'a firm left out of one version comes back with its visits',
  ).toMatchObject({
    [met.firm.id]: ['hasNeed', 2],
    [called.firm.id]: ['preContacted', 0],
  })
  const again = (await rowsOn(fourth)).find((r) => r.entityId === met.firm.id)!
  await visitor.ok('recordVisit', {
    body: aVisit({ targetId: again.id, occurredAt: '2026-11-19T09:00:00.000Z' }),
  })
  expect((await rowsOn(fourth)).find((r) => r.id === again.id)!.visits).toBe(3)
})

test('an older draft does not replace what was published after it; nor does a list with firms that left the registry', async () => {
  const targets = await world.list(await Promise.all([1, 2].map(() => world.firm())))
  const older = await nextVersion(targets)
  const newer = await nextVersion(targets)
  const refused = async (listId: string) => {
    const { status, problem } = await city.call('publishTargetList', { params: { listId }, body: {} })
    return [status, problem.message]
  }
  const firm = targets[0]!.firm.id
  await t.owner.query("update entity set status = 'withdrawn' where id = $1", [firm])
  expect(await refused(newer)).toEqual([422, expect.stringContaining('清单里有 1 户')])
  await t.owner.query("update entity set status = 'live' where id = $1", [firm])
  await publish(newer)
  expect(await refused(older)).toEqual([409, expect.stringContaining('较早的第')])
})
