import { mkdirSync } from 'node:fs'
import { launchBrowser, openContext, screens } from '../e2e/browser.ts'

/**
 * Takes pictures of pages of a running server: `npx tsx tools/look.ts LOGIN PATH…`. Pictures go to var/look. A login of `-`
 * looks without signing in; the password is the demonstration's.
 */
const [login = '-', ...paths] = process.argv.slice(2)
const base = process.env.BASE ?? 'http://localhost:8080'
const only = process.env.SCREEN as keyof typeof screens | undefined
mkdirSync('var/look', { recursive: true })
const browser = await launchBrowser()
for (const screen of Object.keys(screens) as (keyof typeof screens)[]) {
  if (only && only !== screen) continue
  const context = await openContext(browser, screen)
  const page = await context.newPage()
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning')
      console.log(`[${screen}] ${m.type()}: ${m.text().slice(0, 300)}`)
  })
  page.on('pageerror', (e) => console.log(`[${screen}] page error: ${e.message}`))
  if (login !== '-') {
    await page.goto(`${base}/console/`)
    await page.getByLabel('账号').fill(login)
    await page.getByLabel('口令').fill('Diguan-2026-demo')
    await page.getByRole('button', { name: '登录' }).click()
    // The door has a heading too: only the menu, or on a phone the button before it, says that somebody is in.
    await page.getByLabel('主菜单').filter({ visible: true }).first().waitFor()
    await page.waitForLoadState('networkidle')
  }
  for (const path of paths) {
    await page.goto(base + path)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(400)
    const name = `var/look/${login}-${path.replace(/[^\w]+/g, '_')}-${screen}.png`
    await page.screenshot({ path: name, fullPage: true })
    console.log(name)
  }
  await context.close()
}
await browser.close()
