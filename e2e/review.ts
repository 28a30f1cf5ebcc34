import type { Page } from 'playwright-core'
import type { ListedFirm } from './firms.ts'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { pictured, type Site } from './site.ts'

export interface Reviewed {
  /** What the reviewer writes when the rule on age is set aside; absent where it is not. */
  override?: string
}

/** The county reviews the five standards, another person approves, the firm is pushed to its main bank. */
export async function reviewAndPush(site: Site, firm: ListedFirm, how: Reviewed = {}): Promise<void> {
  const maker = await signedIn(site, 'shenhe1')
  await pictured(maker, `${site.screen}-review`, () => review(site, maker, firm, how))
  const checker = await signedIn(site, 'xianban')
  await pictured(checker, `${site.screen}-approve`, () => approve(site, checker, firm))
  await pictured(checker, `${site.screen}-push`, () => push(site, checker, firm))
}

async function review(site: Site, page: Page, firm: ListedFirm, how: Reviewed): Promise<void> {
  await visit(site, page, `/console/declarations?entityId=${firm.entityId}`)
  await looksRight(page)
  await page.getByRole('link', { name: firm.name }).first().click()
  await page.getByRole('heading', { level: 1, name: firm.name }).waitFor()
  const doing = page.getByRole('list', { name: '可做的事' })
  await doing
    .getByRole('button', { name: /核实申报|受理审核/ })
    .first()
    .waitFor()
  if (await doing.getByRole('button', { name: '核实申报' }).isVisible()) await verify(page)
  await doing.getByRole('button', { name: '受理审核' }).click()
  await send(page, '受理')
  for (const n of [1, 2, 3, 4, 5]) await conclude(page, n, how.override)
  await looksRight(page)
  if (site.screen === 'desk') await shot(page, 'review')
  await doing.getByRole('button', { name: '提请推荐' }).click()
  await dialog(page).getByLabel('推荐理由').fill('经营稳定，订单充足，周转资金缺口真实')
  await looksRight(page)
  await send(page, '提请推荐')
}

async function verify(page: Page): Promise<void> {
  await page.getByRole('button', { name: '核实申报' }).click()
  await dialog(page).getByRole('radio', { name: '拨打登记电话核实' }).check()
  await send(page, '已核实')
}

/** One standard, concluded by hand on what was seen. */
async function conclude(page: Page, n: number, override: string | undefined): Promise<void> {
  const form = page.locator(`form#standard-${n}`)
  await form.waitFor()
  await form.getByLabel(/佐证（系统里没有|其他佐证/).fill('看过营业执照、租赁合同和近三个月流水')
  await form.getByText('通过', { exact: true }).click()
  await form.getByLabel('依据').fill('材料齐全，现场核对无误')
  const reason = form.getByLabel(/特殊情况说明/)
  if (override && (await reason.isVisible())) await reason.fill(override)
  await form.getByRole('button', { name: '保存这一项' }).click()
  await form.waitFor({ state: 'detached' })
}

async function approve(site: Site, page: Page, firm: ListedFirm): Promise<void> {
  if (site.screen === 'desk') await shot(page, 'console-home')
  await visit(site, page, '/console/declarations?mine=check')
  await page
    .getByRole('row', { name: new RegExp(firm.name) })
    .getByRole('checkbox')
    .check()
  await page.getByRole('button', { name: '批量复核，列入推荐清单' }).click()
  await send(page, '复核通过 1 户')
}

async function push(site: Site, page: Page, firm: ListedFirm): Promise<void> {
  await visit(site, page, '/console/cases?status=queued')
  await looksRight(page)
  await page
    .getByRole('row', { name: new RegExp(firm.name) })
    .getByRole('checkbox')
    .check()
  await page.getByRole('button', { name: '推送银行' }).click()
  await dialog(page).getByRole('button', { name: '推送 1 户' }).click()
  await dialog(page).getByText('已推送').waitFor()
  await send(page, '关闭')
}
