import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { demoPassword } from '#server/demo/staff.ts'
import { settled } from './settled.ts'
import type { Site } from './site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const doors = new Set<string>()

/**
 * Someone at one of the three pages, in a window of their own that stays theirs. The first of each page comes in by the
 * door, account and password typed; everybody after them has the session already.
 */
export async function signedIn(
  site: Site,
  login: string,
  entry: 'console' | 'field' = 'console',
): Promise<Page> {
  const page = doors.has(entry) ? await site.windowOf(login) : await site.window()
  await page.goto(`${site.base}/${entry}/`)
  if (!doors.has(entry)) {
    doors.add(entry)
    await page.getByLabel('账号').fill(login)
    await page.getByLabel('口令').fill(demoPassword)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByLabel('口令').waitFor({ state: 'detached' })
  }
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

/** Of what a page is made: kinds of elements with their classes, roles and colours, without words and numbers. */
const makeOf = `[...new Set([...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()).map((e) =>
  [e.tagName, e.getAttribute('class'), e.getAttribute('role'), e.hasAttribute('aria-label'), e.hasAttribute('disabled'), e.style?.color, e.style?.background].join('|')
))].sort().join('\\n')`

const looked = new Set<string>()

/**
 * No violation of level serious or worse on the page as it stands. A page made of nothing but what has been looked at
 * before in the same place is not looked at again: other names in the same cells cannot break anything.
 */
async function expectAccessible(page: Page): Promise<void> {
  const make = `${new URL(page.url()).pathname.replace(/\d+/g, 'N')} ${await page.evaluate<string>(makeOf)}`
  if (looked.has(make)) return
  looked.add(make)
  if (await page.evaluate('window.axe === undefined')) await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResult>(
    "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })",
  )
  const bad = violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)
  expect(bad, page.url()).toEqual([])
}

/** Nothing stands wider than the screen. */
async function expectNoSideways(page: Page): Promise<void> {
  const [inner, scroll] = await page.evaluate<[number, number]>(
    '[window.innerWidth, document.documentElement.scrollWidth]',
  )
  expect(scroll, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(inner + 1)
}

/** The page at rest: for those who cannot see, and for narrow screens. */
export async function looksRight(page: Page): Promise<void> {
  await settled(page)
  await expectNoSideways(page)
  await expectAccessible(page)
}

/** A picture for the documentation, of the top of a page or of a part of it; only when pictures are wanted (npm run screenshots). */
export async function shot(page: Page, name: string, part?: Locator): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  if (part) await part.scrollIntoViewIfNeeded()
  else await page.evaluate('window.scrollTo(0, 0)')
  await page.locator('.ant-message-notice').first().waitFor({ state: 'detached' })
  await settled(page)
  await page.mouse.move(0, 0)
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled', caret: 'hide' })
}
