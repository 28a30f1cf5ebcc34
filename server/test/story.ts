import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Caller } from './app.ts'
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
