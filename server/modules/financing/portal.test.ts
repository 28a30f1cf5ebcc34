import { beforeAll, describe, expect, test } from 'vitest'
import { firmStages } from '#contract/financing/firm.words.ts'
import { noticeVersion } from '#contract/financing/words.ts'
import { testApp } from '#test/app.ts'
import { anUscc, aWorld, type World } from '#test/builders.ts'
import { aCast, aGrant, aNeed, type Cast, desk, office, papersComplete, proposed } from '#test/story.ts'

/** The page behind the QR code: a stranger declares, learns nothing, and can take it back. */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

let callers = 0
/** Each caller comes from an address of its own. */
function anAddress(): string {
  callers += 1
  return `10.1.${Math.floor(callers / 250)}.${(callers % 250) + 1}`
}

const form = (over: Record<string, unknown> = {}) => ({
  firmName: '试验面馆',
  code: anUscc(),
  division: world.towns[0],
  ...aNeed(),
  wishBankIds: [],
  collectConsent: true,
  provideConsents: world.banks.map((b) => b.id),
  signer: '张三',
  ...over,
})

const declare = (over: Record<string, unknown> = {}, ip = anAddress(), key?: string) =>
  t.anonymous.call('portalDeclare', { body: form(over), ip, ...(key ? { key } : {}) })
const status = (receipt: string) => t.anonymous.call('portalStatus', { body: { receipt }, ip: anAddress() })

async function rowsOf(code: string) {
  const { rows } = await t.owner.query<{ id: string; status: string; verified: boolean }>(
    `select d.id::text, d.status, d.verified_at is not null as verified from declaration d join entity e on e.id = d.entity_id where e.uscc = $1 order by d.id`,
    [code],
  )
  return rows
}

/** Declared, verified and recommended, the main bank at work. Answers receipt, declaration and case. */
async function atBank() {
  const code = anUscc()
  const { receipt } = (await declare({ code })).body
  const [row] = await rowsOf(code)
  await proposedAndApproved(row!.id)
  const { cases } = await cast.reviewer.ok('getDeclaration', { params: { declarationId: row!.id } })
  await office(cast.checker, cases[0]!.id, { action: 'push' })
  return { receipt, declarationId: row!.id, caseId: cases[0]!.id }
}

async function proposedAndApproved(id: string): Promise<void> {
  const version = await proposed(world, cast, id)
  await cast.checker.ok('approveRecommendations', { body: { declarations: [{ id, version }] } })
}

describe('what a stranger is told', () => {
  test('is the same whatever is known of the firm, and so is what the receipt opens', async () => {
    const known = await world.firm()
    const busy = await world.firm()
    const excluded = await world.firm()
    const [target] = await world.list([excluded])
    await (await world.staff('city_office')).ok('actOnTarget', {
      params: { targetId: target!.id },
      body: { action: 'exclude', version: 1, reason: '已搬离' },
    })
    await declare({ code: busy.uscc })
    const answers = []
    for (const code of [anUscc(), known.uscc, busy.uscc, excluded.uscc]) {
      const answer = await declare({ code })
      const seen = await status(answer.body.receipt)
      answers.push({
        status: answer.status,
        message: answer.body.message,
        keys: Object.keys(answer.body),
        bytes: answer.raw.length,
        receipt: answer.body.receipt.length,
        seen: seen.body,
      })
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]!.status).toBe(200)
    expect(answers[0]!.seen.canWithdraw).toBe(true)
    // 160 bits, six to a character.
    expect(answers[0]!.receipt).toBeGreaterThanOrEqual(27)
  })

  test('is nothing by a wrong receipt, nor by the right receipt of another', async () => {
    expect((await status('x'.repeat(27))).problem.code).toBe('not_found')
    const [mine, other] = [await atBank(), await atBank()]
    const foreign = (await status(other.receipt)).body.consents[0]!.id
    const refused = await t.anonymous.call('portalWithdrawConsent', {
      body: { receipt: mine.receipt, consentId: foreign },
      ip: anAddress(),
    })
    expect([refused.status, refused.problem.code]).toEqual([404, 'not_found'])
  })

  test('names no bank’s refusal', async () => {
    const { receipt, caseId } = await atBank()
    await office(cast.checker, caseId, { action: 'recall', reason: '机密的理由' })
    const { body, raw } = await status(receipt)
    expect(body.stage).toBe(firmStages.recommended)
    expect(raw.includes('机密的理由')).toBe(false)
  })
})

describe('an unverified declaration', () => {
  test('reaches no review, no bank and no board', async () => {
    const code = anUscc()
    const { receipt } = (await declare({ code })).body
    const clerk = await world.staff('county_coordinator')
    const before = (await clerk.ok('getFunnel', { query: { by: 'town' } })).total.counts
    const [row] = await rowsOf(code)
    const params = { declarationId: row!.id }
    const now = await cast.reviewer.ok('getDeclaration', { params })
    const refused = await cast.reviewer.call('actOnDeclaration', {
      params,
      body: { action: 'accept', version: now.version },
    })
    expect(refused.problem).toMatchObject({ code: 'missing_fact', details: { fact: 'verified' } })
    expect((await status(receipt)).body).toMatchObject({
      stage: '已收到，等待核实',
      consents: [],
      dueOn: null,
    })
    await cast.reviewer.ok('actOnDeclaration', {
      params,
      body: { action: 'verify', version: now.version, how: 'registryPhone' },
    })
    const after = (await clerk.ok('getFunnel', { query: { by: 'town' } })).total.counts
    expect(after.declared.households - before.declared.households).toBe(1)
    expect(after.needed.households - before.needed.households).toBe(1)
  })

  test('is not verified by a visit that never was', async () => {
    const code = anUscc()
    await declare({ code })
    const [row] = await rowsOf(code)
    const refused = await cast.reviewer.call('actOnDeclaration', {
      params: { declarationId: row!.id },
      body: { action: 'verify', version: 2, how: 'visit' },
    })
    expect(refused.problem.code).toBe('missing_fact')
  })
})

const verify = async (declarationId: string) => {
  const params = { declarationId }
  const { version } = await cast.reviewer.ok('getDeclaration', { params })
  return cast.reviewer.ok('actOnDeclaration', {
    params,
    body: { action: 'verify', version, how: 'registryPhone' },
  })
}

describe('a stranger’s declaration under a firm’s name', () => {
  test('takes nothing from the firm: the reviewer sees both, and the one that is not the firm’s ends as merged', async () => {
    const code = anUscc()
    const stranger = (await declare({ code, contactName: '李四', contactPhone: '13800000009' })).body.receipt
    const before = (await status(stranger)).body
    const mine = (await declare({ code })).body.receipt
    const [theirs, own] = await rowsOf(code)
    const params = { declarationId: own!.id }
    const seen = await cast.reviewer.ok('getDeclaration', { params })
    expect(seen.consents).toHaveLength(3)
    expect(seen.otherSubmissions).toMatchObject([
      { id: theirs!.id, contactName: '李四', contactPhone: '138****0009' },
    ])
    expect((await verify(own!.id)).otherSubmissions).toEqual([])
    expect((await rowsOf(code)).map((r) => r.status)).toEqual(['merged', 'submitted'])
    expect((await status(stranger)).body).toEqual(before)
    expect((await status(mine)).body.consents).toHaveLength(2)
  })

  test('keeps neither the office nor the firm’s own account from declaring, and is not verified beside theirs', async () => {
    const firm = await world.firm()
    await declare({ code: firm.uscc })
    await cast.reviewer.ok('createDeclaration', { body: { entityId: firm.id, ...aNeed(), submit: false } })
    const [portal] = await rowsOf(firm.uscc)
    const refused = await cast.reviewer.call('actOnDeclaration', {
      params: { declarationId: portal!.id },
      body: { action: 'verify', version: 2, how: 'registryPhone' },
    })
    expect([refused.status, refused.problem.code]).toEqual([409, 'duplicate'])
    const later = (await declare({ code: firm.uscc })).body.receipt
    expect((await status(later)).body).toMatchObject({ stage: '已收到，等待核实', canWithdraw: true })
  })
})

describe('sent more than once', () => {
  test('under one number it is one declaration with one receipt', async () => {
    const code = anUscc()
    const body = form({ code })
    const key = `portal-${'k'.repeat(20)}`
    const send = () => t.anonymous.call('portalDeclare', { body, key, ip: anAddress() })
    const answers = await Promise.all(Array.from({ length: 8 }, send))
    const last = await send()
    expect(last.headers['idempotent-replayed']).toBe('true')
    for (const answer of answers.filter((a) => a.status === 200)) expect(answer.raw).toEqual(last.raw)
    for (const answer of answers) expect([200, 409]).toContain(answer.status)
    expect(await rowsOf(code)).toHaveLength(1)
  })

  test('under several numbers at the same moment all wait side by side and are answered alike', async () => {
    for (const code of [anUscc(), (await world.firm()).uscc]) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => declare({ code })))
      expect(answers.map((a) => [a.status, a.problem.code])).toEqual(answers.map(() => [200, undefined]))
      expect((await rowsOf(code)).map((r) => r.status)).toEqual(answers.map(() => 'submitted'))
    }
  })

  test('too often from one address it is asked to wait, and other addresses are not', async () => {
    const ip = anAddress()
    const calls = []
    for (let i = 0; i < 21; i += 1)
      calls.push(await t.anonymous.call('portalStatus', { body: { receipt: 'x'.repeat(27) }, ip }))
    expect(calls.slice(0, 20).every((c) => c.status === 404)).toBe(true)
    expect([calls[20]!.status, calls[20]!.headers['retry-after']]).toEqual([429, '600'])
    expect((await declare()).status).toBe(200)
  })
})

describe('consent', () => {
  test('is kept for each bank by name, with the notice that was read, and to no other', async () => {
    const code = anUscc()
    await declare({ code, provideConsents: [world.banks[1].id] })
    const [row] = await rowsOf(code)
    const { rows } = await t.owner.query(
      'select purpose, bank_id::text, notice_version, channel, signer, ip is not null as ip from consent where declaration_id = $1 order by id',
      [row!.id],
    )
    const given = { notice_version: noticeVersion, channel: 'portal', signer: '张三', ip: true }
    expect(rows).toEqual([
      { purpose: 'collect', bank_id: null, ...given },
      { purpose: 'provide', bank_id: world.banks[1].id, ...given },
    ])
    expect((await declare({ collectConsent: false })).status).toBe(400)
    expect((await declare({ provideConsents: [world.banks[0].branchId] })).status).toBe(422)
  })

  test('taken back by the receipt ends the bank’s sight at once', async () => {
    const { receipt, declarationId, caseId } = await atBank()
    const { consents } = (await status(receipt)).body
    expect(consents.map((c) => c.withdrawn)).toEqual([false, false])
    t.clock.advance(1000)
    await t.anonymous.ok('portalWithdrawConsent', {
      body: { receipt, consentId: consents[0]!.id },
      ip: anAddress(),
    })
    expect((await cast.main.call('getDeskCase', { params: { caseId } })).status).toBe(404)
    expect((await status(receipt)).body.consents.map((c) => c.withdrawn)).toEqual([true, false])
    const { cases } = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
    expect(cases.map((c) => `${c.part} ${c.status}`)).toEqual(['main recalled', 'backup pushed'])
  })
})

describe('the receipt', () => {
  test('follows the declaration to its end, and takes it back while a bank has not decided', async () => {
    const { receipt, caseId } = await atBank()
    const seen = (await status(receipt)).body
    expect(seen).toMatchObject({ stage: firmStages.recommended, dueOn: '2026-12-20', canWithdraw: true })
    expect(seen.steps.map((s) => s.done)).toEqual([true, true, true, false])
    await papersComplete(cast.main, caseId)
    await desk(cast.main, caseId, aGrant)
    const after = (await status(receipt)).body
    expect(after).toMatchObject({ stage: firmStages.credited, canWithdraw: false })
    expect(after.steps.every((s) => s.done)).toBe(true)
    const late = await t.anonymous.call('portalWithdraw', {
      body: { receipt, reason: '不需要了' },
      ip: anAddress(),
    })
    expect(late.problem.code).toBe('wrong_status')
  })

  test('takes back a live declaration and a merged one alike', async () => {
    const code = anUscc()
    const receipts = [await declare({ code }), await declare({ code })]
    const [first] = await rowsOf(code)
    await verify(first!.id)
    for (const { body } of receipts) {
      await t.anonymous.ok('portalWithdraw', {
        body: { receipt: body.receipt, reason: '不需要了' },
        ip: anAddress(),
      })
      expect((await status(body.receipt)).body).toMatchObject({
        stage: firmStages.withdrawn,
        canWithdraw: false,
      })
    }
    expect((await rowsOf(code)).map((r) => r.status)).toEqual(['withdrawn', 'merged'])
  })
})
