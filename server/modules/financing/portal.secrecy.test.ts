import { beforeAll, describe, expect, test } from 'vitest'
import { allRoutes } from '#contract/index.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anUscc, aWorld, type TestFirm, type World } from '#test/builders.ts'
import { inParallel } from '#test/reach.ts'
import {
  aCast,
  aDeclaration,
  aNeed,
  type Cast,
  desk,
  office,
  papersComplete,
  proposed,
  pushed,
  recommended,
} from '#test/story.ts'

/** The public page tells nothing of a firm, and what it takes in goes nowhere before the firm has been spoken to. */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

let address = 0

/** From an address of its own each time: the limit of calls is another test's business. */
async function post(
  route: 'portalDeclare' | 'portalStatus' | 'portalWithdraw' | 'portalWithdrawConsent',
  body: object,
) {
  address += 1
  const response = await t.app.inject({
    method: 'POST',
    url: allRoutes[route].path,
    remoteAddress: `127.7.${address >> 8}.${address & 255}`,
    headers: {
      host: 'localhost',
      origin: 'http://localhost',
      'idempotency-key': `portal-${address}-${'0'.repeat(12)}`,
    },
    payload: body,
  })
  const { 'x-trace-id': _, date: __, ...headers } = response.headers
  const json = response.json<Record<string, string>>()
  return { status: response.statusCode, json, headers, size: response.rawPayload.length }
}

const form = (firm: { name: string; uscc?: string }, over: object = {}) => ({
  ...aNeed(),
  firmName: firm.name,
  ...(firm.uscc ? { code: firm.uscc } : {}),
  division: world.towns[0],
  wishBankIds: [world.banks[0].id],
  provideConsents: [world.banks[0].id, world.banks[1].id],
  collectConsent: true,
  signer: '张三',
  ...over,
})

/** What an answer looks like from outside, but for the receipt itself. */
const shape = ({ status, json, headers, size }: Awaited<ReturnType<typeof post>>) =>
  JSON.stringify([status, size, headers, { ...json, receipt: json.receipt?.length }])

describe('the page answers alike', () => {
  const known: Record<string, TestFirm> = {}
  beforeAll(async () => {
    for (const kind of ['listed', 'excluded', 'declared', 'recommended', 'cancelled'] as const)
      known[kind] = await world.firm()
    const targets = await world.list([known.listed!, known.excluded!])
    await cast.checker.ok('actOnTarget', {
      params: { targetId: targets.find((x) => x.firm.id === known.excluded!.id)!.id },
      body: { action: 'exclude', version: 1, reason: '已停业' },
    })
    await t.owner.query("update entity set registration_status = 'cancelled' where id = $1", [
      known.cancelled!.id,
    ])
    await aDeclaration(world, cast, known.declared!)
    await recommended(world, cast, await aDeclaration(world, cast, known.recommended!))
  })

  test('whether a code is known, unknown, left out, declared already or recommended', async () => {
    const shapes = new Map<string, string>()
    for (const round of [1, 2])
      for (const [kind, firm] of [
        ...Object.entries(known),
        ['unknown', { name: '查无此户商店', uscc: anUscc() }],
      ] as [string, TestFirm][])
        shapes.set(`${kind} ${round}`, shape(await post('portalDeclare', form(firm))))
    expect(shapes.size).toBe(12)
    expect([...new Set(shapes.values())]).toHaveLength(1)
  })

  test('and the receipt of each shows the same, until somebody has spoken to the firm', async () => {
    const shapes = new Set<string>()
    for (const firm of [...Object.values(known), { name: '又一家商店', uscc: anUscc() }]) {
      const { json } = await post('portalDeclare', form(firm))
      shapes.add(shape(await post('portalStatus', { receipt: json.receipt })))
    }
    expect([...shapes]).toHaveLength(1)
  })

  test('a receipt is long, single, and a wrong one is like none', async () => {
    const receipts = new Set<string>()
    for (let i = 0; i < 5; i += 1)
      receipts.add((await post('portalDeclare', form(known.listed!))).json.receipt!)
    expect(receipts.size).toBe(5)
    for (const receipt of receipts)
      expect(Buffer.from(receipt, 'base64url').length * 8).toBeGreaterThanOrEqual(128)
    const { rows } = await t.owner.query<{ text: string }>(
      "select string_agg(to_jsonb(d)::text, '') as text from declaration d",
    )
    for (const receipt of receipts) expect(rows[0]!.text.includes(receipt)).toBe(false)
    for (const route of ['portalStatus', 'portalWithdraw'] as const) {
      const answers = [
        'x'.repeat(27),
        [...receipts][0]!.replace(/.$/, '_'),
        [...receipts][0]!.toLowerCase(),
      ].map((receipt) =>
        post(route, { receipt, ...(route === 'portalWithdraw' ? { reason: '不再需要' } : {}) }),
      )
      expect(new Set((await Promise.all(answers)).map((a) => [a.status, a.json.code].join())).size).toBe(1)
    }
  })

  test('many at once for one firm wait side by side, answered alike', async () => {
    for (const firm of [await world.firm(), { name: '新开的商店', uscc: anUscc() }]) {
      const shapes = new Set<string>()
      await inParallel(
        [...Array(12).keys()],
        async () => void shapes.add(shape(await post('portalDeclare', form(firm)))),
      )
      expect([...shapes]).toHaveLength(1)
      const { rows } = await t.owner.query<{ status: string; n: number }>(
        'select d.status, count(*)::int as n from declaration d join entity e on e.id = d.entity_id where e.uscc = $1 group by 1 order by 1',
        [firm.uscc],
      )
      expect(rows).toEqual([{ status: 'submitted', n: 12 }])
    }
  })
})

describe('a declaration nobody has verified', () => {
  test('is on no list, no board and no ledger, and no bank hears of it', async () => {
    const firm = await world.firm()
    const head = await world.staff('bank_head')
    const figures = async () => ({
      board: (await cast.checker.ok('getFunnel', { query: { by: 'town' } })).total,
      bank: (await head.ok('getFunnel', { query: { by: 'town' } })).total,
      ledger: (await cast.checker.ok('listLedger', { params: { kind: 'declarations' } })).rows.length,
      desk: (await cast.main.ok('listDeskCases')).rows.length,
    })
    const before = await figures()
    await post('portalDeclare', form(firm))
    expect(await figures()).toEqual(before)
    const { rows } = await cast.reviewer.ok('listDeclarations', { query: { entityId: firm.id } })
    const params = { declarationId: rows[0]!.id }
    const { version } = rows[0]!
    const refused = await cast.reviewer.call('actOnDeclaration', {
      params,
      body: { version, action: 'accept' },
    })
    expect([refused.status, refused.problem.code]).toEqual([409, 'missing_fact'])
    await cast.reviewer.ok('actOnDeclaration', {
      params,
      body: { version, action: 'verify', how: 'registryPhone' },
    })
    const after = await figures()
    expect(after.board.counts.declared.households).toBe(before.board.counts.declared.households + 1)
    expect(after.ledger).toBe(before.ledger + 1)
    expect([after.bank, after.desk]).toEqual([before.bank, before.desk])
  })
})

/** 向银行提供 rests on a consent for that very bank, given before and not withdrawn (INV-13). */
describe('consent', () => {
  const consentsOf = async (declarationId: string) =>
    (await cast.reviewer.ok('getDeclaration', { params: { declarationId } })).consents
  const withdraw = async (who: Caller, declarationId: string, bankId: string) => {
    const consent = (await consentsOf(declarationId)).find((c) => c.bankId === bankId)!
    t.clock.advance(60_000)
    return who.call('withdrawConsent', {
      params: { declarationId, consentId: consent.id },
      body: { how: '企业来电撤回' },
    })
  }
  const sees = async (who: Caller, caseId: string) =>
    (await who.call('getDeskCase', { params: { caseId } })).status
  const working = async (declarationId: string) =>
    (await cast.checker.ok('listCases', { query: { limit: '100' } })).rows.filter(
      (c) => c.declarationId === declarationId,
    )

  test('without one the case stays in the office, however often it is pushed', async () => {
    const [main, backup] = world.banks
    const consent = { channel: 'window', signer: '张三', collect: true, provideTo: [main.id] }
    const id = await aDeclaration(world, cast, await world.firm(), { consent })
    const caseId = await pushed(world, cast, id)
    await papersComplete(cast.main, caseId)
    await desk(cast.main, caseId, { action: 'enterpriseDecline', declineReason: 'price' })
    const held = (await working(id)).find((c) => c.id !== caseId)!
    expect([held.status, held.bank]).toEqual(['queued', backup.name.replace('支行', '')])
    expect(await sees(cast.backup, held.id)).toBe(404)
    const { version } = await cast.checker.ok('getCase', { params: { caseId: held.id } })
    const refused = await cast.checker.call('actOnCase', {
      params: { caseId: held.id },
      body: { version, action: 'push' },
    })
    expect([refused.status, refused.problem.details]).toEqual([409, { fact: 'bankConsent' }])
    await cast.reviewer.ok('addConsent', {
      params: { declarationId: id },
      body: { bankId: backup.id, channel: 'phone', signer: '张三' },
    })
    await office(cast.checker, held.id, { action: 'push' })
    expect(await sees(cast.backup, held.id)).toBe(200)
  })

  test('a proposal needs one for the main bank by name; another bank’s does not do', async () => {
    const consent = { channel: 'window', signer: '张三', collect: true, provideTo: [world.banks[1].id] }
    const id = await aDeclaration(world, cast, await world.firm(), { consent })
    await expect(proposed(world, cast, id)).rejects.toThrow(/还没有同意把信息提供给主办行/)
  })

  test('withdrawn, it takes the case from the bank in that moment and passes the firm on', async () => {
    const id = await aDeclaration(world, cast, await world.firm())
    const caseId = await pushed(world, cast, id)
    expect(await sees(cast.main, caseId)).toBe(200)
    expect((await withdraw(cast.reviewer, id, world.banks[0].id)).status).toBe(200)
    expect(await sees(cast.main, caseId)).toBe(404)
    const next = (await working(id)).find((c) => c.id !== caseId)!
    expect(await sees(cast.backup, next.id)).toBe(200)
    expect((await withdraw(cast.reviewer, id, world.banks[1].id)).status).toBe(200)
    expect(await sees(cast.backup, next.id)).toBe(404)
    const { status } = await cast.reviewer.ok('getDeclaration', { params: { declarationId: id } })
    expect(status).toBe('awaitingConsultation')
  })

  test('withdrawn before the push, it stops the push', async () => {
    const id = await aDeclaration(world, cast, await world.firm(), { acceptsOther: false })
    const caseId = await recommended(world, cast, id)
    expect((await withdraw(cast.reviewer, id, world.banks[0].id)).status).toBe(200)
    const { version, status } = await cast.checker.ok('getCase', { params: { caseId } })
    expect(status).toBe('recalled')
    const again = await cast.checker.call('actOnCase', {
      params: { caseId },
      body: { version, action: 'push' },
    })
    expect(again.status).toBe(409)
  })

  test('the firm takes it back itself with its receipt', async () => {
    const firm = await world.firm()
    const { json } = await post('portalDeclare', form(firm))
    const { rows } = await cast.reviewer.ok('listDeclarations', { query: { entityId: firm.id } })
    const id = rows[0]!.id
    const caseId = await pushed(world, cast, id)
    const consent = (await consentsOf(id)).find((c) => c.bankId === world.banks[0].id)!
    const stranger = await post('portalDeclare', form(await world.firm()))
    const foreign = await post('portalWithdrawConsent', {
      receipt: stranger.json.receipt,
      consentId: consent.id,
    })
    expect([foreign.status, await sees(cast.main, caseId)]).toEqual([404, 200])
    t.clock.advance(60_000)
    expect(
      (await post('portalWithdrawConsent', { receipt: json.receipt, consentId: consent.id })).status,
    ).toBe(200)
    expect(await sees(cast.main, caseId)).toBe(404)
  })

  test('each provision is kept with the consent it rested on', async () => {
    const { rows } = await t.owner.query<{ bare: number; kept: number }>(
      `select count(*)::int as kept, count(*) filter (where not exists (
         select 1 from consent c left join consent_withdrawal w on w.consent_id = c.id where c.id = p.consent_id and c.bank_id = p.bank_id
           and c.declaration_id = p.declaration_id and c.given_at <= p.provided_at and (w.withdrawn_at is null or w.withdrawn_at >= p.provided_at)))::int as bare from provision p`,
    )
    expect(rows[0]!.kept).toBeGreaterThan(4)
    expect(rows[0]!.bare).toBe(0)
  })
})
