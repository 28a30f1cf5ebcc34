import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

/**
 * Debian's Chromium where the machine has one, else the one from npm; Chinese glyphs come from a dev dependency. The
 * flags are our own: those that package suggests put every window into one process, and one of them hangs sooner or later.
 */
export async function launchBrowser(): Promise<Browser> {
  const env = { ...process.env, FONTCONFIG_FILE: fontConfig() } as Record<string, string>
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((p) => existsSync(p))
  const flags = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
    '--disable-dev-shm-usage',
    '--font-render-hinting=none',
  ]
  return chromium.launch({
    executablePath: installed ?? (await sparticuz.executablePath()),
    args: [...flags],
    headless: true,
    env,
  })
}

/** A clerk's screen, or a visitor's phone. */
export const screens = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const

export async function openContext(browser: Browser, screen: keyof typeof screens): Promise<BrowserContext> {
  return browser.newContext({
    ...screens[screen],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
}

/** A fontconfig of our own: the machine's fonts and the Chinese ones of the dev dependency. */
function fontConfig(): string {
  const dir = join(tmpdir(), 'diguan-fonts')
  mkdirSync(dir, { recursive: true })
  const fonts = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')
  const file = join(dir, 'fonts.conf')
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${join(dir, 'cache')}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans S Chinese</family><family>Noto Sans Hans</family><family>DejaVu Sans</family></prefer></alias>
</fontconfig>`,
  )
  return file
}
