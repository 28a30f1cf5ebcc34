import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { settled } from './settled.ts'
import { pictured, type Site } from './site.ts'

const openTile = (page: Page, list: string, tile: string) =>
  page
    .getByRole('list', { name: list })
    .getByRole('listitem')
    .filter({ hasText: tile })
    .getByRole('link')
    .click()

/** A rule more, written by one person, tried on the whole registry, and put in force by another. */
export async function rulesByTwo(site: Site): Promise<void> {
  const maker = await signedIn(site, 'shiban1')
  await pictured(maker, 'lists-draft', () => draftAndTry(site, maker))
  const checker = await signedIn(site, 'shiban2')
  await pictured(checker, 'lists-rules', async () => {
    await visit(site, checker, '/console/screening')
    await looksRight(checker)
    await checker.getByRole('button', { name: '发布', exact: true }).click()
    await send(checker, '发布')
    await checker.getByRole('heading', { name: /^现行规则：第 2 版/ }).waitFor()
  })
}

async function draftAndTry(site: Site, page: Page): Promise<void> {
  await visit(site, page, '/console/screening')
  await page.getByRole('button', { name: '起草新版规则' }).click()
  await page.getByRole('heading', { level: 1, name: /^规则草稿/ }).waitFor()
  await page.getByLabel('改了什么、为什么').fill('开业十年以上的上一轮已建档，这一轮先不走访')
  await page.getByRole('button', { name: '＋ 加一条规则' }).click()
  const rule = page.locator('section').filter({ hasText: '（还没有名称）' })
  await rule.getByLabel('规则名称').fill('开业十年以上')
  const written = page.locator('section').filter({ hasText: '. 开业十年以上' })
  await written.getByLabel(/^依据/).fill('市专班会议议定')
  await written.getByLabel('看哪一项事实').click()
  await page.keyboard.type('成立日期')
  await page.keyboard.press('Enter')
  await written.getByLabel(/个月前或更早/).fill('120')
  await looksRight(page)
  await shot(page, 'rule-draft', page.getByRole('button', { name: '＋ 加一条规则' }))
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByText('草稿已保存').waitFor()
  await page.getByRole('button', { name: '试算' }).click()
  await page.getByRole('heading', { level: 1, name: /^试算/ }).waitFor()
  await page.getByRole('list', { name: '试算结果' }).waitFor({ timeout: 60_000 })
  await looksRight(page)
  await shot(page, 'rule-preview')
  await openTile(page, '试算结果', '退出')
  await page.locator('tbody tr.ant-table-row').first().waitFor()
  await looksRight(page)
}

/** Screened by the new rules; a list of it, its assignment proved best, who moved said, published by another. */
export async function nextList(site: Site): Promise<void> {
  const maker = await signedIn(site, 'shiban1')
  await pictured(maker, 'lists-capacity', () => branchCloses(site, maker))
  const path = await pictured(maker, 'lists-next', async () => {
    await visit(site, maker, '/console/screening')
    await maker.getByRole('button', { name: '执行筛查' }).click()
    await dialog(maker).getByRole('button', { name: '开始筛查' }).click()
    await maker.getByRole('link', { name: '编制清单' }).waitFor({ timeout: 60_000 })
    await openTile(maker, '筛查结果', '剔除')
    await maker.locator('tbody tr.ant-table-row').first().waitFor()
    await looksRight(maker)
    await maker.goBack()
    await maker.getByRole('link', { name: '编制清单' }).click()
    await send(maker, '编制')
    await maker.getByRole('heading', { level: 1, name: /第 2 版/ }).waitFor()
    await maker.getByRole('button', { name: '派发', exact: true }).click()
    await send(maker, '开始派发')
    await maker.getByText(/已证明没有更小的派法/).waitFor({ timeout: 60_000 })
    await maker.getByText(/换了 [1-9]\d* 户/).waitFor()
    await looksRight(maker)
    await shot(maker, 'assignment-proof')
    return new URL(maker.url()).pathname
  })
  const checker = await signedIn(site, 'shiban2')
  await pictured(checker, 'lists-publish', async () => {
    await visit(site, checker, path)
    await checker.getByRole('button', { name: '发布', exact: true }).click()
    await send(checker, '发布')
    await checker.getByText('尚未发布').waitFor({ state: 'detached' })
  })
}

/** The branch with most firms can take no more: those of them that stay on the list must move. */
async function branchCloses(site: Site, page: Page): Promise<void> {
  const [full] = await site.rows<{ name: string }>(
    'select o.name from target t join org o on o.id = t.main_branch_id group by o.name order by count(*) desc, o.name limit 1',
  )
  await visit(site, page, '/console/branches')
  await page.getByRole('table', { name: '网点能力' }).waitFor()
  await looksRight(page)
  await shot(page, 'branches')
  await visit(site, page, `/console/branches?q=${encodeURIComponent(full!.name)}`)
  await page.getByRole('button', { name: '调整' }).first().click()
  await dialog(page).getByLabel('年走访能力（户）').fill('0')
  await dialog(page).getByLabel('理由').fill('网点年底撤并，来函停办')
  await looksRight(page)
  await send(page, '保存')
}

/** A named list by its rule, approved and published by another; then held against the list of firms to visit. */
export async function rosterAndComparison(site: Site): Promise<void> {
  const maker = await signedIn(site, 'shiban1')
  const path = await pictured(maker, 'lists-roster', async () => {
    await visit(site, maker, '/console/rosters')
    await maker.getByRole('button', { name: '建立清单' }).click()
    await dialog(maker).getByLabel('种类').click()
    await maker.locator('.ant-select-item-option:visible').filter({ hasText: '外贸企业' }).click()
    await dialog(maker).getByLabel('名称').fill('外贸企业清单')
    await send(maker, '建立')
    await maker.getByRole('link', { name: '外贸企业清单' }).first().click()
    await maker.getByRole('button', { name: '编制新版' }).click()
    await looksRight(maker)
    await send(maker, '编制')
    await maker.getByText(/^共 [1-9]\d* 户/).waitFor({ timeout: 60_000 })
    await looksRight(maker)
    return new URL(maker.url()).pathname
  })
  const checker = await signedIn(site, 'shiban2')
  await pictured(checker, 'lists-compare', async () => {
    await visit(site, checker, path)
    await checker.getByRole('button', { name: '审定', exact: true }).click()
    await send(checker, '审定')
    await checker.getByRole('button', { name: '发布', exact: true }).click()
    await send(checker, '发布')
    await checker.getByRole('link', { name: '看在用的名单' }).waitFor()
    await looksRight(checker)
    await visit(site, checker, '/console/rosters')
    await looksRight(checker)
    await shot(checker, 'rosters')
    await checker.getByRole('link', { name: '名单核对' }).click()
    await checker.getByLabel(/^右清单/).click()
    await checker.locator('.ant-select-item-option:visible').filter({ hasText: '外贸企业清单' }).click()
    await checker.getByRole('table').first().waitFor()
    await looksRight(checker)
    await shot(checker, 'list-comparison')
  })
}

/** One decision places every firm of a road, and can be taken back. */
export async function placeARoad(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  await pictured(page, 'lists-places', async () => {
    await visit(site, page, '/console/places')
    await page.getByRole('button', { name: '整组落位' }).first().waitFor()
    await looksRight(page)
    await shot(page, 'places')
    await page.getByRole('button', { name: '整组落位' }).first().click()
    await dialog(page).getByLabel('镇街、社区').click()
    await page.locator('.ant-cascader-menu-item:visible').first().click()
    await settled(page)
    await page.keyboard.press('Escape')
    await looksRight(page)
    await send(page, '落位')
    const decided = page.getByRole('table', { name: '最近的人工落位' })
    await decided.getByRole('button', { name: '撤销' }).waitFor()
  })
  const [{ n } = { n: '0' }] = await site.rows<{ n: string }>('select count(*) as n from place_decision')
  expect(Number(n)).toBe(1)
}
