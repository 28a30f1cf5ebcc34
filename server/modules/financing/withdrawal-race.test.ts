import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aCast, aGrant, aRefusal, type Cast, office, papersComplete, queuedCases } from '#test/story.ts'

/** The firm takes back what a bank is deciding on in the same moment: one of them comes first, neither fails. */
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
      // A bank whose case was taken back no longer sees it (control B3).
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
