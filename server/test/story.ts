import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { ParameterKey } from '#contract/parameters.ts'
import type { Ctx } from '#kernel/context.ts'
import { findActor } from '#kernel/session.ts'
import { actOnDeclaration, createDeclaration } from '#modules/financing/declaration.commands.ts'
import { addFinding } from '#modules/financing/finding.commands.ts'
import { approveRecommendations } from '#modules/financing/recommendation.commands.ts'
import type { Caller, TestApp } from './app.ts'
import type { TestFirm, World } from './builders.ts'

/** The form of a need, complete and correct; tests change what they are about. */
export function aNeed() {
  return {
    needType: 'working' as const,
    amountFen: '50000000',
    termMonths: 12,
    purposeKind: 'materials' as const,
    purpose: '采购原料，支付货款',
    guarantee: 'credit' as const,
    contactName: '张三',
    contactPhone: '13900000001',
    acceptsOther: true,
  }
}

/** The people a declaration passes through. */
export interface Cast {
  reviewer: Caller
  checker: Caller
  main: Caller
  backup: Caller
}

export async function aCast(world: World): Promise<Cast> {
  return {
    reviewer: await world.staff('county_reviewer'),
    checker: await world.staff('county_coordinator'),
    main: await world.staff('bank_manager', world.banks[0].branchId),
    backup: await world.staff('bank_manager', world.banks[1].branchId),
  }
}

/** A declaration handed in at the window, with consents to both banks. Answers its id. */
export async function aDeclaration(
  world: World,
  cast: Cast,
  firm: TestFirm,
  over: Record<string, unknown> = {},
): Promise<string> {
  const [main, backup] = world.banks
  const made = await cast.reviewer.ok('createDeclaration', {
    body: {
      entityId: firm.id,
      ...aNeed(),
      submit: true,
      consent: { channel: 'onsite', signer: '张三', collect: true, provideTo: [main.id, backup.id] },
      ...over,
    },
  })
  return made.id
}

/** A consent signed at the window, which also shows that it is the firm itself; to both banks unless named. */
export function atWindow(world: World, provideTo = world.banks.map((b) => b.id)) {
  return { consent: { channel: 'window', signer: '张三', collect: true, provideTo } } as const
}

/** Brings a submitted declaration to “proposed”: verified where needed, accepted, five standards met. */
export async function proposed(world: World, cast: Cast, declarationId: string): Promise<number> {
  const params = { declarationId }
  let now = await cast.reviewer.ok('getDeclaration', { params })
  const act = async (body: Record<string, unknown>) => {
    now = await cast.reviewer.ok('actOnDeclaration', { params, body: { version: now.version, ...body } })
  }
  if (!now.verified) await act({ action: 'verify', how: 'window' })
  if (now.status === 'submitted') await act({ action: 'accept' })
  for (const standard of [1, 2, 3, 4, 5]) {
    now = await cast.reviewer.ok('addFinding', {
      params,
      body: {
        version: now.version,
        standard,
        result: 'met',
        basis: '材料齐全，核对无误',
        evidence: ['note:营业执照与合同'],
      },
    })
  }
  await act({
    action: 'propose',
    mainBranchId: world.banks[0].branchId,
    backupBranchId: world.banks[1].branchId,
    recommendedFen: '50000000',
    reason: '经营稳定，订单充足',
  })
  return now.version
}

/** On to the 推荐清单; answers the main bank's case, waiting to be pushed. */
export async function recommended(world: World, cast: Cast, declarationId: string): Promise<string> {
  const version = await proposed(world, cast, declarationId)
  await cast.checker.ok('approveRecommendations', {
    body: { declarations: [{ id: declarationId, version }] },
  })
  const page = await cast.checker.ok('listCases', { query: { division: world.county, limit: '100' } })
  const found = page.rows.find((c) => c.declarationId === declarationId)
  expect(found, 'a case was opened').toBeDefined()
  return found!.id
}

/**
 * The same for many firms at once, by the commands themselves and without the pages between them: for tests that are
 * about what comes afterwards. Answers the cases, waiting to be pushed, in the order of the firms.
 */
export async function queuedCases(
  test: TestApp,
  world: World,
  cast: Cast,
  firms: readonly TestFirm[],
  over: Record<string, unknown> = {},
  recommendedFen = (over.amountFen as string | undefined) ?? aNeed().amountFen,
): Promise<{ declarationId: string; caseId: string }[]> {
  const made: { id: string; version: number }[] = []
  await as(test, cast.reviewer, async (ctx) => {
    for (const firm of firms) {
      const id = await createDeclaration(ctx, {
        entityId: firm.id,
        ...aNeed(),
        submit: true,
        ...atWindow(world),
        ...over,
      } as never)
      // Submitting made it the second version, accepting the third, each finding one more.
      await actOnDeclaration(ctx, id, { action: 'accept', version: 2 })
      for (const standard of [1, 2, 3, 4, 5])
        await addFinding(ctx, id, {
          version: 2 + standard,
          standard,
          result: 'met',
          basis: '材料齐全',
          evidence: ['note:营业执照与合同'],
        })
      await actOnDeclaration(ctx, id, {
        action: 'propose',
        version: 8,
        mainBranchId: world.banks[0].branchId,
        backupBranchId: world.banks[1].branchId,
        recommendedFen,
        reason: '经营稳定，订单充足',
      })
      made.push({ id, version: 9 })
    }
  })
  await as(test, cast.checker, (ctx) => approveRecommendations(ctx, made))
  const { rows } = await test.owner.query<{ declarationId: string; caseId: string }>(
    'select declaration_id::text as "declarationId", id::text as "caseId" from bank_case where declaration_id = any ($1) order by declaration_id',
    [made.map((m) => m.id)],
  )
  return rows
}

/** Runs a command as the person behind a session. */
export async function as<T>(test: TestApp, who: Caller, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const token = who.cookie.slice(who.cookie.indexOf('=') + 1)
  const found = await findActor(test.deps.system, token, test.deps.clock.instant())
  return test.as(found!.actor, work)
}

/** Another value of a rule of the place, by the city office. */
export async function setParameter(city: Caller, key: ParameterKey, value: unknown): Promise<void> {
  const { rows } = await city.ok('listParameters')
  const { version } = rows.find((r) => r.key === key)!
  await city.ok('changeParameter', { params: { key }, body: { value, version, reason: '本地方案规定' } })
}

/** Pushed to the main bank; answers the case's id. */
export async function pushed(world: World, cast: Cast, declarationId: string): Promise<string> {
  const caseId = await recommended(world, cast, declarationId)
  await office(cast.checker, caseId, { action: 'push' })
  return caseId
}

/** One step of the work group on a case. */
export async function office(who: Caller, caseId: string, body: Record<string, unknown>) {
  const now = await who.ok('getCase', { params: { caseId } })
  return who.ok('actOnCase', { params: { caseId }, body: { version: now.version, ...body } })
}

/** One step of the bank on its case. */
export async function desk(who: Caller, caseId: string, body: Record<string, unknown>) {
  const now = await who.ok('getDeskCase', { params: { caseId } })
  return who.ok('actOnDeskCase', { params: { caseId }, body: { version: now.version, ...body } })
}

/** The bank's way to the papers being complete. */
export async function papersComplete(who: Caller, caseId: string): Promise<void> {
  await desk(who, caseId, { action: 'accept' })
  await desk(who, caseId, { action: 'contact', how: 'phone' })
  await desk(who, caseId, { action: 'completeDocs' })
}

export const aGrant = {
  action: 'grant',
  creditFen: '50000000',
  revolving: false,
  rateBp: 385,
  termMonths: 12,
  guarantee: 'credit',
  firstLoan: false,
} as const

export const aRefusal = {
  action: 'refuse',
  reasons: ['finance.cashFlow'],
  facts: '近六个月对公流水月均不足三万元，覆盖不了本息',
  repairable: true,
} as const

/** A loan under a grant, on the given day. */
export function aLoan(day: string, noteNo: string, amountFen = '20000000') {
  return {
    action: 'disburse',
    noteNo,
    amountFen,
    disbursedOn: day,
    maturesOn: '2027-11-19',
    rateBp: 385,
    guarantee: 'credit',
    firstLoan: false,
    renewal: false,
  } as const
}

/** A visit on the spot as the form sends it; tests change what they are about. */
export function aVisit(over: Record<string, unknown> = {}) {
  return {
    instanceId: randomUUID(),
    mode: 'onsite',
    outcome: 'normal',
    occurredAt: '2026-11-19T03:00:00.000Z',
    observations: [1, 2, 3, 4, 5].map((standard) => ({ standard, result: 'met' })),
    hasNeed: true,
    needFen: '30000000',
    problems: [],
    ...over,
  }
}

export function aVisitWithoutNeed(over: Record<string, unknown> = {}) {
  return aVisit({ hasNeed: false, needFen: undefined, noNeedReason: 'enough', ...over })
}

/** A call in which nothing was asked for: where calls do not count it is only made in advance of a visit. */
export function aPhoneCall(over: Record<string, unknown> = {}) {
  return aVisitWithoutNeed({ mode: 'phone', observations: [], ...over })
}

/** Nobody was there to be asked. */
export function aMissedVisit(over: Record<string, unknown> = {}) {
  return aVisit({ outcome: 'suspended', observations: [], hasNeed: undefined, needFen: undefined, ...over })
}
