import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { importFiles } from '#modules/registry/import/lists.ts'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { pictured, type Site } from './site.ts'

/** The city office takes in the departments' lists, screens, makes a list, assigns it; a second person publishes. */
export async function fromListsToTargets(site: Site): Promise<void> {
  const maker = await signedIn(site, 'shiban1')
  await pictured(maker, `${site.screen}-import`, () => takeLists(site, maker))
  await pictured(maker, `${site.screen}-screen`, () => screenAll(site, maker))
  const list = await pictured(maker, `${site.screen}-list`, () => makeList(site, maker))
  const checker = await signedIn(site, 'shiban2')
  await pictured(checker, `${site.screen}-publish`, () => publish(site, checker, list))
}

async function takeLists(site: Site, page: Page): Promise<void> {
  await visit(site, page, '/console/imports')
  await looksRight(page)
  const [first, ...others] = site.lists
  await takeList(site, page, first!)
  // The page is the same for every kind of list: on a desk each is handed in, on a phone the first and the last.
  if (site.screen === 'phone')
    await importFiles(site.deps, operatorActor, others.splice(0, others.length - 1))
  for (const file of others) await takeList(site, page, file)
  await looksRight(page)
  await issueReport(page)
}

async function takeList(site: Site, page: Page, file: string): Promise<void> {
  await visit(site, page, '/console/imports')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: basename(file), mimeType: '', buffer: readFileSync(file) })
  const queue = page.getByRole('list', { name: '本次上传的文件' })
  await queue.getByRole('link', { name: basename(file) }).click()
  const commit = page.getByRole('button', { name: '确认入库' })
  await commit.waitFor({ timeout: 60_000 })
  if (site.screen === 'desk' && file.includes('经营主体名录')) await shot(page, 'import-preview')
  await commit.click()
  await send(page, '确认入库')
  await page.getByText(/^已于 .* 入库 [\d,]+ 行$/).waitFor()
}

/** The rows that were sent back come home as a file that names them. */
async function issueReport(page: Page): Promise<void> {
  await page.getByRole('link', { name: '名单导入' }).first().click()
  await page
    .getByRole('link', { name: /登记|名录|市监/ })
    .first()
    .click()
  const arriving = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载问题清单' }).click()
  expect((await arriving).suggestedFilename()).toMatch(/\.xlsx$/)
}

async function screenAll(site: Site, page: Page): Promise<void> {
  await visit(site, page, '/console/screening')
  await page.getByRole('button', { name: '执行筛查' }).click()
  await dialog(page).getByRole('button', { name: '开始筛查' }).click()
  await page.getByRole('link', { name: '编制清单' }).waitFor({ timeout: 60_000 })
  await looksRight(page)
  if (site.screen === 'desk') await shot(page, 'screening')
}

/** Answers the path of the list's page. */
async function makeList(site: Site, page: Page): Promise<string> {
  await page.getByRole('link', { name: '编制清单' }).click()
  await dialog(page).getByLabel('清单名称').fill('走访对象清单')
  await dialog(page).getByLabel('轮次').fill('首轮')
  await send(page, '编制')
  await page.getByRole('heading', { level: 1, name: /第 1 版/ }).waitFor()
  await page.getByRole('button', { name: '派发', exact: true }).click()
  await send(page, '开始派发')
  await page.getByRole('button', { name: '重新派发' }).waitFor({ timeout: 60_000 })
  await looksRight(page)
  if (site.screen === 'desk') await shot(page, 'assignment')
  return new URL(page.url()).pathname
}

async function publish(site: Site, page: Page, list: string): Promise<void> {
  await visit(site, page, list)
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await send(page, '发布')
  await page.getByRole('link', { name: '看走访对象' }).click()
  await page.getByRole('heading', { level: 1, name: '走访对象' }).waitFor()
  await looksRight(page)
}
