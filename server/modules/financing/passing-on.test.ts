import { beforeAll, describe, expect, test } from 'vitest'
import { addDays, businessDay } from '#contract/kernel/deadline.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aGrant,
  aNeed,
  aRefusal,
  atWindow,
  type Cast,
  desk,
  office,
  papersComplete,
  queuedCases,
  setParameter,
} from '#test/story.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'
import { sweepDeadlines } from './financing.jobs.ts'

/** What becomes of a firm its main bank does not lend to (decisions 0012). */
const t = testApp()
let world: World
let cast: Cast
let city: Caller
const today = () => businessDay(new Date(at))
let at = testNow.getTime()

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  city = await world.staff('city_office')
})

/** Days go by: messages leave, the clocks are looked at, and everyone signs in anew. */
async function pass(days: number): Promise<void> {
  await deliverNotices(t.deps)
  at += days * 86_400_000
  t.clock.set(new Date(at))
  await sweepDeadlines(t.deps)
  await deliverNotices(t.deps)
  for (const name of ['reviewer', 'checker', 'main', 'backup'] as const)
    cast[name] = await t.signIn(cast[name].accountId!)
  city = await t.signIn(city.accountId!)
}

interface Story {
  declarationId: string
  caseId: string
}

async function queued(over: Record<string, unknown> = {}): Promise<Story> {
  const [story] = await queuedCases(t, world, cast, [await world.firm()], over)
  return story!
}
async function pushedCase(over: Record<string, unknown> = {}): Promise<Story> {
  const story = await queued(over)
  await office(cast.checker, story.caseId, { action: 'push' })
  return story
}
async function atBank(over: Record<string, unknown> = {}): Promise<Story> {
  const story = await pushedCase(over)
  await papersComplete(cast.main, story.caseId)
  return story
}

const declaration = (s: Story) =>
  cast.reviewer.ok('getDeclaration', { params: { declarationId: s.declarationId } })
/** The parts of a story in order, as “part status”. */
const parts = async (s: Story) => (await declaration(s)).cases.map((c) => `${c.part} ${c.status}`)
const backupOf = async (s: Story) => (await declaration(s)).cases.find((c) => c.part === 'backup')!.id
const onDesk = async (who: Caller, s: Story) =>
  (await who.ok('listDeskCases', { query: { limit: '100' } })).rows.filter(
    (c) => c.declarationId === s.declarationId,
  )
/** A moment later, where the order of two deeds matters. */
function tick(): void {
  at += 1000
  t.clock.set(new Date(at))
}
const late = async (caseId: string) => (await cast.checker.ok('getCase', { params: { caseId } })).late

/** Consent to the main bank alone, and what the firm says of other banks. */
const onlyMain = (acceptsOther: boolean) => ({ ...atWindow(world, [world.banks[0].id]), acceptsOther })

describe('a refusal', () => {
  test('hands the firm to the backup bank, whose clock begins anew; the main bank no longer sees it', async () => {
    const story = await atBank()
    await pass(12)
    const done = await desk(cast.main, story.caseId, aRefusal)
    expect(done.case).toBeNull()
    expect(await parts(story)).toEqual(['main refused', 'backup pushed'])
    const [taken] = await onDesk(cast.backup, story)
    expect(taken).toMatchObject({ part: 'backup', dueOn: addDays(today(), 30), light: 'green' })
    expect(await onDesk(cast.main, story)).toEqual([])
    const gone = await cast.main.call('getDeskCase', { params: { caseId: story.caseId } })
    const absent = await cast.main.call('getDeskCase', { params: { caseId: '999999999' } })
    expect([gone.status, gone.problem.code, gone.problem.message]).toEqual([
      absent.status,
      absent.problem.code,
      absent.problem.message,
    ])
  })

  test('by both banks leads to consultation', async () => {
    const story = await atBank()
    await desk(cast.main, story.caseId, aRefusal)
    const second = await backupOf(story)
    await papersComplete(cast.backup, second)
    await desk(cast.backup, second, aRefusal)
    expect(await parts(story)).toEqual(['main refused', 'backup refused'])
    expect(await declaration(story)).toMatchObject({
      status: 'awaitingConsultation',
      holder: expect.stringContaining('会诊') as string,
    })
  })

  test.each([
    ['no reason', { reasons: [] }, 400],
    ['a reason that is no word of the list', { reasons: ['finance.luck'] }, 400],
    ['facts of nine characters', { facts: '流水不足，无法覆盖' }, 400],
    ['facts that are mostly blanks', { facts: '流水　不足　　　　　　　　　　　' }, 400],
    ['facts stretched by blanks inside', { facts: '流 水 不 足 不 够 本 息' }, 400],
    ['facts nobody can see', { facts: '\u200b'.repeat(12) }, 400],
    [
      'facts stretched by what nobody can see',
      { facts: '流水不足\u3164\u2060\ufe0f\u0301\u115f\u2800' },
      400,
    ],
    ['one reason named twice', { reasons: [aRefusal.reasons[0], aRefusal.reasons[0]] }, 400],
    ['a day of explaining that is to come', { explainedOn: '2099-01-01' }, 400],
    ['a word on repair left out', { repairable: undefined }, 400],
  ] as const)('without more than %s is sent back', async (_, over, status) => {
    const story = await pushedCase()
    await desk(cast.main, story.caseId, { action: 'accept' })
    const { version } = await cast.main.ok('getDeskCase', { params: { caseId: story.caseId } })
    const body = { version, ...aRefusal, ...over }
    const refused = await cast.main.call('actOnDeskCase', { params: { caseId: story.caseId }, body })
    expect([refused.status, /[\u4e00-\u9fff]/.test(refused.problem.message)]).toEqual([status, true])
    expect(await parts(story)).toEqual(['main accepted'])
  })

  test('needs as many facts as the place asks for', async () => {
    await setParameter(city, 'refusalFactsMin', 40)
    const story = await pushedCase()
    await desk(cast.main, story.caseId, { action: 'accept' })
    const params = { caseId: story.caseId }
    const { version } = await cast.main.ok('getDeskCase', { params })
    const short = await cast.main.call('actOnDeskCase', { params, body: { version, ...aRefusal } })
    expect(short.problem).toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('40 个字') as string,
    })
    await setParameter(city, 'refusalFactsMin', 10)
    await desk(cast.main, story.caseId, aRefusal)
  })
})

describe('without the backup bank’s consent', () => {
  test('a firm that accepts another bank waits for the consent, visibly', async () => {
    const story = await atBank(onlyMain(true))
    await desk(cast.main, story.caseId, aRefusal)
    expect(await parts(story)).toEqual(['main refused', 'backup queued'])
    expect(await onDesk(cast.backup, story)).toEqual([])
  })

  test('a firm that accepts no other goes to consultation', async () => {
    const story = await atBank(onlyMain(false))
    await desk(cast.main, story.caseId, aRefusal)
    expect(await parts(story)).toEqual(['main refused'])
    expect((await declaration(story)).status).toBe('awaitingConsultation')
  })

  test('but a consent by name opens it, whatever was said of others', async () => {
    const story = await atBank({ acceptsOther: false })
    await desk(cast.main, story.caseId, aRefusal)
    expect(await parts(story)).toEqual(['main refused', 'backup pushed'])
  })
})

describe('silence', () => {
  test('passes the firm on the day after the last, not on the last day', async () => {
    const story = await pushedCase()
    await pass(30)
    expect(await parts(story)).toEqual(['main pushed'])
    await pass(1)
    expect(await parts(story)).toEqual(['main expired', 'backup pushed'])
    expect(await onDesk(cast.main, story)).toMatchObject([{ status: 'expired', light: 'red' }])
  })

  test('is broken by a late grant: marked late, and the backup bank’s case is taken back', async () => {
    const story = await atBank()
    await pass(31)
    const second = await backupOf(story)
    await desk(cast.backup, second, { action: 'accept' })
    await desk(cast.main, story.caseId, aGrant)
    expect(await parts(story)).toEqual(['main granted', 'backup recalled'])
    expect(await late(story.caseId)).toBe(true)
    expect((await declaration(story)).status).toBe('credited')
    expect(await onDesk(cast.backup, story)).toEqual([])
  })

  test('a late refusal passes on nothing a second time', async () => {
    const story = await pushedCase()
    await pass(31)
    await desk(cast.main, story.caseId, aRefusal)
    expect(await parts(story)).toEqual(['main refused', 'backup pushed'])
    expect(await late(story.caseId)).toBe(true)
  })

  test('of both banks leads to consultation, and a late grant still ends it well', async () => {
    const story = await pushedCase()
    await pass(31)
    await pass(31)
    expect(await parts(story)).toEqual(['main expired', 'backup expired'])
    expect((await declaration(story)).status).toBe('awaitingConsultation')
    await desk(cast.backup, await backupOf(story), aGrant)
    expect(await parts(story)).toEqual(['main recalled', 'backup granted'])
    expect((await declaration(story)).status).toBe('credited')
  })

  test('stands still while the firm brings what is missing; a decision in that time is not late', async () => {
    const story = await atBank()
    await pass(20)
    await desk(cast.main, story.caseId, { action: 'requestSupplement', reason: '请补近三个月流水' })
    await pass(40)
    expect(await parts(story)).toEqual(['main supplementing'])
    await desk(cast.main, story.caseId, aRefusal)
    expect(await late(story.caseId)).toBe(false)
    const other = await atBank()
    await pass(20)
    await desk(cast.main, other.caseId, { action: 'requestSupplement', reason: '请补近三个月流水' })
    await pass(40)
    const { case: again } = await desk(cast.main, other.caseId, { action: 'supplement' })
    expect(again!.dueOn, 'ten of thirty days were left').toBe(addDays(today(), 10))
  })
})

describe('the firm', () => {
  test('declines a bank and goes on to the other', async () => {
    const story = await atBank()
    await desk(cast.main, story.caseId, { action: 'enterpriseDecline', declineReason: 'price' })
    expect(await parts(story)).toEqual(['main enterpriseDeclined', 'backup pushed'])
    const second = await backupOf(story)
    await office(cast.reviewer, second, { action: 'enterpriseDecline', declineReason: 'gone' })
    expect((await declaration(story)).status).toBe('awaitingConsultation')
  })

  test('withdraws: no bank is left with it', async () => {
    const story = await atBank()
    const { version } = await declaration(story)
    await cast.reviewer.ok('actOnDeclaration', {
      params: { declarationId: story.declarationId },
      body: { action: 'withdraw', version, reason: '需求已消失' },
    })
    expect(await parts(story)).toEqual(['main recalled'])
    expect(await onDesk(cast.main, story)).toEqual([])
  })

  test('takes back the consent to one bank: its case is recalled at once, and the other bank gets the firm', async () => {
    const story = await atBank()
    const { consents } = await declaration(story)
    const consent = consents.find((c) => c.bankId === world.banks[0].id)!
    const params = { declarationId: story.declarationId, consentId: consent.id }
    tick()
    await cast.reviewer.ok('withdrawConsent', { params, body: { how: '企业来电撤回' } })
    expect(await parts(story)).toEqual(['main recalled', 'backup pushed'])
    expect(await onDesk(cast.main, story)).toEqual([])
    const twice = await cast.reviewer.call('withdrawConsent', { params, body: { how: '企业来电撤回' } })
    expect(twice.problem.code).toBe('duplicate')
  })

  test('takes back the consent to both: nobody is left, and consultation is told', async () => {
    const story = await queued()
    const { consents } = await declaration(story)
    for (const { id } of consents.filter((c) => c.bankId !== null)) {
      tick()
      await cast.reviewer.ok('withdrawConsent', {
        params: { declarationId: story.declarationId, consentId: id },
        body: { how: '企业来电撤回' },
      })
    }
    expect((await declaration(story)).status).toBe('awaitingConsultation')
  })

  test('declares again after it ended: the new declaration names the one before', async () => {
    const story = await queued()
    const { version, entityId } = await declaration(story)
    await cast.reviewer.ok('actOnDeclaration', {
      params: { declarationId: story.declarationId },
      body: { action: 'withdraw', version, reason: '改日再报' },
    })
    const again = await cast.reviewer.ok('createDeclaration', {
      body: { entityId, ...aNeed(), submit: true, ...atWindow(world) },
    })
    expect(again.parentId).toBe(story.declarationId)
    const other = await cast.reviewer.ok('createDeclaration', {
      body: { entityId, ...aNeed(), needType: 'fixed', submit: false },
    })
    expect(other.parentId, 'another need is another matter').toBeNull()
  })
})

test('the office takes a case back: the firm goes on to the backup bank', async () => {
  const story = await pushedCase()
  await office(cast.checker, story.caseId, { action: 'recall', reason: '网点撤并' })
  expect(await parts(story)).toEqual(['main recalled', 'backup pushed'])
})
