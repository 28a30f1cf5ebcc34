import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ListedFirm } from './firms.ts'
import { looksRight, shot, signedIn } from './hand.ts'
import { pictured, type Site } from './site.ts'

/** A tile of a phone form. */
export async function pick(page: Page, question: string | RegExp, answer: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: question })
    .locator('label')
    .filter({ has: page.getByText(answer, { exact: true }) })
    .click()
}

export const onward = (page: Page) => page.getByRole('button', { name: '下一步', exact: true }).click()

/** A visit with a need, and the declaration filled in at the door with a consent for each bank. Answers its page. */
export async function visitAndDeclare(site: Site, firm: ListedFirm, wan: string): Promise<void> {
  const page = await signedIn(site, 'zoufang', 'field')
  await pictured(page, `${site.screen}-visit`, async () => {
    await looksRight(page)
    if (site.screen === 'phone') await shot(page, 'field-today')
    await page.goto(`${site.base}/field/targets/${firm.targetId}`)
    await looksRight(page)
    await recordVisit(site, page, wan)
    await looksRight(page)
    await declareAtTheDoor(page, firm)
    await looksRight(page)
  })
}

async function recordVisit(site: Site, page: Page, wan: string): Promise<void> {
  await page.getByRole('link', { name: '登记走访' }).click()
  await pick(page, '怎么走访的', '实地走访')
  await pick(page, '见到的情况', '正常经营')
  await looksRight(page)
  if (site.screen === 'phone') await shot(page, 'field-visit')
  await onward(page)
  await pick(page, '近一年生意', '平稳')
  await pick(page, '对今后的看法', '看好')
  await onward(page)
  await pick(page, '有没有融资需求', '有需求')
  await page.getByLabel('需要多少').fill(wan)
  await onward(page)
  // What was typed stays when the page is loaded again: a basement has no network.
  await page.reload()
  for (const n of [1, 2, 3, 4, 5]) await pick(page, new RegExp(`^${n}\\.`), '符合')
  await onward(page)
  await page.getByRole('button', { name: '提交登记' }).click()
  await page.getByText('走访已登记').waitFor()
}

async function declareAtTheDoor(page: Page, firm: ListedFirm): Promise<void> {
  await page.getByRole('link', { name: '立即代填申报' }).click()
  expect(await page.getByLabel('想借多少钱').inputValue()).not.toBe('')
  await pick(page, '哪种贷款', '流动资金贷款')
  await pick(page, '想借多久', '1 年')
  await pick(page, '钱主要用在哪', '采购原材料、进货')
  await page.getByLabel('具体怎么用').fill('年前备料，支付两家供货商的货款')
  await pick(page, '拿什么作担保', '信用')
  await page.getByLabel('联系人姓名').fill('李满仓')
  await page.getByLabel('联系电话').fill('13900001234')
  await looksRight(page)
  await onward(page)
  await page.getByText('已念给企业听，企业同意收集以上信息').click()
  for (const bank of [firm.main.bank, firm.backup.bank])
    await page.locator('label.check').filter({ hasText: bank }).click()
  await pick(page, '企业怎样表示同意', '现场签字')
  await page.getByLabel('同意人姓名').fill('李满仓')
  await looksRight(page)
  await page.getByRole('button', { name: '提交申报' }).click()
  await page.getByText(/申报已提交，申报号/).waitFor()
}
