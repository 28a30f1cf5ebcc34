import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aRefusal,
  type Cast,
  office,
  papersComplete,
  proposed,
  queuedCases,
} from '#test/story.ts'

/** What a firm takes back, and what it stops: also in the very moment in which a bank decides (PIPL 15). */
const t = testApp()
let world: World
let cast: Cast

beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
})

const pairs = 20

async function atBank() {
  const firms = await Promise.all(Array.from({ length: pairs }, () => world.firm()))
  const stories = await queuedCases(t, world, cast, firms)
  for (const { caseId } of stories) {
    await office(cast.checker, caseId, { action: 'push' })
    await papersComplete(cast.main, caseId)
  }
  return stories
}

/** What each of the two was told: its status. Everything is read beforehand, so that the two set out together. */
async function meet(
  decision: Record<string, unknown>,
  prepare: (declarationId: string) => Promise<() => Promise<{ status: number }>>,
) {
  const ready = []
  for (const { caseId, declarationId } of await atBank()) {
    const params = { caseId }
    const { version } = await cast.main.ok('getDeskCase', { params })
    const decide = () => cast.main.call('actOnDeskCase', { params, body: { version, ...decision } })
    ready.push({ decide, withdraw: await prepare(declarationId) })
  }
  t.clock.advance(1000)
  const met = []
  for (const { decide, withdraw } of ready) {
    const [firm, bank] = await Promise.all([withdraw(), decide()])
    met.push({ bank: bank.status, firm: firm.status })
  }
  return met
}

describe('a withdrawal beside a decision', () => {
  test('of the whole declaration: one of the two comes first, the other is told so', async () => {
    const met = await meet(aGrant, async (declarationId) => {
      const params = { declarationId }
      const { version } = await cast.reviewer.ok('getDeclaration', { params })
      const body = { action: 'withdraw', version, reason: '企业不再需要' }
      return () => cast.reviewer.call('actOnDeclaration', { params, body })
    })
    for (const { bank, firm } of met) {
      expect([bank, firm].filter((s) => s === 200)).toHaveLength(1)
      // A bank whose case was taken back no longer sees it.
      expect(bank === 200 ? [409] : [404, 409]).toContain(bank === 200 ? firm : bank)
    }
  })

  test('of the consent to that bank: the withdrawal always stands, and neither fails', async () => {
    const met = await meet(aRefusal, async (declarationId) => {
      const { consents } = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
      const consentId = consents.find((c) => c.bankId === world.banks[0].id)!.id
      const params = { declarationId, consentId }
      return () => cast.reviewer.call('withdrawConsent', { params, body: { how: '企业来电撤回' } })
    })
    for (const { bank, firm } of met) {
      expect(firm).toBe(200)
      expect([200, 404, 409]).toContain(bank)
    }
  })
})

describe('without the consent to collection', () => {
  const takeBack = async (declarationId: string) => {
    const { consents } = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
    const consentId = consents.find((c) => c.purpose === 'collect')!.id
    t.clock.advance(1000)
    await cast.reviewer.ok('withdrawConsent', {
      params: { declarationId, consentId },
      body: { how: '企业来电撤回' },
    })
    return cast.reviewer.ok('getDeclaration', { params: { declarationId } })
  }

  test('nothing is proposed and nothing approved', async () => {
    const early = await aDeclaration(world, cast, await world.firm())
    const late = await aDeclaration(world, cast, await world.firm())
    const version = await proposed(world, cast, late)
    await takeBack(early)
    await expect(proposed(world, cast, early)).rejects.toThrow('collectConsent')
    await takeBack(late)
    const refused = await cast.checker.call('approveRecommendations', {
      body: { declarations: [{ id: late, version }] },
    })
    expect(refused.problem).toMatchObject({ code: 'missing_fact', details: { fact: 'collectConsent' } })
  })

  test('nothing is pushed, and no bank keeps or is given an undecided case', async () => {
    const firms = [await world.firm(), await world.firm()]
    const [waiting, working] = await queuedCases(t, world, cast, firms)
    await office(cast.checker, working!.caseId, { action: 'push' })
    await papersComplete(cast.main, working!.caseId)
    for (const { declarationId, caseId } of [waiting!, working!]) {
      const left = await takeBack(declarationId)
      expect(left.cases.map((c) => `${c.part} ${c.status}`)).toEqual(['main recalled'])
      expect(left.status).toBe('awaitingConsultation')
      expect((await cast.main.call('getDeskCase', { params: { caseId } })).status).toBe(404)
    }
  })
})
