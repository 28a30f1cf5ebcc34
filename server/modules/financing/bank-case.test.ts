import { beforeAll, describe, expect, test } from 'vitest'
import {
  type BankCaseAction,
  type BankCaseFact,
  type BankCaseStatus,
  bankCaseFlow,
} from '#contract/financing/bank-case.flow.ts'
import { caseRoutes, DeskActionInput } from '#contract/financing/case.routes.ts'
import { businessDay } from '#contract/kernel/deadline.ts'
import { type Facts, offeredActions } from '#contract/kernel/flow.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { fieldsNotAskedFor, formsOf, toldBy, toldIn, type Way, waysOf } from '#test/flows.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aRefusal,
  atWindow,
  type Cast,
  desk,
  office,
  papersComplete,
  pushed,
  queuedCases,
} from '#test/story.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'
import { sweepDeadlines } from './financing.jobs.ts'

/** The table of the bank case, met over HTTP: each status, each post, each action. */
const t = testApp()
const names = Object.keys(bankCaseFlow.actions) as BankCaseAction[]
type CaseWay = Way<BankCaseStatus, BankCaseAction>

const posts = ['bank_manager', 'bank_branch', 'county_coordinator', 'county_reviewer'] as const
type Post = (typeof posts)[number]
const ofBank = (post: Post) => post.startsWith('bank')
const routeOf = (post: Post) => (ofBank(post) ? 'actOnDeskCase' : 'actOnCase')
const formsAt = (post: Post) => formsOf(ofBank(post) ? DeskActionInput : caseRoutes.actOnCase.body)

/** A bank does not see a case before it is pushed, nor after it has gone. */
const hidden: readonly BankCaseStatus[] = ['queued', 'refused', 'enterpriseDeclined', 'recalled']

const ways = waysOf(bankCaseFlow, 'queued')
const late = ways.filter((w) => w.actions.includes('expire'))
/** A case for each way, waiting to be pushed. */
const opened = new Map<string, string>()

let world: World
let cast: Cast
const who = {} as Record<Post, Caller>
let today = businessDay(testNow)

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  who.bank_manager = cast.main
  who.bank_branch = await world.staff('bank_branch')
  who.county_coordinator = cast.checker
  who.county_reviewer = cast.reviewer
  const firms = await Promise.all(ways.map(() => world.firm()))
  for (const [i, { caseId }] of (await queuedCases(t, world, cast, firms)).entries())
    opened.set(ways[i]!.actions.join(' → '), caseId)
})

interface Now {
  id: string
  status: BankCaseStatus
  version: number
}

async function read(id: string): Promise<Now> {
  const { rows } = await t.owner.query<Now>('select id::text, status, version from bank_case where id = $1', [
    id,
  ])
  return rows[0]!
}

const bodies: Record<BankCaseAction, (c: Now) => object | Promise<object>> = {
  push: () => ({}),
  accept: () => ({}),
  contact: () => ({ how: 'phone' }),
  completeDocs: () => ({}),
  requestSupplement: () => ({ reason: '请补近三个月流水' }),
  supplement: () => ({}),
  startApproval: () => ({}),
  grant: () => aGrant,
  refuse: () => aRefusal,
  enterpriseDecline: () => ({ declineReason: 'price' }),
  expire: () => ({}),
  disburse: (c) => ({
    ...aLoan(today, `JJ-${c.id}-${c.version}`, '10000000'),
    maturesOn: '2028-01-05',
  }),
  reverse: async (c) => {
    const { rows } = await t.owner.query<{ id: string }>(
      'select id::text from disbursement where bank_case_id = $1 order by id limit 1',
      [c.id],
    )
    return { disbursementId: rows[0]?.id ?? '1', reason: '金额录错' }
  },
  close: () => ({ reason: '本轮办结' }),
  recall: () => ({ reason: '企业搬离本区' }),
}

async function send(post: Post, action: BankCaseAction, c: Now, version = c.version) {
  const body = { ...(await bodies[action](c)), action, version }
  return who[post].call(routeOf(post), { params: { caseId: c.id }, body })
}

/** What holds in these stories: consent to the main bank, a firm that goes on wanting, and a manager who decides. */
function factsFor(post: Post, status: BankCaseStatus): Facts<BankCaseFact> {
  const decided = ['granted', 'disbursed', 'closed'].includes(status)
  return {
    bankConsent: true,
    collectConsent: true,
    firmWants: true,
    creditLeft: true,
    closerDiffers: !(decided && post === 'bank_manager'),
  }
}

/** Where the status allows an action every post tries it; where it does not, the posts take turns. */
function triesOf(post: Post, status: BankCaseStatus): BankCaseAction[] {
  const turn = Object.keys(bankCaseFlow.statuses).indexOf(status) + posts.indexOf(post)
  return names.filter(
    (a, i) => bankCaseFlow.actions[a].from.includes(status) || (i + turn) % posts.length === 0,
  )
}

/** The posts try what the table has: what it refuses is refused in its words, what it allows is allowed only in time. */
async function meetTable(c: Now): Promise<void> {
  for (const post of posts) {
    const facts = factsFor(post, c.status)
    const out = ofBank(post) && hidden.includes(c.status)
    for (const action of triesOf(post, c.status)) {
      const told = `${c.status}: ${action} by ${post}`
      const known = formsAt(post).has(action)
      const want = toldBy(bankCaseFlow, action, { status: c.status, role: post, facts })
      if (!known) expect(bankCaseFlow.actions[action].by, `${told} has no form`).not.toContain(post)
      const answer = await send(post, action, c, want.status === 200 ? c.version + 1 : c.version)
      if (!known) expect(answer.status, told).toBe(400)
      else if (out) expect(toldIn(answer, want), told).toMatchObject({ status: 404, code: 'not_found' })
      else if (want.status !== 200) expect(toldIn(answer, want), told).toEqual(want)
      else
        expect([answer.status, answer.problem.code, answer.problem.details], told).toEqual([
          409,
          'stale_version',
          { version: c.version },
        ])
    }
    if (out) continue
    const params = { caseId: c.id }
    const view = await who[post].ok(ofBank(post) ? 'getDeskCase' : 'getCase', { params })
    expect(view.actions, `${c.status} offers ${post}`).toEqual(
      offeredActions(bankCaseFlow, { status: c.status, role: post, facts }),
    )
  }
  expect(await read(c.id), 'nothing was changed by being refused').toEqual(c)
}

const met = new Set<BankCaseStatus>()

/** One step by a post the table allows; the second post of a desk closes, the first decides. */
async function step(id: string, action: BankCaseAction, to: BankCaseStatus, turn: number): Promise<void> {
  const allowed = posts.filter((p) => (bankCaseFlow.actions[action].by as string[]).includes(p))
  const post =
    action === 'grant' ? 'bank_manager' : action === 'close' ? 'bank_branch' : allowed[turn % allowed.length]!
  const answer = await send(post, action, await read(id))
  expect(answer.status, `${action} by ${post}: ${JSON.stringify(answer.problem)}`).toBe(200)
  expect((await read(id)).status, action).toBe(to)
}

async function walk(id: string, way: CaseWay, from: number, to = way.actions.length): Promise<void> {
  for (let i = from; i <= to; i += 1) {
    const now = await read(id)
    if (!met.has(now.status)) {
      met.add(now.status)
      await meetTable(now)
    }
    if (i < to) await step(id, way.actions[i]!, way.statuses[i + 1]!, i + to)
  }
}

describe('each step of the table is taken', () => {
  test.each(ways.filter((w) => !late.includes(w)).map((w) => [w.actions.join(' → '), w] as const))(
    '%s',
    async (name, way) => walk(opened.get(name)!, way, 0),
  )

  test('and by silence: the clock expires a case, the bank may still decide', async () => {
    const ids: string[] = []
    const at = (way: CaseWay) => way.actions.indexOf('expire')
    for (const way of late) {
      const id = opened.get(way.actions.join(' → '))!
      await walk(id, way, 0, at(way))
      ids.push(id)
    }
    await passDays(62)
    for (const [i, way] of late.entries()) {
      expect((await read(ids[i]!)).status).toBe('expired')
      await walk(ids[i]!, way, at(way) + 1)
    }
  })

  test('no status is left out', () => {
    expect(Object.keys(bankCaseFlow.statuses).filter((s) => !met.has(s as BankCaseStatus))).toEqual([])
  })
})

/** Days go by: messages leave, clocks run out, everyone signs in again. */
async function passDays(days: number): Promise<void> {
  await deliverNotices(t.deps)
  t.clock.advance(days * 86_400_000)
  today = businessDay(new Date(testNow.getTime() + days * 86_400_000))
  await sweepDeadlines(t.deps)
  await deliverNotices(t.deps)
  for (const post of posts) who[post] = await t.signIn(who[post].accountId!)
  cast = { ...cast, main: who.bank_manager, checker: who.county_coordinator, reviewer: who.county_reviewer }
  cast.backup = await t.signIn(cast.backup.accountId!)
}

test.each(posts)('what %s must fill in is asked for by name', async (post) => {
  for (const [action, form] of formsAt(post)) {
    const fields = await bodies[action as BankCaseAction]({ id: '1', status: 'queued', version: 1 })
    const whole = { action, version: 1, ...fields }
    expect(await fieldsNotAskedFor(who[post], routeOf(post), form, whole), action).toEqual([])
  }
})

test('a case is pushed only with the consent that names the bank', async () => {
  const [main, backup] = world.banks
  const id = await aDeclaration(world, cast, await world.firm(), atWindow(world, [main.id]))
  const first = await pushed(world, cast, id)
  await papersComplete(cast.main, first)
  await desk(cast.main, first, aRefusal)
  const { others } = await cast.checker.ok('getCase', { params: { caseId: first } })
  const second = await read(others[0]!.id)
  expect(second.status).toBe('queued')
  const refused = await send('county_coordinator', 'push', second)
  const sentence = bankCaseFlow.facts.bankConsent
  expect(refused.problem).toMatchObject({
    code: 'missing_fact',
    message: sentence,
    details: { fact: 'bankConsent' },
  })
  const view = await cast.checker.ok('getCase', { params: { caseId: second.id } })
  expect(view).toMatchObject({ part: 'backup', hasConsent: false })
  expect(view.actions.find((a) => a.action === 'push')!.blocked).toBe(sentence)
  expect((await cast.backup.ok('listDeskCases')).rows.map((c) => c.declarationId)).not.toContain(id)
  await cast.reviewer.ok('addConsent', {
    params: { declarationId: id },
    body: { bankId: backup.id, channel: 'onsite', signer: '张三' },
  })
  await office(cast.checker, second.id, { action: 'push' })
  const { rows } = await t.owner.query(
    'select k.bank_id::text from provision p join consent k on k.id = p.consent_id where p.bank_case_id = $1',
    [second.id],
  )
  expect(rows).toEqual([{ bank_id: backup.id }])
})
