import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import type { ProblemBody } from '#contract/kernel/problem.ts'
import { type Caller, testApp } from './app.ts'
import { aWorld, type World } from './builders.ts'
import {
  aCast,
  aGrant,
  aLoan,
  aNeed,
  aVisit,
  type Cast,
  desk,
  office,
  papersComplete,
  queuedCases,
} from './story.ts'

/** Money: what is sent is kept and read back to the fen; what is no amount is refused in words. */
const t = testApp()
let world: World
let cast: Cast
let visitor: Caller

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  visitor = await world.staff('county_visitor')
})

const fen = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String)
const anyFen = fen(0n, 999_999_999_999_999n)
const rate = fc.integer({ min: 0, max: 2400 })

test('amounts and rates come back as they were sent, from visit to loan', async () => {
  const lent: bigint[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        needFen: fen(100_000n, 10_000_000_000n),
        revenueFen: anyFen,
        assetsFen: anyFen,
        amountFen: fen(100_000n, 10_000_000_000n),
        creditFen: fen(100_000n, 100_000_000_000n),
        share: fc.integer({ min: 1, max: 1000 }),
        rateCapBp: rate,
        rateBp: rate,
      }),
      async ({ needFen, revenueFen, assetsFen, amountFen, creditFen, share, rateCapBp, rateBp }) => {
        const firm = await world.firm()
        const figures = { needFen, revenueFen, assetsFen }
        const { id } = await visitor.ok('recordVisit', { body: aVisit({ entityId: firm.id, ...figures }) })
        expect(await visitor.ok('getVisit', { params: { visitId: id } })).toMatchObject(figures)
        const [story] = await queuedCases(t, world, cast, [firm], { amountFen, rateCapBp })
        const { declarationId, caseId } = story!
        const declared = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
        expect(declared).toMatchObject({ amountFen, rateCapBp })
        await office(cast.checker, caseId, { action: 'push' })
        await papersComplete(cast.main, caseId)
        await desk(cast.main, caseId, { ...aGrant, creditFen, rateBp })
        const loan = (BigInt(creditFen) * BigInt(share)) / 1000n
        const amount = String(loan > 0n ? loan : 1n)
        lent.push(BigInt(amount))
        await desk(cast.main, caseId, { ...aLoan('2026-11-20', `JE-${caseId}`, amount), rateBp })
        const kept = await cast.main.ok('getDeskCase', { params: { caseId } })
        expect(kept.decision).toMatchObject({ creditFen, rateBp })
        expect(kept.disbursements).toMatchObject([{ amountFen: amount, rateBp }])
        expect(kept.disbursedFen).toBe(amount)
      },
    ),
    { numRuns: 8, seed: 3 },
  )
  const { total } = await cast.checker.ok('getFunnel', { query: { by: 'bank' } })
  expect(total.counts.disbursed.fen).toBe(String(lent.reduce((a, b) => a + b, 0n)))
}, 120_000)

test('a board adds up what no single amount could hold', async () => {
  const before = (await cast.checker.ok('getFunnel', { query: { by: 'town' } })).total.counts.needed.fen
  await visitor.ok('recordVisit', { body: aVisit({ entityId: (await world.firm()).id, needFen: '100000' }) })
  // As lists of earlier years hold them, from before the form had bounds.
  await t.owner.query(
    `insert into visit (instance_id, content_hash, entity_id, division, mode, outcome, counted, occurred_at, recorded_at, account_id, org_id, has_need, need_fen)
     select gen_random_uuid(), content_hash, entity_id, division, mode, outcome, counted, occurred_at, recorded_at, account_id, org_id, true, 999999999999999
     from (select * from visit order by id desc limit 1) v, generate_series(1, 2)`,
  )
  const { total } = await cast.checker.ok('getFunnel', { query: { by: 'town' } })
  expect(BigInt(total.counts.needed.fen!) - BigInt(before ?? '0')).toBe(2n * 999_999_999_999_999n + 100_000n)
})

/** Written into a body as they stand; JSON itself refuses the first two. */
const noAmounts = [
  'NaN',
  'Infinity',
  '1e400',
  '-0',
  '0.1',
  '50000000',
  '9007199254740993',
  'null',
  'true',
  '[]',
  '{}',
  '"NaN"',
  '""',
  '"-1"',
  '"-0"',
  '"+50000000"',
  '"0.1"',
  '"50000000.0"',
  '"5e7"',
  '"1e400"',
  '"050000000"',
  '" 50000000"',
  '"50000000 "',
  '"50 000 000"',
  '"5０００００００"',
  '"５００００００"',
  '"50,000,000"',
  '"五十万"',
  '"0x2FAF080"',
  '"1000000000000000"',
  '"99999999999999999999999999"',
]
const noRates = ['NaN', '1e400', '-0', '0.5', '-1', '2401', '"385"', 'null', '9007199254740993']

const need = () => ({ ...aNeed(), entityId: '1', submit: false })
const portal = () => ({
  ...aNeed(),
  firmName: '试验面馆',
  division: world.towns[0],
  wishBankIds: [],
  collectConsent: true,
  provideConsents: [],
  signer: '张三',
})
const proposal = {
  action: 'propose',
  version: 1,
  mainBranchId: '1',
  backupBranchId: '2',
  recommendedFen: '50000000',
  reason: '订单充足',
}

type Field = [keyof typeof allRoutes, string, () => Record<string, unknown>]
const money: Field[] = [
  ['recordVisit', 'needFen', () => aVisit({ entityId: '1' })],
  ['recordVisit', 'revenueFen', () => aVisit({ entityId: '1' })],
  ['recordVisit', 'assetsFen', () => aVisit({ entityId: '1' })],
  ['createDeclaration', 'amountFen', need],
  ['portalDeclare', 'amountFen', portal],
  ['actOnDeclaration', 'recommendedFen', () => proposal],
  ['actOnDeskCase', 'creditFen', () => ({ ...aGrant, version: 1 })],
  ['actOnDeskCase', 'amountFen', () => ({ ...aLoan('2026-11-20', 'JE-1'), version: 1 })],
]
const rates: Field[] = [
  ['createDeclaration', 'rateCapBp', need],
  ['actOnDeskCase', 'rateBp', () => ({ ...aGrant, version: 1 })],
]

function callerFor(route: keyof typeof allRoutes): Caller {
  if (route === 'recordVisit') return visitor
  if (route === 'portalDeclare') return t.anonymous
  return route === 'actOnDeskCase' ? cast.main : cast.reviewer
}

/** Sends a body whose one field is written by hand, as no client of ours would write it. */
async function sendRaw([route, field, whole]: Field, token: string, n: number) {
  const text = JSON.stringify({ ...whole(), [field]: '@@' }).replace('"@@"', token)
  const { method, path } = allRoutes[route]
  return t.app.inject({
    method,
    url: path.replace(/\{\w+\}/g, '1'),
    remoteAddress: `10.2.${n}.1`,
    headers: {
      host: 'localhost',
      origin: 'http://localhost',
      'content-type': 'application/json',
      'idempotency-key': `money-${'x'.repeat(20)}-${n}`,
      cookie: callerFor(route).cookie,
    },
    payload: text,
  })
}

describe('what is no amount', () => {
  test.each(money.map((f) => [f[0], f[1], f] as const))('is refused by %s in %s', async (_, name, field) => {
    for (const [n, token] of noAmounts.entries()) {
      const answer = await sendRaw(field, token, n)
      const problem = answer.json<ProblemBody>()
      expect([answer.statusCode, problem.code], `${name}: ${token}`).toEqual([400, 'bad_request'])
      expect(problem.message, token).toMatch(/[\u4e00-\u9fff]/)
      expect(problem.message, token).not.toMatch(/[A-Za-z]{4,} [a-z]/)
    }
  })

  test.each(rates.map((f) => [f[0], f[1], f] as const))('nor a rate by %s in %s', async (_, name, field) => {
    for (const [n, token] of noRates.entries()) {
      const answer = await sendRaw(field, token, n)
      expect([answer.statusCode, answer.json<ProblemBody>().code], `${name}: ${token}`).toEqual([
        400,
        'bad_request',
      ])
    }
  })

  test.each([
    ['createDeclaration', 'amountFen', ['99999', '10000000001']],
    ['portalDeclare', 'amountFen', ['99999', '10000000001']],
    ['actOnDeclaration', 'recommendedFen', ['0', '99999', '10000000001']],
    ['actOnDeskCase', 'creditFen', ['0', '99999', '100000000001']],
    ['actOnDeskCase', 'amountFen', ['0', '100000000001']],
    ['recordVisit', 'needFen', ['0', '99999', '10000000001']],
  ] as const)('nor what lies outside the bounds of %s %s', async (route, name, values) => {
    const field = money.find((f) => f[0] === route && f[1] === name)!
    for (const [n, value] of values.entries()) {
      const answer = await sendRaw(field, `"${value}"`, 50 + n)
      expect(answer.statusCode, value).toBe(400)
      expect(answer.json<ProblemBody>().message, value).toMatch(/金额/)
    }
  })
})
