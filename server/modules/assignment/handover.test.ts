import { expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld } from '#test/builders.ts'
import { grantOf } from '#test/calls.teams.ts'

/** A post handed over from a day that has not come yet. */
const t = testApp()

test('can be called off before its day: whose it was keeps it, and it may be handed to another', async () => {
  const world = await aWorld(t)
  const chief = await world.staff('county_coordinator')
  const [old, heir, other] = await Promise.all(
    [0, 1, 2].map(() => world.staff('bank_manager', world.banks[1].branchId)),
  )
  const firms = await Promise.all([0, 1].map(() => world.firm({ division: world.communities[0] })))
  await world.list(firms)
  const team = await chief.ok('createTeam', {
    body: {
      name: '东村小组',
      members: [{ grantId: await grantOf(old!), leader: true }],
      duties: [{ division: world.communities[0] }],
    },
  })
  const people = async () =>
    (await chief.ok('getTeam', { params: { teamId: team.id } })).people.map((p) => [p.leader, p.to])
  const works = async (who: typeof old) =>
    (await (await t.signIn(who!.accountId!)).ok('listQueue', { query: {} })).rows.length
  const handOver = (to: typeof old) =>
    grantOf(old!).then(async (grantId) =>
      chief.call('arrangeCover', {
        body: {
          kind: 'handover',
          grantId,
          coverGrantId: await grantOf(to!),
          fromOn: '2026-12-01',
          note: '岗位调整',
        },
      }),
    )
  const end = async (coverId: string) =>
    (await t.signIn(chief.accountId!)).call('endCover', { params: { coverId }, body: { reason: '不调了' } })

  const before = await people()
  const planned = await handOver(heir)
  expect(planned.status).toBe(200)
  expect((await handOver(other)).status, 'one at a time').toBe(409)
  expect((await end(planned.body.id)).status).toBe(200)
  expect((await end(planned.body.id)).status, 'once').toBe(409)
  expect(await people()).toEqual(before)

  const again = await handOver(other)
  expect(again.status).toBe(200)
  t.clock.set(new Date('2026-12-02T02:00:00Z'))
  expect(await Promise.all([old, heir, other].map(works)), 'after its day').toEqual([0, 0, 2])
  expect((await end(again.body.id)).problem.code, 'begun: for good').toBe('wrong_status')
})

test('leaves out who was taken out of the team meanwhile, and what was only stood in for', async () => {
  t.clock.set(new Date('2026-11-20T02:00:00Z'))
  const world = await aWorld(t)
  const chief = await world.staff('county_coordinator')
  const [away, old, heir] = await Promise.all(
    [0, 1, 2].map(() => world.staff('bank_manager', world.banks[1].branchId)),
  )
  const [a, b, c] = await Promise.all([away, old, heir].map((who) => grantOf(who!)))
  const made = async (name: string, grantId: string) =>
    chief.ok('createTeam', {
      body: {
        name,
        members: [{ grantId, leader: true }],
        duties: [{ division: world.communities[0] }],
      },
    })
  const [theirs, own] = [await made('请假人的小组', a!), await made('本人的小组', b!)]
  const people = async (teamId: string) =>
    (await chief.ok('getTeam', { params: { teamId } })).people.map((p) => [p.name, p.to])
  for (const [fromOn, toOn] of [
    ['2026-12-01', '2026-12-05'],
    ['2026-12-08', '2026-12-12'],
  ] as const)
    await chief.ok('arrangeCover', {
      body: { kind: 'leave', grantId: a!, coverGrantId: b!, fromOn, toOn, note: '年假' },
    })
  const before = await people(theirs.id)
  const handover = await chief.ok('arrangeCover', {
    body: { kind: 'handover', grantId: b!, coverGrantId: c!, fromOn: '2026-11-29', note: '岗位调整' },
  })
  expect(await people(theirs.id), 'who stands in goes on standing in').toEqual(before)
  const { people: members, version } = await chief.ok('getTeam', { params: { teamId: own.id } })
  const leaver = members.find((p) => p.to !== null)!
  await chief.ok('changeTeam', {
    params: { teamId: own.id },
    body: { action: 'endMember', memberId: leaver.id, version },
  })
  const end = await chief.call('endCover', { params: { coverId: handover.id }, body: { reason: '不调了' } })
  expect(end.status).toBe(200)
  expect([await people(theirs.id), await people(own.id)]).toEqual([before, []])
})

test('a clerk who works for two counties is stood in for in the teams of the county that arranges it alone', async () => {
  const [here, there] = [await aWorld(t), await aWorld(t)]
  const clerk = await here.staff('department_clerk')
  const stranger = await there.staff('county_visitor')
  const [chief, other] = [await here.staff('county_coordinator'), await there.staff('county_coordinator')]
  await here.list([await here.firm({ division: here.communities[0] })])
  const team = await chief.ok('createTeam', {
    body: {
      name: '本县小组',
      members: [{ grantId: await grantOf(clerk), leader: true }],
      duties: [{ division: here.communities[0] }],
    },
  })
  const body = {
    kind: 'leave',
    grantId: await grantOf(clerk),
    fromOn: '2026-11-20',
    toOn: '2026-11-24',
    note: '出差',
  } as const
  const theirs = await other.ok('arrangeCover', {
    body: { ...body, coverGrantId: await grantOf(stranger) },
  })
  expect(theirs.teams).toEqual([])
  expect((await stranger.call('getTeam', { params: { teamId: team.id } })).status).toBe(404)
  expect((await stranger.ok('listQueue', { query: {} })).rows).toEqual([])
  await other.ok('endCover', { params: { coverId: theirs.id }, body: { reason: '不需要' } })
  const own = await chief.ok('arrangeCover', {
    body: { ...body, coverGrantId: await grantOf(await here.staff('county_visitor')) },
  })
  expect(own.teams).toEqual(['本县小组'])
  const end = await other.call('endCover', { params: { coverId: own.id }, body: { reason: '越权' } })
  expect(end.status, 'it does not even see it').toBe(404)
  expect((await other.ok('listCovers', { query: {} })).rows.map((c) => c.id)).not.toContain(own.id)
})
