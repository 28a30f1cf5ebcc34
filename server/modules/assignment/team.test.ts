import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type TestTarget, type World } from '#test/builders.ts'
import { grantOf } from '#test/calls.teams.ts'
import { aMissedVisit, aVisit, aVisitWithoutNeed } from '#test/story.ts'
import { sweepCovers } from './cover.jobs.ts'

/** Who walks which streets: teams of several bodies, cover and handover by date, leases by the clock. */
const t = testApp()
let world: World
let chief: Caller
let street: Caller
let banker: Caller
let keeper: Caller
let east: TestTarget[]
let west: TestTarget[]
let teamId: string

const hour = 3_600_000
const at = (ms: number) => t.clock.set(new Date(testNow.getTime() + ms))
const queue = async (who: Caller, query: Record<string, string> = {}) =>
  (await who.ok('listQueue', { query: { limit: '100', ...query } })).rows
const names = async (who: Caller) => new Set((await queue(who)).map((r) => r.name))
const visit = (who: Caller, targetId: string, over: object = {}) =>
  who.call('recordVisit', { body: aVisit({ targetId, ...over }) })
const team = () => chief.ok('getTeam', { params: { teamId } })

beforeAll(async () => {
  world = await aWorld(t)
  chief = await world.staff('county_coordinator')
  street = await world.staff('grid_worker')
  // Of the second bank: none of these firms has it for its main bank.
  banker = await world.staff('bank_manager', world.banks[1].branchId)
  keeper = await world.staff('department_clerk')
  const firms = []
  for (let i = 0; i < 8; i++) firms.push(await world.firm({ division: world.communities[i < 5 ? 0 : 1] }))
  const targets = await world.list(firms)
  const lies = (community: string) => targets.filter((x) => x.firm.division === community)
  ;[east, west] = [lies(world.communities[0]), lies(world.communities[1])]
  const members = await Promise.all([street, banker, keeper].map(grantOf))
  const made = await chief.ok('createTeam', {
    body: {
      name: '东社区三人组',
      members: members.map((grantId, i) => ({ grantId, leader: i === 0 })),
      duties: [{ division: world.communities[0] }],
    },
  })
  teamId = made.id
})

describe('a team of three bodies', () => {
  test('works one queue, seen by each member and nobody else; what is outside its duty is not in it', async () => {
    const own = new Set(east.map((x) => x.firm.name))
    for (const who of [street, banker, keeper]) expect(await names(who)).toEqual(own)
    expect(await names(await world.staff('bank_manager', world.banks[1].branchId))).toEqual(new Set())
    expect(await names(await world.staff('department_clerk'))).toEqual(new Set())
    expect((await banker.call('getTarget', { params: { targetId: west[0]!.id } })).status).toBe(404)
  })

  test('a bank is shown the firm, not who else stands beside it, and its own lists stay its own', async () => {
    const [row] = await queue(banker)
    expect(row).toMatchObject({ mainBranch: null, backupBranch: null })
    const shown = await banker.ok('getTarget', { params: { targetId: east[0]!.id } })
    expect([shown.mainBranch, shown.mainBank, shown.backupBank]).toEqual([null, null, null])
    expect((await banker.ok('listTargets')).rows).toEqual([])
    expect((await banker.ok('listDeskCases')).rows).toEqual([])
  })

  test('stands in the tree of each body, and in no other', async () => {
    const head = await world.staff('bank_head', world.banks[1].id)
    const other = await world.staff('bank_head', world.banks[0].id)
    const seen = async (who: Caller) => (await who.ok('listTeams')).rows.some((r) => r.id === teamId)
    expect(await Promise.all([street, banker, keeper, chief, head, other].map(seen))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect((await other.call('getTeam', { params: { teamId } })).status).toBe(404)
    expect((await team()).people.map((p) => p.leader)).toEqual([true, false, false])
  })

  test('a visit of a member counts once, whoever writes it', async () => {
    const { id } = east[0]!
    const first = await visit(banker, id)
    expect([first.status, first.body.counted, first.body.household]).toEqual([200, true, true])
    const again = await visit(street, id)
    expect([again.body.counted, again.body.household]).toEqual([true, false])
    expect(await team()).toMatchObject({ visited: 1, open: 4 })
  })

  test('whose post ends loses the firms at once; who leaves the team loses them too', async () => {
    const leaver = await world.staff('bank_manager', world.banks[1].branchId)
    const grantId = await grantOf(leaver)
    const change = async (body: object) =>
      chief.ok('changeTeam', { params: { teamId }, body: { version: (await team()).version, ...body } })
    await change({ action: 'addMember', grantId, leader: false })
    expect((await queue(leaver)).length).toBe(5)
    const memberId = (await team()).people.find((p) => p.grantId === grantId)!.id
    await change({ action: 'endMember', memberId })
    expect(await queue(leaver)).toEqual([])
    await change({ action: 'addMember', grantId, leader: false })
    expect((await queue(leaver)).length).toBe(5)
    await t.owner.query("update role_grant set state = 'ended', to_at = $2 where id = $1", [grantId, testNow])
    expect((await leaver.call('listQueue')).status).toBe(401)
    expect((await team()).people.some((p) => p.grantId === grantId)).toBe(false)
  })

  test('only an office whose place it is makes and changes it', async () => {
    const stranger = await (await aWorld(t)).staff('county_coordinator')
    const body = { action: 'end', version: (await team()).version, reason: '撤并小组' }
    expect((await stranger.call('changeTeam', { params: { teamId }, body })).status).toBe(404)
    const made = await stranger.call('createTeam', {
      body: {
        name: '越界小组',
        members: [{ grantId: await grantOf(street), leader: true }],
        duties: [{ division: world.communities[0] }],
      },
    })
    expect(made.status).toBe(422)
  })
})

describe('leave cover and handover', () => {
  test('the cover has the same firms for these days only: it begins and ends by the clock', async () => {
    const cover = await world.staff('county_visitor')
    const elsewhere = await t.signIn(
      (
        await t.owner.query<{ id: string }>(
          `with o as (insert into org (kind, name, division, created_at) values ('community', '西村', $1, $2) on conflict (kind, division) where kind in ('province_office', 'city_office', 'county_office', 'town_office', 'community') do update set name = excluded.name returning id),
          p as (insert into person (name, created_at) values ('西格', $2) returning id), a as (insert into account (person_id, login, password_hash, created_at) select id, 'west-' || id, 'none', $2 from p returning id, person_id)
         insert into role_grant (account_id, person_id, role, org_id, state, requested_by, decided_by, from_at) select a.id, a.person_id, 'grid_worker', o.id, 'active', 2, 1, $2 from a, o returning account_id as id`,
          [world.communities[1], testNow],
        )
      ).rows[0]!.id,
    )
    void cover
    const [away, by] = [await grantOf(street), await grantOf(elsewhere)]
    const body = {
      kind: 'leave',
      grantId: away,
      coverGrantId: by,
      fromOn: '2026-11-21',
      toOn: '2026-11-22',
      note: '参加市里培训',
    }
    const far = await chief.call('arrangeCover', { body: { ...body, toOn: '2099-12-31' } })
    expect([far.status, far.problem.message]).toEqual([422, expect.stringContaining('最长 90 日')])
    const made = await chief.ok('arrangeCover', { body })
    const twice = await chief.call('arrangeCover', { body: { ...body, fromOn: '2026-11-22' } })
    expect([twice.status, twice.problem.message]).toEqual([409, expect.stringContaining('已由')])
    expect(made).toMatchObject({ live: false, teams: ['东社区三人组'], to: '2026-11-22T16:00:00.000Z' })
    expect(await queue(elsewhere), 'not before the day').toEqual([])
    at(24 * hour)
    const again = await t.signIn(elsewhere.accountId!)
    expect((await queue(again)).length).toBe(5)
    expect((await again.ok('getMyWork')).covers).toMatchObject([{ mine: 'covering', live: true }])
    expect((await (await t.signIn(street.accountId!)).ok('getMyWork')).covers).toMatchObject([
      { mine: 'away' },
    ])
    const seen = await visit(again, east[1]!.id, {
      occurredAt: new Date(testNow.getTime() + 23 * hour).toISOString(),
    })
    expect([seen.status, seen.body.counted]).toEqual([200, true])
    at(3 * 24 * hour)
    const after = await t.signIn(elsewhere.accountId!)
    expect(await queue(after), 'ended by the clock').toEqual([])
    const late = await visit(after, east[2]!.id, { note: '回头补记' })
    expect(late.body).toMatchObject({ counted: false, household: false, late: true, note: '回头补记' })
    expect((await street.call('getTarget', { params: { targetId: east[2]!.id } })).status).toBe(401)
    const holder = await t.signIn(street.accountId!)
    expect(await holder.ok('getTarget', { params: { targetId: east[2]!.id } })).toMatchObject({
      status: 'assigned',
      visits: 0,
    })
    at(0)
  })

  test('stays within a bank, with the office that answers for the person, and goes one way', async () => {
    const posts = await Promise.all(
      [0, 1, 1].map(async (i) => grantOf(await world.staff('bank_manager', world.banks[i]!.branchId))),
    )
    const [rival, one, other] = posts as [string, string, string]
    const ask = (who: Caller, grantId: string, coverGrantId: string) =>
      who.call('arrangeCover', {
        body: {
          kind: 'leave',
          grantId,
          coverGrantId,
          fromOn: '2026-11-23',
          toOn: '2026-11-24',
          note: '年假',
        },
      })
    const town = await world.staff('town_officer')
    expect((await ask(chief, one, rival)).status, 'a rival bank').toBe(422)
    expect((await ask(town, one, other)).status, 'a town for a bank').toBe(403)
    const made = await ask(chief, one, other)
    expect(made.status).toBe(200)
    expect((await ask(chief, other, one)).status, 'for each other').toBe(422)
    const end = (who: Caller) =>
      who.call('endCover', { params: { coverId: made.body.id }, body: { reason: '提前回来' } })
    expect((await end(town)).status, 'ended by a town, which does not see it').toBe(404)
    expect((await end(chief)).status).toBe(200)
  })

  test('both are told when it begins, the day before it ends and when it has ended, each once, and nobody beside them', async () => {
    const [away, by, beside] = await Promise.all(
      [0, 1, 2].map(() => world.staff('bank_manager', world.banks[1].branchId)),
    )
    const body = {
      kind: 'leave',
      grantId: await grantOf(away!),
      coverGrantId: await grantOf(by!),
      note: '年假',
    }
    await chief.ok('arrangeCover', { body: { ...body, fromOn: '2026-11-21', toOn: '2026-11-24' } })
    const off = await chief.ok('arrangeCover', {
      body: { ...body, fromOn: '2026-12-10', toOn: '2026-12-12' },
    })
    await chief.ok('endCover', { params: { coverId: off.id }, body: { reason: '不请假了' } })
    // A message waits for every transaction begun before it, those of other files' databases too.
    const delivered = () =>
      expect
        .poll(
          async () => {
            await t.deliver()
            return (
              await t.owner.query("select from inv.outbox where state = 'pending' and dest = 'notices'")
            ).rowCount
          },
          { timeout: 30_000 },
        )
        .toBe(0)
    const told = async (who: Caller | undefined) => {
      const { rows } = await (await t.signIn(who!.accountId!)).ok('listNotices', {})
      return rows.map((n) => n.title).filter((title) => title.includes('顶岗'))
    }
    const on = async (day: string) => {
      t.clock.set(new Date(`${day}T02:00:00Z`))
      for (let i = 0; i < 2; i++) await sweepCovers(t.deps)
      await delivered()
      return [await told(away), await told(by), await told(beside)]
    }
    expect(await on('2026-11-20'), 'not before its day').toEqual([[], [], []])
    const begun = ['您的走访对象今起由他人顶岗，到 2026-11-24 止', '您今起替他人顶岗，到 2026-11-24 止']
    expect(await on('2026-11-21')).toEqual([[begun[0]], [begun[1]], []])
    expect(
      (await on('2026-11-23')).map((x) => x.length),
      'nothing new',
    ).toEqual([1, 1, 0])
    const soon = [
      '替您顶岗的安排到 2026-11-24 止，之后的走访仍由您办',
      '您的顶岗到 2026-11-24 止，没走完的请当面交代',
    ]
    expect(await on('2026-11-24')).toEqual([[soon[0], begun[0]], [soon[1], begun[1]], []])
    const over = ['替您顶岗的安排已结束，走访对象回到您这里', '您的顶岗已结束；此后补记的走访不计户']
    expect(await on('2026-11-25')).toEqual([[over[0], soon[0], begun[0]], [over[1], soon[1], begun[1]], []])
    expect(
      (await on('2026-12-15')).map((x) => x.length),
      'the one called off is not told of',
    ).toEqual([3, 3, 0])
    at(0)
  })

  test('a handover moves the duties for good; what the old holder brings late is kept and does not count', async () => {
    const [old, heir] = [
      await world.staff('bank_manager', world.banks[1].branchId),
      await world.staff('bank_manager', world.banks[1].branchId),
    ]
    const made = await chief.ok('createTeam', {
      body: {
        name: '西村小组',
        members: [{ grantId: await grantOf(old), leader: true }],
        duties: [{ division: world.communities[1] }],
      },
    })
    expect((await queue(old)).length).toBe(3)
    const body = {
      kind: 'handover',
      grantId: await grantOf(old),
      coverGrantId: await grantOf(heir),
      fromOn: '2026-11-20',
      note: '岗位调整',
    }
    await chief.ok('arrangeCover', { body })
    expect((await chief.call('arrangeCover', { body })).status).toBe(409)
    expect([(await queue(old)).length, (await queue(heir)).length]).toEqual([0, 3])
    const { id } = west[0]!
    const late = await visit(old, id, { note: '交接前一天走过，忘了提交' })
    expect(late.body).toMatchObject({ counted: false, late: true, note: '交接前一天走过，忘了提交' })
    expect((await visit(heir, id)).body).toMatchObject({ counted: true, household: true, late: false })
    expect((await heir.ok('getMyWork')).covers).toMatchObject([
      { kind: 'handover', mine: 'covering', teams: ['西村小组'] },
    ])
    const people = (await chief.ok('getTeam', { params: { teamId: made.id } })).people
    expect(people.map((p) => p.leader)).toEqual([true])
    const { rows: log } = await t.owner.query(
      "select action from action_log where flow = 'cover' and details ->> 'note' = '岗位调整'",
    )
    expect(log).toEqual([{ action: 'handover' }])
  })
})

describe('a lease', () => {
  test('is told to others by name and hour, and runs out by the clock', async () => {
    const other = await world.staff('town_officer')
    const targetIds = [east[3]!.id, east[4]!.id]
    const mine = await street.ok('takeTargets', { body: { targetIds } })
    expect(mine.taken.map((l) => l.targetId)).toEqual(targetIds)
    const theirs = await other.ok('takeTargets', { body: { targetIds: [targetIds[0]!] } })
    expect(theirs).toMatchObject({ taken: [], held: [{ mine: false, until: '2026-11-20T12:00:00.000Z' }] })
    expect((await other.ok('getTarget', { params: { targetId: targetIds[0]! } })).lease).toMatchObject({
      mine: false,
    })
    await street.ok('releaseTargets', { body: { targetIds: [targetIds[1]!] } })
    expect((await other.ok('takeTargets', { body: { targetIds: [targetIds[1]!] } })).taken).toHaveLength(1)
    at(10 * hour)
    const later = await t.signIn(other.accountId!)
    expect((await later.ok('getTarget', { params: { targetId: targetIds[0]! } })).lease).toBeNull()
    expect((await later.ok('takeTargets', { body: { targetIds: [targetIds[0]!] } })).taken).toHaveLength(1)
    at(0)
  })

  test('is for what one sees; a colleague of the team may go on with it', async () => {
    expect((await banker.call('takeTargets', { body: { targetIds: [west[0]!.id] } })).status).toBe(404)
    const targetIds = [east[2]!.id]
    await street.ok('takeTargets', { body: { targetIds, teamId } })
    expect((await banker.ok('takeTargets', { body: { targetIds, teamId } })).taken).toHaveLength(1)
    expect((await street.ok('takeTargets', { body: { targetIds } })).held).toHaveLength(1)
  })
})

/** Steps several people take in any order: taking out, the hours passing, writing at the door, sending it again or at once. */
type Step = { who: 0 | 1 | 2 | 3; do: 'take' | 'visit' | 'miss' | 'resend' | 'rush' | 'off' | 'expire' }
const step = fc.record({
  who: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  do: fc.constantFrom(
    'take' as const,
    'visit' as const,
    'miss' as const,
    'resend' as const,
    'rush' as const,
    'off' as const,
    'expire' as const,
  ),
})

test('whatever several people do in whatever order, a firm counts at most once a round and no word is lost', async () => {
  const people = [street, banker, await world.staff('town_officer'), await world.staff('county_visitor')]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps: Step[]) => {
      const firm = await world.firm()
      const [target] = await world.list([firm])
      const said: string[] = []
      const sent: { who: Caller; body: object }[] = []
      const send = async (who: Caller, body: object, note: string) => {
        const { status } = await who.call('recordVisit', { body })
        // A bank is refused a visit off its list; its words stay on its phone.
        expect([200, 403, 404, 409]).toContain(status)
        if (status === 200) {
          said.push(note)
          sent.push({ who, body })
        }
      }
      for (const { who: n, do: what } of steps) {
        const who = people[n]!
        const note = `走访所见 ${randomUUID()}`
        const one = { targetId: target!.id, note }
        if (what === 'take') await who.call('takeTargets', { body: { targetIds: [target!.id] } })
        if (what === 'expire')
          await t.owner.query('update lease set until_at = taken_at where target_id = $1', [target!.id])
        if (what === 'visit') await send(who, aVisit(one), note)
        if (what === 'miss') await send(who, aMissedVisit(one), note)
        if (what === 'off') await send(who, aVisit({ entityId: firm.id, note }), note)
        if (what === 'resend' && sent[0]) await sent[0].who.ok('recordVisit', { body: sent[0].body })
        if (what === 'rush')
          await Promise.all(
            people.slice(0, 3).map((p, i) => {
              const words = `${note} ${i}`
              const body =
                i === 2 ? { entityId: firm.id, note: words } : { targetId: target!.id, note: words }
              return send(p, aVisitWithoutNeed(body), words)
            }),
          )
      }
      const { rows } = await t.owner.query<{ notes: string[]; counted: number; households: number }>(
        `select coalesce(array_agg(note order by note), '{}') as notes, count(*) filter (where counted)::int as counted,
           (select count(*)::int from household_visit where entity_id = $1) as households from visit where entity_id = $1`,
        [firm.id],
      )
      expect(rows[0]!.notes).toEqual([...said].sort())
      expect(rows[0]!.households).toBe(rows[0]!.counted > 0 ? 1 : 0)
    }),
    { numRuns: 15 },
  )
})
