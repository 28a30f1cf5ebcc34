import { expect } from 'vitest'
import { looksRight, shot, signedIn, visit } from './hand.ts'
import { pictured, type Site } from './site.ts'

/** A post with many pages finds them under headings that open by keyboard and stay as they were left. */
export async function menuByKeyboard(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  await pictured(page, 'lists-menu', async () => {
    await visit(site, page, '/console/')
    const menu = page.getByRole('navigation', { name: '主菜单' })
    const heading = menu.getByRole('button', { name: '筛查与派发' })
    expect(await heading.getAttribute('aria-expanded')).toBe('false')
    await heading.focus()
    await page.keyboard.press('Enter')
    await menu.getByRole('link', { name: '网点能力' }).waitFor()
    await looksRight(page)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '筛查' }).waitFor()
    expect(await menu.getByRole('link', { name: '筛查', exact: true }).getAttribute('aria-current')).toBe(
      'page',
    )
    await page.reload()
    await heading.waitFor()
    await heading.click()
    await menu.getByRole('link', { name: '网点能力' }).waitFor({ state: 'detached' })
    await heading.click()
  })
}

/** A firm that was left out: every rule with the facts it rests on, and the least that would have to change. */
export async function whyLeftOut(site: Site): Promise<void> {
  const page = await signedIn(site, 'shiban1')
  const [firm] = await site.rows<{ id: string }>(
    "select entity_id as id from verdict where reasons <> 0 and entity_id in (select id from entity where registration_status = 'active') order by entity_id limit 1",
  )
  await pictured(page, 'lists-why', async () => {
    await visit(site, page, `/console/entities/${firm!.id}`)
    await page
      .getByText(/名单更新、再筛查后生效/)
      .first()
      .waitFor()
    await looksRight(page)
    const why = page.getByRole('heading', { name: '为什么' })
    await why.evaluate((heading) => heading.scrollIntoView({ block: 'start' }))
    await shot(page, 'why', why)
  })
}
