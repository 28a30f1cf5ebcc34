import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { demoPassword } from '#server/demo/staff.ts'
import type { Site } from './site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Someone at one of the three pages, signed in, in a window of their own. */
export async function signedIn(
  site: Site,
  login: string,
  entry: 'console' | 'field' | 'portal' = 'console',
): Promise<Page> {
  const { page } = await site.window()
  await page.goto(`${site.base}/${entry}/`)
  if (entry === 'portal') await page.getByRole('link', { name: /登录/ }).click()
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('口令').fill(demoPassword)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByLabel('口令').waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  return page
}

/** Goes to a page of the console by address, as a sent link does. */
export async function visit(site: Site, page: Page, path: string): Promise<void> {
  await page.goto(site.base + path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

/** The question that is open. Only one ever is. */
export const dialog = (page: Page): Locator => page.getByRole('dialog').filter({ visible: true }).last()

/** Sends the open question and waits until it has closed. */
export async function send(page: Page, button: string): Promise<void> {
  const open = dialog(page)
  // The cross of a dialog is a button too, and may have the same name.
  await open
    .locator('button.ant-btn')
    .filter({ hasText: new RegExp(`^\\s*${button}\\s*$`) })
    .click()
  await open.waitFor({ state: 'hidden' })
}

interface AxeResult {
  violations: { id: string; impact: string | null; nodes: { target: string[]; failureSummary?: string }[] }[]
}

/** No violation of level serious or worse on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(350)
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResult>(
    "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })",
  )
  const bad = violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)
  expect(bad, page.url()).toEqual([])
}

/** Nothing stands wider than the screen. */
export async function expectNoSideways(page: Page): Promise<void> {
  const [inner, scroll] = await page.evaluate<[number, number]>(
    '[window.innerWidth, document.documentElement.scrollWidth]',
  )
  expect(scroll, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(inner + 1)
}

export async function looksRight(page: Page): Promise<void> {
  await expectAccessible(page)
  await expectNoSideways(page)
}
