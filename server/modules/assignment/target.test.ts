import { beforeAll, describe, expect, test } from 'vitest'
import { assignmentRoutes } from '#contract/assignment/routes.ts'
import {
  type TargetAction,
  type TargetFact,
  type TargetStatus,
  targetFlow,
} from '#contract/assignment/target.flow.ts'
import { type Facts, offeredActions } from '#contract/kernel/flow.ts'
import { holds } from '#contract/organisations/roles.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestTarget, type World } from '#test/builders.ts'
import { fieldsNotAskedFor, toldBy, toldIn, type Way, waysOf } from '#test/flows.ts'
import { aMissedVisit, aPhoneCall, aVisit, aVisitWithoutNeed } from '#test/story.ts'

/** The table of the target, met over HTTP: at the desk, and by the visits that bring a step with them. */
const t = testApp()
const names = Object.keys(targetFlow.actions) as TargetAction[]
const atDesk = ['exclude', 'restore', 'scheduleRevisit'] as const
type TargetWay = Way<TargetStatus, TargetAction>

const posts = [
  'city_office',
  'county_coordinator',
  'county_visitor',
  'county_reviewer',
  'town_officer',
  'grid_worker',
  'regulator',
  'bank_head',
  'bank_branch',
  'bank_manager',
] as const
type Post = (typeof posts)[number]

let world: World
const who = {} as Record<Post, Caller>
/** A target for each way, assigned. */
const opened = new Map<string, TestTarget>()
const ways: TargetWay[] = waysOf(targetFlow, 'assigned', ['assign'])

beforeAll(async () => {
  world = await aWorld(t)
  for (const post of posts) who[post] = await world.staff(post)
  const firms = await Promise.all(ways.map(() => world.firm()))
  const targets = await world.list(firms)
  for (const [i, way] of ways.entries())
    opened.set(way.actions.join(' → '), targets.find((x) => x.firm.id === firms[i]!.id)!)
})

interface Now {
  status: TargetStatus
  version: number
}

async function read(targetId: string): Promise<Now> {
  const { rows } = await t.owner.query<Now>('select status, version from target where id = $1', [targetId])
  return rows[0]!
}

const visits: Partial<Record<TargetAction, (targetId: string) => object>> = {
  preContact: (targetId) => aPhoneCall({ targetId }),
  findNeed: (targetId) => aVisit({ targetId }),
  findNoNeed: (targetId) => aVisitWithoutNeed({ targetId }),
  missVisit: (targetId) => aMissedVisit({ targetId }),
}

async function send(post: Post, action: TargetAction, targetId: string, version: number) {
  const visit = visits[action]?.(targetId)
  if (visit) return who[post].call('recordVisit', { body: visit })
  const body = { action, version, reason: '经现场核实' }
  return who[post].call('actOnTarget', { params: { targetId }, body })
}

const facts: Facts<TargetFact> = { listPublished: true, bothBanksNamed: true }
const hasDoor = (action: TargetAction) => action in visits || (atDesk as readonly string[]).includes(action)

/** Where the status allows an action every post tries it; where it does not, the posts take turns. */
function triesOf(post: Post, status: TargetStatus): TargetAction[] {
  const turn = Object.keys(targetFlow.statuses).indexOf(status) + posts.indexOf(post)
  return names.filter((a, i) => targetFlow.actions[a].from.includes(status) || (i + turn) % posts.length < 2)
}

async function meetTable(targetId: string): Promise<void> {
  const now = await read(targetId)
  for (const post of posts) {
    const state = { status: now.status, role: post, facts }
    for (const action of triesOf(post, now.status)) {
      const told = `${now.status}: ${action} by ${post}`
      const want = toldBy(targetFlow, action, state)
      // A visit is a fact and carries no version: what is allowed is tried on the ways themselves.
      if (want.status === 200 && action in visits) continue
      const answer = await send(post, action, targetId, want.status === 200 ? now.version + 1 : now.version)
      if (action in visits && !holds(post, 'visit.record')) expect(answer.status, told).toBe(403)
      else if (!hasDoor(action)) expect(answer.status, told).toBe(400)
      else if (want.status !== 200) expect(toldIn(answer, want), told).toEqual(want)
      else
        expect([answer.status, answer.problem.code, answer.problem.details], told).toEqual([
          409,
          'stale_version',
          { version: now.version },
        ])
    }
    const view = await who[post].ok('getTarget', { params: { targetId } })
    expect(view.actions, `${now.status} offers ${post}`).toEqual(
      offeredActions(targetFlow, state).filter((a) => hasDoor(a.action as TargetAction)),
    )
  }
  expect(await read(targetId), 'nothing was changed by being refused').toEqual(now)
}

const met = new Set<TargetStatus>()
async function meet(targetId: string): Promise<void> {
  const { status } = await read(targetId)
  if (met.has(status)) return
  met.add(status)
  await meetTable(targetId)
}

describe('each step of the table is taken', () => {
  test.each(ways.map((w) => [w.actions.join(' → '), w] as const))('%s', async (name, way) => {
    const { id } = opened.get(name)!
    for (const [i, action] of way.actions.entries()) {
      await meet(id)
      const by: readonly string[] = targetFlow.actions[action].by
      const allowed = posts.filter((p) => by.includes(p))
      const post = allowed[(i + way.actions.length) % allowed.length]!
      const answer = await send(post, action, id, (await read(id)).version)
      expect(answer.status, `${action} by ${post}: ${JSON.stringify(answer.problem)}`).toBe(200)
      expect((await read(id)).status, action).toBe(way.statuses[i + 1])
    }
    await meet(id)
  })

  test('no status is left out', () => {
    expect(Object.keys(targetFlow.statuses).filter((s) => !met.has(s as TargetStatus))).toEqual([])
  })
})

test('a second visit is not arranged for a day that is past, nor for one years ahead', async () => {
  const { id } = (await world.list([await world.firm()]))[0]!
  await who.county_visitor.ok('recordVisit', { body: aVisitWithoutNeed({ targetId: id }) })
  const arrange = async (on: string) =>
    who.county_coordinator.call('actOnTarget', {
      params: { targetId: id },
      body: { action: 'scheduleRevisit', version: (await read(id)).version, on },
    })
  const past = await arrange('2026-11-19')
  expect([past.status, past.problem.message]).toEqual([400, expect.stringContaining('不能早于今天')])
  expect((await arrange('2062-11-20')).problem.message).toContain('两年以内')
  expect((await arrange('2026-11-20')).status).toBe(200)
})

test('a list that has been taken back is not visited, and says why', async () => {
  const [target] = await world.list([await world.firm()])
  const targetId = target!.id
  await who.county_visitor.ok('recordVisit', { body: aVisitWithoutNeed({ targetId }) })
  await t.owner.query(
    "update target_list set state = 'recalled' where id = (select list_id from target where id = $1)",
    [targetId],
  )
  const now = await read(targetId)
  const open = names.filter((a) => targetFlow.actions[a].from.includes(now.status))
  for (const action of open.filter((a) => hasDoor(a) && a !== 'exclude')) {
    const answer = await send('county_visitor', action, targetId, now.version)
    expect(answer.problem, action).toMatchObject({
      code: 'missing_fact',
      message: targetFlow.facts.listPublished,
      details: { fact: 'listPublished' },
    })
  }
  const view = await who.county_visitor.ok('getTarget', { params: { targetId } })
  expect(view.actions.length).toBeGreaterThan(2)
  for (const action of view.actions) expect(action.blocked).toBe(targetFlow.facts.listPublished)
})

test('what is missing from a deed or a visit is asked for by name', async () => {
  const { actOnTarget } = assignmentRoutes
  const deed = { action: 'exclude', version: 1, reason: '已搬离' }
  expect(await fieldsNotAskedFor(who.city_office, 'actOnTarget', actOnTarget.body, deed)).toEqual([])
  const [target] = await world.list([await world.firm()])
  const targetId = target!.id
  const { version } = await read(targetId)
  const silent = await who.city_office.call('actOnTarget', {
    params: { targetId },
    body: { action: 'exclude', version },
  })
  expect([silent.status, silent.problem.details]).toEqual([
    400,
    { fields: [{ field: 'body.reason', message: '请写明理由' }] },
  ])
  expect(await read(targetId)).toEqual({ status: 'assigned', version })
})
