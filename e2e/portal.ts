import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { pictured, type Screen, type Site } from './site.ts'
import { onward, pick } from './visits.ts'

/** The owner of the noodle shop scans the printed code, declares, and follows it by the receipt. */
export async function ownerDeclares(site: Site): Promise<void> {
  const page = await site.window()
  const receipt = await pictured(page, `${site.screen}-portal`, () => declare(site, page))
  const clerk = await signedIn(site, 'shenhe1')
  await pictured(clerk, `${site.screen}-verify`, () => verify(site, clerk))
  await pictured(page, `${site.screen}-receipt`, () => follow(page, receipt, site.screen))
}

async function declare(site: Site, page: Page): Promise<string> {
  const { noodleShop } = site.plan.story
  await page.goto(`${site.base}/portal/?d=${noodleShop.community.slice(0, 6)}000000`)
  await looksRight(page)
  if (site.screen === 'phone') await shot(page, 'portal-start')
  await page.getByRole('link', { name: '我要申报融资' }).click()
  await onward(page)
  // Nothing is filled in: each field says what belongs in it, and the first has the focus.
  await page.getByText('请填写企业、店铺或本人的名称').waitFor()
  await page.getByLabel('企业或店铺名称').fill(noodleShop.name)
  await page.getByLabel('统一社会信用代码').fill(noodleShop.code)
  await page.getByText(/代码正确/).waitFor()
  await looksRight(page)
  await onward(page)
  await page.getByLabel('想借多少钱').fill('8')
  await pick(page, '哪种贷款', '流动资金贷款')
  await pick(page, '想借多久', '1 年')
  await pick(page, '钱主要用在哪', '采购原材料、进货')
  await page.getByLabel('具体怎么用').fill('年前多备面粉，换一台和面机')
  await pick(page, '拿什么作担保', '信用')
  await page.getByLabel('联系人姓名').fill('赵小禾')
  await page.getByLabel('联系电话').fill('13900005678')
  await page.reload()
  expect(await page.getByLabel('想借多少钱').inputValue()).toBe('8')
  await onward(page)
  await page.getByText('我已看清，同意收集以上信息').click()
  const banks = page.getByLabel('同意提供给哪家银行')
  await banks.selectOption({ index: 1 })
  await page.getByLabel('您的姓名').fill('赵小禾')
  await looksRight(page)
  await page.getByRole('button', { name: '提交申报' }).click()
  await page.getByRole('heading', { level: 1, name: '申报已提交' }).waitFor()
  await looksRight(page)
  return page.locator('.receipt').innerText()
}

/** A clerk finds it among those to be verified and has called the registry's number. */
async function verify(site: Site, page: Page): Promise<void> {
  await visit(site, page, '/console/declarations?mine=verify')
  await looksRight(page)
  await page.getByRole('link', { name: site.plan.story.noodleShop.name }).first().click()
  await page.getByRole('button', { name: '核实申报' }).click()
  await dialog(page).getByRole('radio', { name: '拨打登记电话核实' }).check()
  await send(page, '已核实')
  await page.getByRole('button', { name: '受理审核' }).waitFor()
}

/** By the receipt: how it stands, which bank may see it; a consent and then the whole are taken back. */
async function follow(page: Page, receipt: string, screen: Screen): Promise<void> {
  await page.getByRole('link', { name: '查看进度' }).click()
  await page.getByLabel('回执号').fill('A'.repeat(24))
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByText(/没有找到/).waitFor()
  await page.getByLabel('回执号').fill(receipt)
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByRole('heading', { name: '已核实，等待受理' }).waitFor()
  await looksRight(page)
  if (screen === 'phone') await shot(page, 'portal-status')
  await page.getByRole('button', { name: '撤回授权' }).click()
  await page.getByRole('button', { name: '确认撤回' }).click()
  await page.getByText('已撤回', { exact: true }).waitFor()
  await page.getByRole('button', { name: '撤回申报' }).click()
  await page.getByLabel('为什么撤回').fill('已从亲友处周转')
  await page.getByRole('button', { name: '确认撤回' }).click()
  await page.getByRole('heading', { name: '已撤回' }).waitFor()
}
