import type { Page } from 'playwright-core'

const calls = new WeakMap<Page, Set<unknown>>()

/** Counts what a window has asked for and not yet received. */
export function watchCalls(page: Page): void {
  const open = new Set<unknown>()
  calls.set(page, open)
  page.on('request', (r) => {
    // A page that is left takes its unanswered calls with it.
    if (r.isNavigationRequest() && r.frame() === page.mainFrame()) open.clear()
    open.add(r)
  })
  page.on('requestfinished', (r) => open.delete(r))
  page.on('requestfailed', (r) => open.delete(r))
}

const atRest = `!document.querySelector('.ant-spin-spinning, .ant-skeleton-active, .ant-btn-loading, .working') &&
  document.getAnimations().every((a) => a.playState !== 'running') && document.querySelector('h1') !== null`
const twoFrames = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))'

/** Waits until nothing is on its way, nothing turns and nothing moves: no fixed time, and none too little. */
export async function settled(page: Page): Promise<void> {
  const open = calls.get(page) ?? new Set()
  const end = Date.now() + 30_000
  // What has just been drawn may ask for more: three looks in a row without a call are rest.
  for (let quiet = 0; quiet < 3; ) {
    const rest = await page.evaluate<boolean>(atRest).catch(ifLeft)
    await page.evaluate(twoFrames).catch(ifLeft)
    quiet = rest && open.size === 0 ? quiet + 1 : 0
    if (quiet === 0) await page.waitForTimeout(20)
    if (Date.now() > end) throw new Error(`${page.url()} does not come to rest: ${open.size} calls open`)
  }
}

/** A page that was left while it was looked at is not at rest; everything else is a fault. */
function ifLeft(error: Error): false {
  if (!/context was destroyed|navigat/i.test(error.message)) throw error
  return false
}
