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
