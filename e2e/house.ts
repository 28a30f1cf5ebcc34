import { readFileSync } from 'node:fs'
import { read } from '@e965/xlsx'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { demoPassword } from '#server/demo/staff.ts'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { settled } from './settled.ts'
import { pictured, type Site } from './site.ts'

const choose = async (page: Page, field: string, option: string) => {
  await dialog(page).getByLabel(field).click()
  await page.locator('.ant-select-item-option:visible').filter({ hasText: option }).first().click()
}

/** One administrator makes an account and asks for its post, another grants it, the third finds both in the audit. */
export async function threeOffices(site: Site): Promise<void> {
  const login = `xinren${site.screen}`
  const system = await signedIn(site, 'xitong')
  await pictured(system, `${site.screen}-account`, async () => {
    await visit(site, system, '/console/accounts')
    await looksRight(system)
    await system.getByRole('button', { name: '新建账号' }).click()
    const open = dialog(system)
    await open.getByLabel('姓名').fill('辛仁')
    await open.getByLabel('账号').fill(login)
    await open.getByLabel('初始口令').fill(demoPassword)
    await choose(system, '岗位', '区县专班·审核对接')
    await choose(system, '机构', '专班')
    await looksRight(system)
    await send(system, '建立并申请岗位')
  })
  const security = await signedIn(site, 'anquan')
  await pictured(security, `${site.screen}-grant`, async () => {
    await security.getByRole('link', { name: /有岗位待批准的账号/ }).click()
    const row = security.getByRole('row', { name: new RegExp(login) })
    await row.getByRole('button', { name: '批准', exact: true }).click()
    await send(security, '批准')
    await security.getByText('没有等待批准的岗位').waitFor()
    await looksRight(security)
  })
  const audit = await signedIn(site, 'shenji')
  await pictured(audit, `${site.screen}-audit`, async () => {
    await visit(site, audit, '/console/audit')
    await audit.getByText('批准、不批准或收回岗位授权').first().waitFor()
    await audit.getByText('建立账号，同时申请第一个岗位').first().waitFor()
    await looksRight(audit)
    await visit(site, audit, '/console/integrity')
    await audit.getByText(/^\d+ 条全部成立$/).waitFor({ timeout: 120_000 })
    await looksRight(audit)
  })
}

/** A rule is changed with its reason; under the stricter rule a ledger leaves only with a second person's consent. */
export async function rulesAndExports(site: Site): Promise<void> {
  const maker = await signedIn(site, 'shiban1')
  await pictured(maker, `${site.screen}-parameter`, async () => {
    await visit(site, maker, '/console/parameters')
    await maker.getByRole('button', { name: '调整：一人一日导出合计超过多少行须另一人同意' }).click()
    await dialog(maker).getByLabel('改为').fill('0')
    await dialog(maker).getByLabel('为什么调整').fill('市专班会议议定，台账一律双人')
    await looksRight(maker)
    await send(maker, '调整')
    await maker.getByText('最近调整：市专班会议议定，台账一律双人').waitFor()
    await visit(site, maker, '/console/ledgers?kind=visits')
    await maker.getByRole('button', { name: '导出 Excel' }).click()
    await maker.getByRole('button', { name: '申请导出' }).click()
    await dialog(maker).getByLabel('用途').fill('报送省专班月度走访台账')
    await send(maker, '申请')
    await maker.getByText('待同意').waitFor()
    await looksRight(maker)
  })
  const checker = await signedIn(site, 'shiban2')
  await pictured(checker, `${site.screen}-export`, async () => {
    await checker.getByRole('link', { name: /待同意的导出/ }).click()
    await checker.getByRole('button', { name: '同意', exact: true }).click()
    await send(checker, '同意')
    await checker.getByText('已同意').first().waitFor()
  })
  await pictured(maker, `${site.screen}-taken`, async () => {
    await maker.reload()
    const arriving = maker.waitForEvent('download')
    await maker.getByRole('button', { name: '下载 Excel' }).click()
    expect(read(readFileSync((await (await arriving).path())!)).SheetNames.length).toBeGreaterThan(0)
  })
}

/** Next year's days off, from its notice: a slip is named by its row, what would change is shown, then it counts. */
export async function nextYearsCalendar(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  await pictured(page, `${site.screen}-calendar`, async () => {
    await visit(site, page, '/console/calendar')
    await looksRight(page)
    const heading = page.getByRole('heading', { name: /^\d{4} 年还没有录入$/ })
    // Until November the year that runs is shown.
    if (!(await heading.isVisible()))
      await page
        .getByText(/^\d{4} 年$/)
        .last()
        .click()
    const year = (await heading.innerText()).slice(0, 4)
    await page.getByRole('button', { name: '录入', exact: true }).click()
    const open = dialog(page)
    await open.getByLabel('通知文号').fill('国办发明电〔2026〕7号')
    const table = open.getByLabel('放假安排')
    await table.fill(`日期,类型,名称\n${year}-13-01,休息,元旦`)
    await open.getByRole('button', { name: '试算' }).click()
    await open.getByText(/第 2 行「日期」“\d{4}-13-01”不是日期/).waitFor()
    await looksRight(page)
    await table.fill(`日期,类型,名称\n${year}-01-01至${year}-01-03,休息,元旦`)
    await open.getByRole('button', { name: '试算' }).click()
    await dialog(page)
      .getByText(/1月1日（周.）至3日（周.）放假，共 3 天。/)
      .waitFor()
    await looksRight(page)
    await send(page, '录入生效')
    await page.getByText(`${year} 年工作日历已录入，此后起算的期限按它计算`).waitFor()
    await looksRight(page)
    if (site.screen !== 'desk') return
    await visit(site, page, `/console/calendar?year=${Number(year) - 1}`)
    await shot(page, 'calendar')
  })
}

/** A session that runs out in the middle of a question: after the door the question is still open, with its words. */
export async function sessionRunsOut(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  await pictured(page, `${site.screen}-expiry`, async () => {
    await visit(site, page, '/console/parameters')
    await page.getByRole('button', { name: '调整：电话走访计入走访率' }).click()
    await dialog(page).getByLabel('为什么调整').fill('还没有想好的理由')
    await page.context().clearCookies()
    await dialog(page).getByRole('button', { name: '调整', exact: true }).click()
    await page.getByText('登录已过期').waitFor()
    await page.getByRole('textbox', { name: '账号' }).fill('shiban1')
    await page.getByLabel('口令').fill(demoPassword)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByText('登录已过期').waitFor({ state: 'detached' })
    await settled(page)
    expect(await dialog(page).getByLabel('为什么调整').inputValue()).toBe('还没有想好的理由')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })
}
