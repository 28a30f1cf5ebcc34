import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { importFile } from '#modules/registry/import/lists.ts'
import { foundCity } from '#server/demo/city/city.ts'
import { codelessLists } from '#server/demo/city/codeless.ts'
import { taxText } from '#test/dialects.ts'
import { csvFile, type Table } from '#test/lists.ts'
import { dialog, looksRight, send, shot, signedIn, visit } from './hand.ts'
import { settled } from './settled.ts'
import { pictured, type Site } from './site.ts'

const pick = async (page: Page, field: string | RegExp, option: string) => {
  await page.getByLabel(field).first().click()
  await page.locator('.ant-select-item-option:visible').filter({ hasText: option }).first().click()
}

/** A department hands in a file nobody has seen, says what its columns are, and the office takes it. */
export async function unknownHeaders(site: Site): Promise<void> {
  const clerk = await signedIn(site, 'bumen')
  const path = await pictured(clerk, 'lists-studio', () => throughTheStudio(site, clerk))
  const office = await signedIn(site, 'shiban1')
  await pictured(office, 'lists-commit', async () => {
    await visit(site, office, path)
    await looksRight(office)
    await office.getByRole('button', { name: '确认入库' }).click()
    await send(office, '确认入库')
    await office.getByText(/^已于 .* 入库 40 行$/).waitFor()
    await office.getByRole('button', { name: '撤销这一批' }).click()
    await looksRight(office)
    await dialog(office)
      .getByRole('button', { name: /^取\s?消$/ })
      .click()
  })
}

/** Answers the path of the batch, read the way the clerk said. */
async function throughTheStudio(site: Site, page: Page): Promise<string> {
  const firms = await site.rows<{ name: string; uscc: string }>(
    "select name, uscc from entity where registration_status = 'active' and uscc is not null order by id limit 40",
  )
  const file = taxText(
    firms.map((f, n) => ({ ...f, amount: 120_000 + n * 7_300, n })),
    2025,
  )
  await visit(site, page, '/console/imports')
  await page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: '', buffer: file.bytes })
  await page.getByRole('list', { name: '本次上传的文件' }).getByRole('link', { name: file.name }).click()
  await page.getByRole('heading', { name: '列对应' }).waitFor()
  await pick(page, '名单种类', '纳税信用')
  await page.getByLabel('表头行').fill('4')
  await pick(page, '表头占几行', '2 行')
  await settled(page)
  for (const [column, field] of [
    ['B 列读成', '名称'],
    ['C 列读成', '代码'],
    ['D 列读成', '入库税'],
    ['F 列读成', '信用等级'],
  ] as const)
    await pick(page, column, field)
  await looksRight(page)
  await shot(page, 'import-studio')
  await page.getByRole('button', { name: '开始读取' }).click()
  await page.getByText('已读完，还没有入库').waitFor({ timeout: 60_000 })
  await looksRight(page)
  return new URL(page.url()).pathname
}

/** What looks wrong in the lists: each rule opens the rows it counts. */
export async function quality(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  await pictured(page, 'lists-quality', async () => {
    await visit(site, page, '/console/quality?owner=all')
    await page.getByText(/^核查于/).waitFor()
    await looksRight(page)
    await shot(page, 'quality')
    const line = page.locator('tbody tr.ant-table-row').first()
    const open = Number((await line.locator('td').nth(4).innerText()).replaceAll(',', ''))
    await line.getByRole('link').first().click()
    await page.locator('tbody tr.ant-table-row').first().waitFor()
    await looksRight(page)
    expect(open).toBeGreaterThan(0)
  })
}

/** Rows without a code, decided by single keys: one is this firm, one is none of them. */
export async function clericalQueue(site: Site): Promise<void> {
  await namesOnly(site)
  const page = await signedIn(site, 'shiban1')
  await pictured(page, 'lists-identity', async () => {
    await visit(site, page, '/console/identity?kind=social')
    await page.getByRole('table').first().waitFor()
    await looksRight(page)
    await shot(page, 'identity')
    await page.keyboard.press('1')
    await expect.poll(() => decidedBy(site), { timeout: 30_000 }).toEqual(['linked'])
    await settled(page)
    const shown = () => page.locator('nav [aria-current="true"] strong').innerText()
    const refused = await shown()
    await page.keyboard.press('n')
    await expect.poll(() => decidedBy(site), { timeout: 30_000 }).toEqual(['linked', 'notSame'])
    await expect.poll(shown, { timeout: 30_000 }).not.toBe(refused)
    await settled(page)
    // The next row is shown already: the key takes back the last decision all the same.
    await page.keyboard.press('z')
    await expect.poll(() => decidedBy(site), { timeout: 30_000 }).toEqual(['linked'])
    await settled(page)
    await page.keyboard.press('n')
    await expect.poll(() => decidedBy(site), { timeout: 30_000 }).toEqual(['linked', 'notSame'])
    await looksRight(page)
  })
}

/** What persons have decided, as the registry knows it: a message on the screen is gone in a moment. */
async function decidedBy(site: Site): Promise<string[]> {
  const rows = await site.rows<{ state: string }>(
    'select state from identity_case where decided_by is not null order by state',
  )
  return rows.map((r) => r.state)
}

/** A list that knows firms by names only, as clerks write them. */
async function namesOnly(site: Site): Promise<void> {
  const { entities, seed, today } = site.plan
  const { social } = codelessLists(foundCity({ entities, seed, today }), 6)
  const folder = mkdtempSync(join(tmpdir(), 'diguan-names-'))
  const path = join(folder, '参保补报.csv')
  writeFileSync(path, csvFile('', social.rows as unknown as Table).bytes)
  const { state, failure } = await importFile(site.deps, operatorActor, path)
  rmSync(folder, { recursive: true })
  expect(state, failure ?? '').toBe('committed')
}
