import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { visitRoutes } from '#contract/visits/routes.ts'
import { missedOutcomes } from '#contract/visits/words.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type TestTarget, type World } from '#test/builders.ts'
import { fieldsNotAskedFor } from '#test/flows.ts'
import { aMissedVisit, aPhoneCall, aVisit, aVisitWithoutNeed, setParameter } from '#test/story.ts'

/** A visit as a fact: what counts, what warns, what is kept once. */
const t = testApp()
let world: World
let visitor: Caller
let banker: Caller
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  visitor = await world.staff('county_visitor')
  banker = await world.staff('bank_manager')
  city = await world.staff('city_office')
})

async function aTarget(): Promise<TestTarget> {
  return (await world.list([await world.firm()]))[0]!
}
const view = (targetId: string, who = visitor) => who.ok('getTarget', { params: { targetId } })
const record = (body: object, who = visitor) => who.call('recordVisit', { body })
const ago = (days: number) => new Date(testNow.getTime() - days * 86_400_000).toISOString()

describe('what counts', () => {
  test('a visit on the spot counts, with and without a need', async () => {
    for (const [visit, status] of [
      [aVisit(), 'hasNeed'],
      [aVisitWithoutNeed(), 'noNeed'],
    ] as const) {
      const { id } = await aTarget()
      const { body } = await record({ ...visit, targetId: id })
      expect(body).toMatchObject({ counted: true, onList: true })
      expect(await view(id)).toMatchObject({ status, visits: 1, visitedOn: '2026-11-19' })
    }
  })

  test.each(missedOutcomes)('“%s” does not count: nobody was met', async (outcome) => {
    const { id } = await aTarget()
    const { body } = await record(aMissedVisit({ targetId: id, outcome }))
    expect(body.counted).toBe(false)
    expect(await view(id)).toMatchObject({ status: 'unreachable', visits: 0, visitedOn: null })
  })

  test.each(['phone', 'wechat'])('a call by %s counts only where the place says so', async (mode) => {
    const observations = aVisit().observations
    const [before, after] = [await aTarget(), await aTarget()]
    const call = (targetId: string) => aPhoneCall({ targetId, mode, observations })
    expect((await record(call(before.id))).body.counted).toBe(false)
    expect(await view(before.id)).toMatchObject({ status: 'preContacted', visits: 0 })
    await setParameter(city, 'visitCountsByPhone', true)
    expect((await record(call(after.id))).body.counted).toBe(true)
    expect(await view(after.id)).toMatchObject({ status: 'noNeed', visits: 1 })
    expect((await view(before.id)).visits, 'what was called before stays as it was').toBe(0)
    await setParameter(city, 'visitCountsByPhone', false)
  })

  test('a call in which a need was named is a need, but no visit', async () => {
    const { id } = await aTarget()
    const { body } = await record(aVisit({ targetId: id, mode: 'phone', observations: [] }))
    expect(body).toMatchObject({ counted: false, hasNeed: true })
    expect(await view(id)).toMatchObject({ status: 'hasNeed', visits: 0 })
  })

  test('a firm outside the list is visited all the same, and counted apart; a bank keeps to its list', async () => {
    const firm = await world.firm()
    const { body } = await record(aVisit({ entityId: firm.id }))
    expect(body).toMatchObject({ onList: false, counted: true, targetId: null })
    const refused = await record(aVisit({ entityId: firm.id }), banker)
    expect([refused.status, refused.problem.code]).toEqual([403, 'forbidden'])
  })
})

describe('coming again', () => {
  test('within the days of the place warns of who was there and when, and is not refused', async () => {
    const { id } = await aTarget()
    expect((await view(id)).repeatWarning).toBeNull()
    await record(aVisit({ targetId: id, occurredAt: ago(29) }))
    expect((await view(id)).repeatWarning).toMatch(/^试\d+区专班已于 2026-10-22 走访过/)
    expect((await view(id, banker)).repeatWarning, 'a bank is told the day, not by whom').toBe(
      '其他小组已于 2026-10-22 走访过，请避免重复打扰',
    )
    expect((await view(id)).lastVisit).toMatchObject({ on: '2026-10-22' })
    expect((await record(aVisit({ targetId: id }))).status).toBe(200)
    expect((await view(id)).visits).toBe(2)
  })

  test.each([
    [30, 29, true],
    [30, 30, false],
    [60, 59, true],
    [0, 0, false],
  ])('with %i days to keep, a visit %i days ago warns: %s', async (days, since, warns) => {
    await setParameter(city, 'revisitSuppressionDays', days)
    const { id } = await aTarget()
    await record(aVisit({ targetId: id, occurredAt: ago(since) }))
    expect((await view(id)).repeatWarning !== null).toBe(warns)
    await setParameter(city, 'revisitSuppressionDays', 30)
  })
})

describe('one registration is one visit', () => {
  test('sent again under another key it answers the first; with other content it is refused', async () => {
    const { id } = await aTarget()
    const sent = aVisit({ targetId: id })
    const first = await record(sent)
    const again = await record(sent)
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    const other = await record({ ...sent, note: '改过的' })
    expect([other.status, other.problem.code]).toEqual([409, 'duplicate'])
    const stranger = await record(sent, await world.staff('county_visitor'))
    expect([stranger.status, stranger.problem.code]).toEqual([409, 'duplicate'])
    expect((await view(id)).visits).toBe(1)
  })

  test('sent twice at once it answers the first both times', async () => {
    const { id } = await aTarget()
    const sent = aVisit({ targetId: id })
    const both = await Promise.all([record(sent), record(sent)])
    expect(both.map((a) => a.status)).toEqual([200, 200])
    expect(both[0]!.body.id).toBe(both[1]!.body.id)
    expect((await view(id)).visits).toBe(1)
  })

  test('written anew within minutes it is refused and leads to the first; after them, or by another outcome, it is one more', async () => {
    const { id } = await aTarget()
    const at = (minutes: number) => new Date(testNow.getTime() - minutes * 60_000).toISOString()
    const first = await record(aVisitWithoutNeed({ targetId: id, occurredAt: at(60) }))
    const again = await record(aVisitWithoutNeed({ targetId: id, occurredAt: at(51) }))
    expect([again.status, again.problem.code, again.problem.details]).toEqual([
      409,
      'duplicate',
      { visitId: first.body.id },
    ])
    expect((await record(aMissedVisit({ targetId: id, occurredAt: at(51) }))).status).toBe(200)
    expect((await record(aVisitWithoutNeed({ targetId: id, occurredAt: at(50) }))).status).toBe(200)
    expect((await view(id)).visits).toBe(2)
  })

  test('and two people at the same door are two', async () => {
    const { id } = await aTarget()
    const both = await Promise.all([visitor, banker].map((w) => record(aVisit({ targetId: id }), w)))
    expect(both.map((a) => a.status)).toEqual([200, 200])
    expect((await view(id)).visits).toBe(2)
  })
})

describe('what is refused', () => {
  test.each([
    ['later than now', new Date(testNow.getTime() + 11 * 60_000).toISOString(), '不能晚于现在'],
    ['longer ago than can be answered for', ago(93), '请核对日期'],
  ])('a time %s', async (_, occurredAt, sentence) => {
    const { id } = await aTarget()
    const refused = await record(aVisit({ targetId: id, occurredAt }))
    expect(refused.problem).toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining(sentence) as string,
    })
    expect((await view(id)).status).toBe('assigned')
  })

  test('a phone ten minutes fast is forgiven', async () => {
    const { id } = await aTarget()
    const occurredAt = new Date(testNow.getTime() + 9 * 60_000).toISOString()
    expect((await record(aVisit({ targetId: id, occurredAt }))).status).toBe(200)
  })

  test.each([
    ['nobody named', { targetId: undefined }, 'targetId'],
    ['a firm named twice', { entityId: '1' }, 'targetId'],
    ['four of five observations', { observations: aVisit().observations.slice(1) }, 'observations'],
    ['one observation twice', { observations: Array(5).fill(aVisit().observations[0]) }, 'observations'],
    ['no word on the need', { hasNeed: undefined }, 'hasNeed'],
    ['a need without an amount', { needFen: undefined }, 'needFen'],
    ['no need without a reason', { hasNeed: false, needFen: undefined }, 'noNeedReason'],
    ['a need of someone who was not met', { outcome: 'notFound' }, 'hasNeed'],
  ])('%s', async (_, over, field) => {
    const { id } = await aTarget()
    const { status, problem } = await record(aVisit({ targetId: id, ...over }))
    expect(status).toBe(400)
    const { fields } = problem.details as { fields: { field: string; message: string }[] }
    expect(fields[0]!.field).toBe(`body.${field}`)
    expect(fields[0]!.message).toMatch(/[\u4e00-\u9fff]/)
  })

  test('whatever else the form needs is asked for by name', async () => {
    const { body } = visitRoutes.recordVisit
    const whole = { ...aVisit({ targetId: '1' }), instanceId: randomUUID() }
    expect(await fieldsNotAskedFor(visitor, 'recordVisit', body, whole)).toEqual([])
  })
})
