import { beforeAll, describe, expect, test } from 'vitest'
import { declarationFlow } from '#contract/financing/declaration.flow.ts'
import { type FindingResult, findingResults } from '#contract/financing/words.ts'
import { standardNumbers, standards } from '#contract/visits/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, aWorld, type NewFirm, type TestFirm, type World } from '#test/builders.ts'
import { aCast, aDeclaration, atWindow, aVisit, type Cast, proposed, setParameter } from '#test/story.ts'

/** The five standards: what each conclusion asks for, and what it lets through. */
const t = testApp()
const results = Object.keys(findingResults) as FindingResult[]
let world: World
let cast: Cast
let city: Caller

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  city = await world.staff('city_office')
})

/** A declaration under review, of a firm as described. */
async function inReview(over: Partial<NewFirm> = {}): Promise<{ firm: TestFirm; id: string }> {
  const firm = await world.firm(over)
  const id = await aDeclaration(world, cast, firm, atWindow(world))
  await act(id, { action: 'accept' })
  return { firm, id }
}

const view = (declarationId: string) => cast.reviewer.ok('getDeclaration', { params: { declarationId } })

async function act(declarationId: string, body: Record<string, unknown>, who = cast.reviewer) {
  const { version } = await view(declarationId)
  return who.call('actOnDeclaration', { params: { declarationId }, body: { version, ...body } })
}

async function find(declarationId: string, standard: number, result: string, over: object = {}) {
  const { version } = await view(declarationId)
  const body = { version, standard, result, basis: '核对材料', evidence: ['note:营业执照'], ...over }
  return cast.reviewer.call('addFinding', { params: { declarationId }, body })
}

const proposal = () => ({
  action: 'propose',
  mainBranchId: world.banks[0].branchId,
  backupBranchId: world.banks[1].branchId,
  recommendedFen: '40000000',
  reason: '订单充足，经营稳定',
})

describe('a conclusion on one standard', () => {
  test.each(standardNumbers)('standard %i is met, unmet or waits for evidence', async (standard) => {
    const { id } = await inReview()
    for (const result of results) {
      const bare = await find(id, standard, result, { evidence: [] })
      if (result === 'met') {
        expect(bare.problem.code).toBe('missing_fact')
        expect(bare.problem.message).toContain(standards[standard])
        expect((await find(id, standard, result)).status).toBe(200)
      } else expect(bare.status, `${result} says what it rests on in words`).toBe(200)
      const shown = (await view(id)).standards.find((s) => s.standard === standard)
      expect(shown).toMatchObject({ result, basis: '核对材料' })
    }
    const { rows } = await t.owner.query(
      'select result from finding where declaration_id = $1 and standard = $2 order by id',
      [id, standard],
    )
    expect(rows.map((r: { result: string }) => r.result)).toEqual(results)
  })

  test('does not rest on a note nobody can read', async () => {
    const { id } = await inReview()
    const blank = await find(id, 1, 'met', { evidence: ['note:\u200b\u3164\u2060'] })
    expect([blank.status, blank.problem.code]).toEqual([400, 'bad_request'])
  })

  test('rests on facts and visits of this firm, not of another', async () => {
    const { firm, id } = await inReview()
    const other = await world.firm()
    const [target, elsewhere] = await world.list([firm, other])
    const visitor = await world.staff('county_visitor')
    const own = await visitor.ok('recordVisit', { body: aVisit({ targetId: target!.id }) })
    const foreign = await visitor.ok('recordVisit', { body: aVisit({ targetId: elsewhere!.id }) })
    expect((await find(id, 2, 'met', { evidence: [`visit:${own.id}`] })).status).toBe(200)
    for (const evidence of [`visit:${foreign.id}`, 'fact:999999999']) {
      const refused = await find(id, 2, 'met', { evidence: [evidence] })
      expect([refused.status, refused.problem.code], evidence).toEqual([422, 'unprocessable'])
    }
  })

  test('is written only while the declaration is under review', async () => {
    const id = await aDeclaration(world, cast, await world.firm(), atWindow(world))
    expect((await find(id, 1, 'met')).problem.code).toBe('wrong_status')
    await proposed(world, cast, id)
    expect((await find(id, 1, 'unmet')).problem.code).toBe('wrong_status')
  })
})

describe('what the five together let through', () => {
  test.each([
    ['one is missing', ['met', 'met', 'met', 'met', null]],
    ['one waits for evidence', ['met', 'met', 'insufficient', 'met', 'met']],
    ['one is unmet', ['unmet', 'met', 'met', 'met', 'met']],
  ] as const)('no recommendation while %s', async (_, found) => {
    const { id } = await inReview()
    for (const [i, result] of found.entries()) if (result) await find(id, i + 1, result)
    const refused = await act(id, proposal())
    expect(refused.problem).toMatchObject({ message: declarationFlow.facts.allStandardsMet })
    const ineligible = await act(id, { action: 'proposeIneligible', reason: '用途不合规' })
    const unmet = (found as readonly (string | null)[]).includes('unmet')
    expect(ineligible.status).toBe(unmet ? 200 : 409)
    if (!unmet) expect(ineligible.problem.message).toBe(declarationFlow.facts.someStandardUnmet)
  })

  test('the last word on a standard counts, in both directions', async () => {
    const { id } = await inReview()
    for (const standard of standardNumbers) await find(id, standard, 'met')
    await find(id, 4, 'unmet')
    expect((await act(id, proposal())).status).toBe(409)
    await find(id, 4, 'met')
    expect((await act(id, proposal())).status).toBe(200)
  })

  test('two banks of two houses, and the consent to the main one', async () => {
    const [main, backup] = world.banks
    const firm = await world.firm()
    const id = await aDeclaration(world, cast, firm, atWindow(world, [backup.id]))
    await act(id, { action: 'accept' })
    for (const standard of standardNumbers) await find(id, standard, 'met')
    for (const [over, fact] of [
      [{ backupBranchId: main.branchId }, 'banksNamed'],
      [{ mainBranchId: '999999' }, 'banksNamed'],
      [{ mainBranchId: world.countyOfficeId }, 'banksNamed'],
      [{}, 'mainConsent'],
    ] as const) {
      const refused = await act(id, { ...proposal(), ...over })
      expect(refused.problem).toMatchObject({ code: 'missing_fact', details: { fact } })
    }
    expect(
      (await act(id, { ...proposal(), mainBranchId: backup.branchId, backupBranchId: main.branchId })).status,
    ).toBe(200)
  })
})

/** Journey S8: founded eleven months ago, orders in hand. */
describe('a young firm', () => {
  const founded = { foundedOn: '2025-12-20' }
  const override = { overrideReason: '手握订单三千万元，两名股东出资到位' }

  test('passes as it is where six months are asked for', async () => {
    const { id } = await inReview(founded)
    expect((await find(id, 1, 'met')).status).toBe(200)
  })

  test('passes where twelve are asked for only with a reason, which stands beside rule and person', async () => {
    await setParameter(city, 'establishedMonthsMin', 12)
    const { id } = await inReview(founded)
    const shown = (await view(id)).standards[0]!
    expect(shown.suggestion).toMatchObject({ result: 'unmet', needsOverride: true })
    const refused = await find(id, 1, 'met')
    expect(refused.problem).toMatchObject({
      code: 'missing_fact',
      message: expect.stringContaining('12 个月') as string,
    })
    expect((await find(id, 1, 'met', { overrideReason: '短' })).status).toBe(400)
    expect((await find(id, 1, 'met', override)).status).toBe(200)
    const after = (await view(id)).standards[0]!
    expect(after).toMatchObject({ result: 'met', overrideReason: override.overrideReason })
    expect(after.by).toMatch(/^试人/)
    const { rows } = await t.owner.query('select parameters from finding where declaration_id = $1', [id])
    expect(rows).toEqual([
      { parameters: { establishedMonthsMin: 12, establishedMonthsHard: 'soft', young: true } },
    ])
  })

  test.each([
    ['2025-11-20', 200],
    ['2025-11-21', 409],
  ])('founded on %s, with twelve months asked for on 2026-11-20: %i', async (foundedOn, status) => {
    const { id } = await inReview({ foundedOn })
    expect((await find(id, 1, 'met')).status).toBe(status)
    expect((await find(id, 2, 'met')).status, 'the age is a matter of the first standard').toBe(200)
  })

  test('does not pass at all where the place has made the rule hard', async () => {
    await setParameter(city, 'establishedMonthsHard', 'hard')
    const { id } = await inReview(founded)
    const refused = await find(id, 1, 'met', override)
    expect(refused.problem).toMatchObject({
      code: 'missing_fact',
      message: expect.stringContaining('不能通过') as string,
    })
    await setParameter(city, 'establishedMonthsHard', 'soft')
    await setParameter(city, 'establishedMonthsMin', 6)
  })
})

describe('two persons stand behind a recommendation', () => {
  test('the maker does not check, not even under another account of the same person', async () => {
    const { rows } = await t.owner.query<{ person: string }>(
      'select person_id::text as person from account where id = $1',
      [cast.reviewer.accountId],
    )
    const twin = await t.signIn(
      await anAccount(t, 'county_coordinator', world.countyOfficeId, rows[0]!.person),
    )
    const id = await aDeclaration(world, cast, await world.firm(), atWindow(world))
    const version = await proposed(world, cast, id)
    const body = { declarations: [{ id, version }] }
    for (const same of [cast.reviewer, twin]) {
      const refused = await same.call('approveRecommendations', { body })
      expect([refused.status, refused.problem.code]).toEqual([403, 'maker_is_checker'])
    }
    expect((await cast.checker.call('approveRecommendations', { body })).status).toBe(200)
  })

  test('a list is approved whole or not at all', async () => {
    const [first, second] = [
      await aDeclaration(world, cast, await world.firm(), atWindow(world)),
      (await inReview()).id,
    ]
    const version = await proposed(world, cast, first)
    const { version: unready } = await view(second)
    const answer = await cast.checker.call('approveRecommendations', {
      body: {
        declarations: [
          { id: first, version },
          { id: second, version: unready },
        ],
      },
    })
    expect(answer.problem.code).toBe('wrong_status')
    expect((await view(first)).status).toBe('proposed')
  })
})
