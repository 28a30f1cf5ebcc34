import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { BankDesk, ListedFirm } from './firms.ts'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { settled } from './settled.ts'
import { pictured, type Site } from './site.ts'

const act = (page: Page, action: string) =>
  page.getByRole('list', { name: '可做的事' }).getByRole('button', { name: action, exact: true }).click()

/** A bank takes the firm up to complete papers, then decides as told. */
export async function atTheDesk(
  site: Site,
  desk: BankDesk,
  firm: ListedFirm,
  decide: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await signedIn(site, desk.login)
  await pictured(page, `${site.screen}-desk`, async () => {
    await visit(site, page, '/console/desk')
    await looksRight(page)
    await page.getByRole('link', { name: firm.name }).first().click()
    await page.getByRole('heading', { level: 1, name: firm.name }).waitFor()
    await act(page, '接收')
    await send(page, '接收')
    await act(page, '登记对接')
    await dialog(page).getByRole('radio', { name: '电话' }).check()
    await send(page, '登记对接')
    await act(page, '材料收齐')
    await send(page, '材料收齐')
    await looksRight(page)
    if (site.screen === 'desk') await shot(page, 'bank-case')
    await decide(page)
  })
}

/** 授信 of so many 万元, then each loan under it. */
export const grantAndLend =
  (creditWan: string, firstLoan: boolean, loansWan: readonly string[]) =>
  async (page: Page): Promise<void> => {
    await act(page, '授信')
    await dialog(page).getByLabel('授信金额').fill(creditWan)
    await dialog(page).getByLabel('年利率').fill('3.85')
    await dialog(page)
      .getByRole('radio', { name: firstLoan ? '是首贷' : '不是' })
      .check()
    await looksRight(page)
    await send(page, '登记授信')
    for (const [i, wan] of loansWan.entries()) await lend(page, wan, i)
    await looksRight(page)
  }

async function lend(page: Page, wan: string, n: number): Promise<void> {
  await act(page, '登记放款')
  await dialog(page).getByLabel('借据号').fill(`JJ${Date.now()}${n}`)
  await dialog(page).getByLabel('放款金额').fill(wan)
  await looksRight(page)
  await send(page, '登记放款')
  await page.getByText(`合 ${Number(wan)}`).waitFor({ state: 'detached' })
}

/** 不予授信 with a coded reason and the facts behind it; the firm is then gone from this desk. */
export async function refuse(page: Page): Promise<void> {
  await act(page, '不予授信')
  const open = dialog(page)
  await open
    .getByRole('checkbox', { name: /流水不足/ })
    .first()
    .check()
  await open.getByLabel('事实依据').fill('流水少')
  await open.getByRole('radio', { name: '不可修复' }).check()
  await open.getByRole('button', { name: '登记不予授信' }).click()
  // Three characters are no facts: the form says how many are wanted and keeps what was written.
  await open
    .getByText(/至少 \d+ 个?字/)
    .first()
    .waitFor()
  await open.getByLabel('事实依据').fill('近六个月对公流水月均不足三万元，覆盖不了本息')
  await looksRight(page)
  await send(page, '登记不予授信')
  await page.getByText(/本行办理到此结束/).waitFor()
}

/** What a bank must not see of a firm that has gone to another one. */
export async function sees(site: Site, desk: BankDesk, firm: ListedFirm): Promise<boolean> {
  const page = await signedIn(site, desk.login)
  await visit(site, page, '/console/desk')
  await page.getByRole('table').first().waitFor()
  await settled(page)
  const found = await page.getByRole('link', { name: firm.name }).count()
  expect([0, 1]).toContain(found)
  return found === 1
}
