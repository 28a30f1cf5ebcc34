import { beforeAll, describe, expect, test } from 'vitest'
import { bankCaseFlow } from '#contract/financing/bank-case.flow.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import { aCast, aGrant, aLoan, type Cast, desk, office, papersComplete, queuedCases } from '#test/story.ts'

/** Credit and loans: what was granted binds what is lent (INV-17, INV-40). */
const t = testApp()
const day = '2026-11-20'
let world: World
let cast: Cast
let head: Caller

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  head = await world.staff('bank_branch')
})

let notes = 0
function aNote(): string {
  notes += 1
  return `JJ-${String(notes).padStart(4, '0')}`
}

/** A case with its papers complete. */
async function ready(firm?: TestFirm, over: Record<string, unknown> = {}): Promise<string> {
  const [story] = await queuedCases(t, world, cast, [firm ?? (await world.firm())], over)
  await office(cast.checker, story!.caseId, { action: 'push' })
  await papersComplete(cast.main, story!.caseId)
  return story!.caseId
}
async function granted(over: Record<string, unknown> = {}, firm?: TestFirm, need = {}): Promise<string> {
  const caseId = await ready(firm, need)
  await desk(cast.main, caseId, { ...aGrant, ...over })
  return caseId
}

/** One step that may be refused. */
async function attempt(caseId: string, body: Record<string, unknown>, who = cast.main) {
  const { version } = await who.ok('getDeskCase', { params: { caseId } })
  return who.call('actOnDeskCase', { params: { caseId }, body: { version, ...body } })
}
const read = (caseId: string) => cast.main.ok('getDeskCase', { params: { caseId } })

describe('a grant', () => {
  test.each([
    ['nothing', '0', 400],
    ['less than a thousand yuan', '99999', 400],
    ['a thousand yuan', '100000', 200],
    ['a billion yuan', '100000000000', 200],
    ['more than a billion yuan', '100000000001', 400],
    ['a fraction of a fen', '100000.5', 400],
  ])('of %s: %s fen is answered %i', async (_, creditFen, status) => {
    expect((await attempt(await ready(), { ...aGrant, creditFen })).status).toBe(status)
  })

  test('is given once', async () => {
    const caseId = await granted()
    expect((await attempt(caseId, aGrant)).problem.code).toBe('wrong_status')
  })
})

describe('loans under a one-off credit', () => {
  test('may be several and never more than the credit, to the fen', async () => {
    const caseId = await granted()
    await desk(cast.main, caseId, aLoan(day, aNote(), '20000000'))
    const over = await attempt(caseId, aLoan(day, aNote(), '30000001'))
    expect(over.problem).toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('超过授信') as string,
    })
    await desk(cast.main, caseId, aLoan(day, aNote(), '30000000'))
    expect(await read(caseId)).toMatchObject({ status: 'disbursed', disbursedFen: '50000000' })
    const full = await attempt(caseId, aLoan(day, aNote(), '1'))
    expect(full.problem).toMatchObject({
      code: 'missing_fact',
      message: bankCaseFlow.facts.creditLeft,
      details: { fact: 'creditLeft' },
    })
    const offered = (await read(caseId)).actions.find((a) => a.action === 'disburse')
    expect(offered!.blocked).toBe(bankCaseFlow.facts.creditLeft)
  })

  test.each([
    ['tomorrow', { disbursedOn: '2026-11-21' }, '放款日不能晚于今天'],
    ['before the decision', { disbursedOn: '2026-11-19' }, '放款日不能早于授信日'],
    ['due on the day it is made', { maturesOn: day }, '到期日须晚于放款日'],
    ['due in another age', { maturesOn: '2206-11-20' }, '到期日距放款日超过 40 年'],
  ])('are not booked %s', async (_, over, sentence) => {
    const refused = await attempt(await granted(), { ...aLoan(day, aNote()), ...over })
    expect(refused.problem).toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining(sentence) as string,
    })
  })

  test('are booked once: a note number stands for one loan of the bank', async () => {
    const noteNo = aNote()
    await desk(cast.main, await granted(), aLoan(day, noteNo))
    const again = await attempt(await granted(), aLoan(day, noteNo))
    expect(again.problem).toMatchObject({
      code: 'duplicate',
      message: expect.stringContaining(noteNo) as string,
    })
  })
})

describe('a wrong booking', () => {
  test('is taken back whole, once, and stands beside its reversal', async () => {
    const caseId = await granted()
    await desk(cast.main, caseId, aLoan(day, aNote(), '50000000'))
    const [wrong] = (await read(caseId)).disbursements
    await desk(cast.main, caseId, { action: 'reverse', disbursementId: wrong!.id, reason: '金额录错' })
    const after = await read(caseId)
    expect(after.disbursedFen).toBe('0')
    expect(after.disbursements.map((d) => [d.amountFen, d.reversed])).toEqual([
      ['50000000', true],
      ['-50000000', false],
    ])
    for (const { id } of after.disbursements) {
      const twice = await attempt(caseId, { action: 'reverse', disbursementId: id, reason: '再次冲正' })
      expect(twice.problem.code).toBe('duplicate')
    }
  })

  test('is booked again under its own note number', async () => {
    const caseId = await granted()
    const noteNo = aNote()
    for (const amountFen of ['50000000', '5000000']) {
      await desk(cast.main, caseId, aLoan(day, noteNo, amountFen))
      const { disbursements } = await read(caseId)
      if (amountFen === '50000000')
        await desk(cast.main, caseId, {
          action: 'reverse',
          disbursementId: disbursements[0]!.id,
          reason: '多录一个零',
        })
    }
    const { disbursedFen, disbursements } = await read(caseId)
    expect([disbursedFen, disbursements.map((d) => d.noteNo)]).toEqual([
      '5000000',
      [noteNo, `${noteNo}-CZ`, noteNo],
    ])
  })

  test('of another case is not reached from here', async () => {
    const [mine, other] = [await granted(), await granted()]
    await desk(cast.main, mine, aLoan(day, aNote()))
    await desk(cast.main, other, aLoan(day, aNote()))
    const [foreign] = (await read(other)).disbursements
    const refused = await attempt(mine, { action: 'reverse', disbursementId: foreign!.id, reason: '冲正' })
    expect(refused.status).toBe(404)
  })
})

test('a revolving credit is drawn again, each loan within it', async () => {
  const caseId = await granted({ revolving: true })
  for (const _ of [1, 2]) await desk(cast.main, caseId, aLoan(day, aNote(), '50000000'))
  expect((await read(caseId)).disbursedFen).toBe('100000000')
  expect((await attempt(caseId, aLoan(day, aNote(), '50000001'))).problem.code).toBe('unprocessable')
})

describe('a first loan', () => {
  test('is one in a firm’s life, at whichever bank, and one again once its booking is reversed', async () => {
    const firm = await world.firm()
    const caseId = await granted({ firstLoan: true }, firm)
    await desk(cast.main, caseId, { ...aLoan(day, aNote(), '1000000'), firstLoan: true })
    const again = await attempt(caseId, { ...aLoan(day, aNote(), '1000000'), firstLoan: true })
    expect(again.problem).toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('首贷') as string,
    })
    const other = await ready(firm, { needType: 'fixed' })
    expect((await attempt(other, { ...aGrant, firstLoan: true })).problem.code).toBe('unprocessable')
    const [first] = (await read(caseId)).disbursements
    await desk(cast.main, caseId, { action: 'reverse', disbursementId: first!.id, reason: '放款退回' })
    expect((await attempt(other, { ...aGrant, firstLoan: true })).status).toBe(200)
  })

  test('is not certified against a list of loans that knows the firm', async () => {
    const firm = await world.firm()
    await t.owner.query(
      `insert into fact_loan (batch_id, sheet, row_no, since, content, entity_id, uscc, bank_name, balance_fen)
       select created_batch, 1, 3, 1, 1, id, uscc, '某银行', 100 from entity where id = $1`,
      [firm.id],
    )
    expect((await attempt(await ready(firm), { ...aGrant, firstLoan: true })).problem.code).toBe(
      'unprocessable',
    )
  })
})

test('whoever decided does not close; another of the branch does', async () => {
  const caseId = await granted()
  const own = await attempt(caseId, { action: 'close', reason: '本轮办结' })
  expect([own.status, own.problem.code, own.problem.message]).toEqual([
    403,
    'maker_is_checker',
    bankCaseFlow.facts.closerDiffers,
  ])
  expect((await attempt(caseId, { action: 'close', reason: '本轮办结' }, head)).status).toBe(200)
})
