import { beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestTarget, type World } from '#test/builders.ts'
import { aPhoneCall, aVisit, aVisitWithoutNeed } from '#test/story.ts'
import { performAssignment } from './assignment.public.ts'

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

test('a firm taken off a draft by hand stays off; who took it off does not publish, nor does anybody while banks are being found', async () => {
  const [met, other] = (await world.list(await Promise.all([1, 2].map(() => world.firm())))) as [
    TestTarget,
    TestTarget,
  ]
  await visitor.ok('recordVisit', { body: aVisitWithoutNeed({ targetId: met.id }) })
  const draft = await nextVersion([met, other])
  const row = (await rowsOn(draft)).find((r) => r.entityId === met.firm.id)!
  await city.ok('actOnTarget', {
    params: { targetId: row.id },
    body: { action: 'exclude', version: row.version, reason: '企业已注销，剔除' },
  })
  const params = { listId: draft }
  expect((await city.call('publishTargetList', { params, body: {} })).problem.code).toBe('maker_is_checker')
  const checker = await world.staff('city_office')
  const running = (state: string) =>
    t.owner.query('update assignment_run set state = $2 where list_id = $1', [draft, state])
  await running('running')
  const early = await checker.call('publishTargetList', { params, body: {} })
  expect([early.status, early.problem.message]).toEqual([409, '清单正在派发，请等它完成再发布'])
  await running('done')
  await checker.ok('publishTargetList', { params, body: {} })
  expect((await rowsOn(draft)).find((r) => r.id === row.id)!.status).toBe('excluded')
})

test('an assignment that is taken up again writes nothing into a list that was published meanwhile', async () => {
  const targets = await world.list(await Promise.all([1, 2].map(() => world.firm())))
  const draft = await nextVersion(targets)
  await publish(draft)
  const { rows } = await t.owner.query<{ id: string }>(
    "update assignment_run set state = 'running' where list_id = $1 returning id::text",
    [draft],
  )
  const before = await rowsOn(draft)
  await expect(t.system((ctx) => performAssignment(ctx, rows[0]!.id))).rejects.toMatchObject({
    code: 'wrong_status',
  })
  await t.owner.query("update assignment_run set state = 'done' where list_id = $1", [draft])
  expect(await rowsOn(draft)).toEqual(before)
})
