import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type BankCaseStatus, bankCaseFlow, workingStatuses } from '#contract/financing/bank-case.flow.ts'
import { type DeclarationStatus, declarationFlow } from '#contract/financing/declaration.flow.ts'
import { businessDay } from '#contract/kernel/deadline.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import { aCast, aGrant, aLoan, aNeed, aRefusal, atWindow, type Cast, queuedCases } from '#test/story.ts'
import { deliverNotices } from '../organisations/notice.jobs.ts'
import { sweepDeadlines } from './financing.jobs.ts'

/**
 * The global invariant: whatever offices, banks, firm and time do, in whatever order, each recommended firm is
 * in exactly one place – main bank, backup bank, consultation, or ended with a reason. After the last run every
 * invariant of the database is checked.
 */
const t = testApp()
let world: World
let cast: Cast
let head: Caller
let at = testNow.getTime()
let today = businessDay(testNow)
let notes = 0

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  head = await world.staff('bank_branch')
})

interface Deed {
  kind: 'case' | 'declaration' | 'declare' | 'time' | 'consent'
  pick: number
  who: number
  days: number
}

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('case' as const) },
    { weight: 3, arbitrary: fc.constant('declaration' as const) },
    { weight: 1, arbitrary: fc.constant('declare' as const) },
    { weight: 1, arbitrary: fc.constant('time' as const) },
    { weight: 2, arbitrary: fc.constant('consent' as const) },
  ),
  pick: fc.nat(1000),
  who: fc.nat(1000),
  days: fc.integer({ min: 1, max: 33 }),
})

const choose = <T>(from: readonly T[], n: number): T => from[n % from.length]!

/** The case's own next step more often than not, so that the ways go deep; else any step of the table. */
function caseAction(status: BankCaseStatus, n: number): string {
  const open = Object.entries(bankCaseFlow.actions)
    .filter(([, a]) => (a.from as readonly string[]).includes(status))
    .map(([name]) => name)
  const next = open.filter((a) => !['refuse', 'enterpriseDecline', 'recall', 'expire', 'close'].includes(a))
  return choose(n % 3 > 0 && next.length > 0 ? next : open, n) ?? 'push'
}

const caseBodies: Record<string, (caseId: string) => object | Promise<object>> = {
  contact: () => ({ how: 'phone' }),
  requestSupplement: () => ({ reason: '请补流水' }),
  grant: () => ({ ...aGrant, revolving: notes % 2 === 0 }),
  refuse: () => aRefusal,
  enterpriseDecline: () => ({ declineReason: 'amount' }),
  disburse: () => {
    notes += 1
    return { ...aLoan(today, `SJ-${notes}`, '20000000'), maturesOn: '2030-01-01' }
  },
  reverse: async (caseId) => {
    const { rows } = await t.owner.query<{ id: string }>(
      'select id::text from disbursement where bank_case_id = $1 order by id desc limit 1',
      [caseId],
    )
    return { disbursementId: rows[0]?.id ?? '1', reason: '录错金额' }
  },
  close: () => ({ reason: '本轮办结' }),
  recall: () => ({ reason: '网点撤并' }),
}

async function onCase(firms: readonly TestFirm[], d: Deed): Promise<number> {
  const { rows } = await t.owner.query<{
    id: string
    status: BankCaseStatus
    part: 'main' | 'backup'
    version: number
  }>(
    'select id::text, status, part, version from bank_case where entity_id = any ($1) and status <> all ($2) order by id',
    [firms.map((f) => f.id), bankCaseFlow.closed],
  )
  const c = choose(rows, d.who)
  if (!c) return 0
  const action = caseAction(c.status, d.pick)
  const office = ['push', 'recall'].includes(action)
  const desk = c.part === 'backup' ? cast.backup : choose([cast.main, head], d.who)
  const body = { action, version: c.version, ...(await caseBodies[action]?.(c.id)) }
  const answer = await (office ? cast.checker : desk).call(office ? 'actOnCase' : 'actOnDeskCase', {
    params: { caseId: c.id },
    body,
  })
  return answer.status
}

const declarationBodies: Record<string, () => object> = {
  failPrecheck: () => ({ reason: '资料有缺' }),
  verify: () => ({ how: 'window' }),
  requestSupplement: () => ({ reason: '请补合同' }),
  supplement: () => ({ note: '合同已补' }),
  propose: () => ({
    mainBranchId: world.banks[0].branchId,
    backupBranchId: world.banks[1].branchId,
    recommendedFen: '50000000',
    reason: '订单充足',
  }),
  proposeIneligible: () => ({ reason: '用途不合规' }),
  sendBack: () => ({ reason: '请再核对' }),
  withdraw: () => ({ reason: '需求已消失' }),
}

async function onDeclaration(firms: readonly TestFirm[], d: Deed): Promise<number> {
  const { rows } = await t.owner.query<{ id: string; status: DeclarationStatus; version: number }>(
    'select id::text, status, version from declaration where entity_id = any ($1) and closed_at is null order by id',
    [firms.map((f) => f.id)],
  )
  const x = choose(rows, d.who)
  if (!x) return 0
  const open = Object.entries(declarationFlow.actions)
    .filter(([name, a]) => (a.from as readonly string[]).includes(x.status) && name !== 'withdraw')
    .map(([name]) => name)
  const action = d.pick % 8 === 0 ? 'withdraw' : (choose(open, d.pick) ?? 'withdraw')
  if (action === 'approve') {
    const body = { declarations: [{ id: x.id, version: x.version }] }
    return (await cast.checker.call('approveRecommendations', { body })).status
  }
  const who = ['sendBack', 'confirmIneligible'].includes(action) ? cast.checker : cast.reviewer
  const body = { action, version: x.version, ...declarationBodies[action]?.() }
  return (await who.call('actOnDeclaration', { params: { declarationId: x.id }, body })).status
}

async function declareAgain(firms: readonly TestFirm[], d: Deed): Promise<number> {
  const banks = world.banks.map((b) => b.id).slice(0, d.days % 3)
  const body = {
    entityId: choose(firms, d.pick).id,
    ...aNeed(),
    acceptsOther: d.pick % 2 === 0,
    submit: true,
    ...atWindow(world, banks),
  }
  return (await cast.reviewer.call('createDeclaration', { body })).status
}

async function passTime(days: number): Promise<number> {
  await deliverNotices(t.deps)
  at += days * 86_400_000
  today = businessDay(new Date(at))
  t.clock.set(new Date(at))
  await sweepDeadlines(t.deps)
  await deliverNotices(t.deps)
  for (const name of ['reviewer', 'checker', 'main', 'backup'] as const)
    cast[name] = await t.signIn(cast[name].accountId!)
  head = await t.signIn(head.accountId!)
  return 200
}

/** A consent is taken back, or given where it was not. */
async function onConsent(firms: readonly TestFirm[], d: Deed): Promise<number> {
  const { rows } = await t.owner.query<{ id: string; declarationId: string }>(
    `select c.id::text, c.declaration_id::text as "declarationId" from consent c join declaration d on d.id = c.declaration_id
     where c.entity_id = any ($1) and c.bank_id is not null and d.closed_at is null order by c.id`,
    [firms.map((f) => f.id)],
  )
  const c = choose(rows, d.pick)
  if (!c) return 0
  const params = { declarationId: c.declarationId, consentId: c.id }
  if (d.who % 2 === 0)
    return (await cast.reviewer.call('withdrawConsent', { params, body: { how: '企业来电撤回' } })).status
  const body = { bankId: choose(world.banks, d.days).id, channel: 'onsite', signer: '张三' }
  return (await cast.reviewer.call('addConsent', { params, body })).status
}

async function doIt(firms: readonly TestFirm[], d: Deed): Promise<number> {
  // No two deeds fall on the same instant.
  at += 1000
  t.clock.set(new Date(at))
  if (d.kind === 'case') return onCase(firms, d)
  if (d.kind === 'declaration') return onDeclaration(firms, d)
  if (d.kind === 'declare') return declareAgain(firms, d)
  if (d.kind === 'time') return passTime(d.days)
  return onConsent(firms, d)
}

interface Place {
  id: string
  status: DeclarationStatus
  main: number
  backup: number
  credited: number
  closed: boolean
  reason: string | null
}

async function placesOf(firms: readonly TestFirm[]): Promise<Place[]> {
  const { rows } = await t.owner.query<Place>(
    `select d.id::text, d.status, d.closed_at is not null as closed, d.close_reason as reason,
      count(c.id) filter (where c.part = 'main' and c.status = any ($2))::int as main,
      count(c.id) filter (where c.part = 'backup' and c.status = any ($2))::int as backup,
      count(c.id) filter (where c.status in ('granted', 'disbursed', 'closed'))::int as credited
     from declaration d left join bank_case c on c.declaration_id = d.id
     where d.entity_id = any ($1) and d.recommended_at is not null group by d.id`,
    [firms.map((f) => f.id), workingStatuses],
  )
  return rows
}

function misplaced(p: Place): boolean {
  const consulted = p.status === 'awaitingConsultation' ? 1 : 0
  const ended = p.closed ? 1 : 0
  return p.main + p.backup + consulted + ended !== 1 || (p.closed && !p.reason) || p.credited > 1
}

test('each recommended firm is in exactly one place, whatever is done', async () => {
  const answers = new Map<string, number>()
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 25, maxLength: 35 }), async (deeds) => {
      const firms = [await world.firm(), await world.firm()]
      await queuedCases(t, world, cast, firms, { acceptsOther: deeds[0]!.pick % 2 === 0 })
      for (const d of deeds) {
        const status = await doIt(firms, d)
        answers.set(`${d.kind} ${status}`, (answers.get(`${d.kind} ${status}`) ?? 0) + 1)
        expect(status, JSON.stringify(d)).toBeLessThan(500)
        const places = await placesOf(firms)
        for (const p of places) reached.add(p.status)
        expect(places.filter(misplaced), JSON.stringify(d)).toEqual([])
      }
    }),
    { numRuns: 10, seed: 20261120, endOnFailure: true },
  )
  // The ways went deep enough to be worth something.
  expect([...reached].sort()).toEqual(['awaitingConsultation', 'credited', 'recommended', 'withdrawn'])
  for (const done of ['case 200', 'declaration 200', 'declare 200', 'consent 200', 'time 200'])
    expect(answers.get(done), done).toBeGreaterThan(0)
}, 240_000)
