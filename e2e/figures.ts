import { readFileSync } from 'node:fs'
import { read, utils } from '@e965/xlsx'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ledgers } from '#contract/boards/words.ts'
import { looksRight, shot, signedIn, visit } from './hand.ts'
import { pictured, type Site } from './site.ts'

/** What the board must say of these firms, and each number must open. */
export interface Expected {
  visited: number
  declared: number
  recommended: number
  credited: number
  disbursed: number
  loans: number
}

/** The county reads its board; each number of the first line opens exactly its rows; the ledgers come as Excel. */
export async function boardAndLedgers(site: Site, expected: Expected): Promise<void> {
  const page = await signedIn(site, 'xianban')
  await pictured(page, `${site.screen}-board`, async () => {
    for (const by of ['town', 'bank']) {
      await visit(site, page, `/console/board?by=${by}`)
      await page.getByRole('table').first().waitFor()
      await looksRight(page)
      if (site.screen === 'desk' && by === 'town') await shot(page, 'board')
    }
    await visit(site, page, '/console/board?by=town')
    await opens(page, '走访', `${expected.visited} 户`, expected.visited)
    await opens(page, '申报', `${expected.declared} 户`, expected.declared)
    await opens(page, '推荐', `${expected.recommended} 户`, expected.recommended)
    await opens(page, '授信', `${expected.credited} 户`, expected.credited)
    await opens(page, '放款', `${expected.disbursed} 户`, expected.disbursed)
    await opens(page, '放款', `${expected.loans} 笔放款`, expected.loans)
    for (const kind of Object.keys(ledgers)) await ledger(site, page, kind)
  })
}

async function opens(page: Page, step: string, text: string, rows: number): Promise<void> {
  await page
    .getByRole('link', { name: new RegExp(`^(合计|\\S+) .*${step}.* ${text}，查看明细$`) })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: /：/ }).waitFor()
  await page
    .locator('tbody tr.ant-table-row')
    .nth(rows - 1)
    .waitFor()
  expect(await page.locator('tbody tr.ant-table-row').count(), `${step} ${text}`).toBe(rows)
  await page.goBack()
  await page.getByRole('table').first().waitFor()
}

/** A ledger as a file: its columns stand in the order of the page, its lines are as many. */
async function ledger(site: Site, page: Page, kind: string): Promise<void> {
  await visit(site, page, `/console/ledgers?kind=${kind}`)
  await page.locator('tbody tr.ant-table-row').first().waitFor()
  await looksRight(page)
  const titles = (await page.locator('thead th').allInnerTexts()).filter(Boolean)
  const lines = await page.locator('tbody tr.ant-table-row').count()
  const arriving = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 Excel' }).click()
  const book = read(readFileSync((await (await arriving).path())!))
  const rows = utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, {
    header: 1,
    blankrows: false,
  })
  const header = rows.findIndex((r) => r.includes('名称'))
  expect(header).toBeGreaterThanOrEqual(0)
  expect(rows[header]).toEqual(titles)
  expect(rows.slice(header + 1).length).toBeGreaterThanOrEqual(lines)
}
