import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atTheDesk, grantAndLend, refuse, sees } from './desk.ts'
import { boardAndLedgers } from './figures.ts'
import { firmsOf, firstLoanFirm } from './firms.ts'
import { nextYearsCalendar, rulesAndExports, sessionRunsOut, threeOffices } from './house.ts'
import { fromListsToTargets } from './office.ts'
import { ownerDeclares } from './portal.ts'
import { reviewAndPush } from './review.ts'
import { openSite, type Screen, type Site } from './site.ts'
import { visitAndDeclare } from './visits.ts'

/** The whole way of the mechanism through the screens, from raw lists to funded firms, at one size of screen. */
export function walk(screen: Screen): void {
  describe(`the whole way at ${screen}`, () => {
    let site: Site
    beforeAll(async () => {
      site = await openSite(screen, 600)
    })
    afterAll(() => site?.close())

    test('raw lists become published targets', () => fromListsToTargets(site), 240_000)

    test('an ordinary firm is visited, declared, reviewed, recommended, granted and lent to twice', async () => {
      const [firm] = await firmsOf(site, 1, site.plan.story.firstLoan.code)
      await visitAndDeclare(site, firm!, '50')
      await reviewAndPush(site, firm!)
      await atTheDesk(site, firm!.main, firm!, grantAndLend('50', false, ['20', '30']))
    }, 240_000)

    test('a first-loan firm eleven months old passes by an override with its reason', async () => {
      const firm = await firstLoanFirm(site)
      await visitAndDeclare(site, firm, '30')
      await reviewAndPush(site, firm, { override: '成立十一个月，手持订单三百万元，经营者从业十年' })
      await atTheDesk(site, firm.main, firm, grantAndLend('30', true, ['30']))
      const [{ n } = { n: '' }] = await site.rows<{ n: string }>(
        'select count(*) as n from finding where override_reason is not null',
      )
      expect(Number(n)).toBeGreaterThan(0)
    }, 240_000)

    test('a refusal passes to the backup bank, which does not see why and lends', async () => {
      const firms = await firmsOf(site, 1, site.plan.story.firstLoan.code)
      const firm = firms[0]!
      await visitAndDeclare(site, firm, '40')
      await reviewAndPush(site, firm)
      await atTheDesk(site, firm.main, firm, refuse)
      expect(await sees(site, firm.main, firm)).toBe(false)
      await atTheDesk(site, firm.backup, firm, grantAndLend('40', false, ['40']))
    }, 240_000)

    test(
      'an owner declares after scanning, follows by the receipt, and takes it back',
      () => ownerDeclares(site),
      240_000,
    )

    test(
      'the board counts them and the ledgers name them',
      () =>
        boardAndLedgers(site, {
          visited: 3,
          declared: 4,
          recommended: 3,
          credited: 3,
          disbursed: 3,
          loans: 4,
        }),
      240_000,
    )

    test('three administrators keep one another in check', () => threeOffices(site), 240_000)

    test(
      'a large ledger leaves with a second person, under a rule changed with its reason',
      () => rulesAndExports(site),
      240_000,
    )

    test(
      'the calendar of next year is entered from its notice, looked at before it counts',
      () => nextYearsCalendar(site),
      240_000,
    )

    test('a session that runs out takes nothing with it', () => sessionRunsOut(site), 240_000)
  })
}
