import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { spokenSteps } from '#test/calls.firms.ts'
import { goodCalls } from '#test/calls.ts'
import { fingerprint } from '#test/fingerprint.ts'
import { aStage, type GoodCall, type Stage } from '#test/stage.ts'
import { launchBrowser, openContext } from './browser.ts'
import { payloads } from './payloads.ts'

/**
 * Texts that would be markup or code if a page took them so, in every field a person can fill; then every page that shows
 * them, in a real browser: each stands there as it was written, and nothing runs, opens or is fetched.
 */
const t = testApp()
let stage: Stage
let browser: Browser
let base: string
const complaints: string[] = []

let said = 0
/** The next payload that fits. */
function say(words: string, max = 40): string {
  if (max < 40) return words
  for (;;) {
    said += 1
    const payload = payloads[said % payloads.length]!
    if (payload.length <= max) return words.length >= 10 ? `${payload} ${words}` : payload
  }
}

beforeAll(async () => {
  stage = await aStage(t, say)
  await t.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://localhost:${(t.app.server.address() as { port: number }).port}`
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

/** A window that tells of everything that should not happen in it. */
async function windowFor(who: Caller | null): Promise<Page> {
  const context = await openContext(browser, 'desk')
  context.setDefaultTimeout(15_000)
  if (who) await signIn(context, who)
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))",
  )
  const page = await context.newPage()
  const tell = (what: string) => complaints.push(`${new URL(page.url()).pathname}: ${what}`)
  page.on('dialog', (d) => {
    tell(`dialog ${d.message()}`)
    void d.dismiss()
  })
  page.on('pageerror', (e) => tell(e.message))
  page.on('console', (m) => {
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) tell(m.text())
  })
  page.on('request', (r) => {
    if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(base)) tell(`asks for ${r.url()}`)
  })
  context.on('page', (p) => {
    if (p !== page) tell(`opens ${p.url()}`)
  })
  return page
}

/** A `__Host-` cookie is only taken from a secure address; localhost counts as one when it is sent. */
async function signIn(context: BrowserContext, who: Caller): Promise<void> {
  const [name, value] = who.cookie.split('=') as [string, string]
  await context.addCookies([
    { name, value, url: 'https://localhost', httpOnly: true, secure: true, sameSite: 'Lax' },
  ])
}

let seen = ''

const isSeen = (payload: string) => seen.includes(payload.replace(/\s+/g, ' '))

/** Opens the page, waits until it stands still, and keeps what can be read on it. */
async function read(page: Page, path: string): Promise<string> {
  await page.goto(base + path)
  await page
    .locator('h1')
    .first()
    .waitFor()
    .catch(async () => {
      throw new Error(
        `${path} shows nothing: ${await page.locator('body').innerText()} ${complaints.join('; ')}`,
      )
    })
  await page.waitForLoadState('networkidle')
  const text = await page.evaluate<string>(
    "document.body.innerText + ' ' + [...document.querySelectorAll('input, textarea')].map((i) => i.value).join(' ')",
  )
  seen += text.replace(/\s+/g, ' ')
  return text
}

async function done<T>(call: GoodCall, route: string): Promise<T> {
  const answer = await call.who.call(route as 'health', call.options)
  expect(answer.status, `${route}: ${JSON.stringify(answer.problem)}`).toBe(200)
  return answer.body as T
}

/** Everything that can be written is written; answers what the pages are opened with. */
async function writeEverything() {
  const calls = goodCalls(stage)
  const make = async <T = { id: string }>(route: keyof typeof calls) => done<T>(await calls[route](), route)
  const steps = Object.entries(spokenSteps(stage))
  for (const [name, step] of steps) {
    const call = await step()
    await done(call, name.split(' ')[0]!)
  }
  const firms = []
  for (const payload of payloads)
    firms.push(await stage.world.firm({ name: `铺${payload}`, legalRep: payload }))
  const refused = await t.owner.query<{ id: string; declarationId: string }>(
    `select id::text, declaration_id::text as "declarationId" from bank_case where status = 'refused' order by id desc limit 1`,
  )
  const closed = await t.owner.query<{ id: string }>(
    `select id::text from bank_case where status = 'closed' order by id desc limit 1`,
  )
  await make('changeParameter')
  await make('decideGrant')
  await make('requestExport')
  await make('decideExport')
  await make('portalDeclare')
  await make('portalWithdraw')
  await make('withdrawConsent')
  const rules = await make('draftRules')
  await stage.secondCity.ok('publishRules', { params: { ruleSetId: rules.id }, body: {} })
  const { id: listId, runId } = await make<{ id: string; runId: string }>('draftTargetList')
  await stage.city.ok('assignTargetList', { params: { listId }, body: {} })
  await t.work()
  await stage.secondCity.ok('publishTargetList', { params: { listId }, body: {} })
  return {
    listId,
    runId,
    firms,
    batchId: (await make('uploadList')).id,
    targetId: (await make('actOnTarget')).id,
    visitId: (await make('recordVisit')).id,
    declarationId: (await make('createDeclaration')).id,
    findings: (await make('addFinding')).id,
    accountId: (await make('createAccount')).id,
    refused: refused.rows[0]!,
    closed: closed.rows[0]!.id,
  }
}

test('what people write stands on every page as it was written, and does nothing', async () => {
  const at = await writeEverything()
  const rounds: [Caller | null, string[]][] = [
    [
      stage.city,
      [
        '/console/',
        '/console/imports',
        `/console/imports/${at.batchId}`,
        '/console/entities?limit=100',
        `/console/entities/${at.firms[3]!.id}`,
        `/console/entities/${stage.shown.firm.id}`,
        '/console/screening',
        `/console/screening/${at.runId}`,
        '/console/lists',
        `/console/lists/${at.listId}`,
        `/console/targets?listId=${at.listId}`,
        `/console/targets/${at.targetId}`,
        '/console/board',
        '/console/board/rows?metric=declared',
        `/console/visits/${at.visitId}`,
        '/console/parameters',
        '/console/integrity',
      ],
    ],
    [
      stage.cast.reviewer,
      [
        '/console/declarations',
        `/console/declarations/${at.declarationId}`,
        `/console/declarations/${at.findings}`,
        `/console/declarations/${at.refused.declarationId}`,
        '/console/qr',
      ],
    ],
    [stage.cast.checker, ['/console/cases', `/console/cases/${at.refused.id}`, '/console/ledgers']],
    [stage.cast.main, ['/console/desk', `/console/desk/${at.closed}`]],
    [
      stage.visitor,
      [
        '/console/visits',
        '/field/',
        `/field/targets/${at.targetId}`,
        `/field/entities/${at.firms[3]!.id}`,
        '/field/visits',
        `/field/visits/${at.visitId}`,
        `/field/declarations/${at.declarationId}`,
      ],
    ],
    [stage.system, ['/console/accounts']],
    [stage.auditor, ['/console/audit']],
    [null, ['/portal/', '/portal/declare', '/portal/status']],
  ]
  for (const [who, paths] of rounds) {
    const page = await windowFor(who)
    for (const path of paths) await read(page, path)
    await page.context().close()
  }
  // Long lists show their first page: what has not come up yet is opened by itself.
  const clerk = await windowFor(stage.city)
  for (const [i, payload] of payloads.entries())
    if (!isSeen(payload)) await read(clerk, `/console/entities/${at.firms[i]!.id}`)
  expect(complaints).toEqual([])
  expect(
    payloads.filter((p) => !isSeen(p)),
    'never shown',
  ).toEqual([])
}, 240_000)

test('an address that carries such a text does nothing either', async () => {
  const page = await windowFor(stage.city)
  for (const payload of payloads.filter((_, i) => i % 8 === 0)) {
    const word = encodeURIComponent(payload)
    for (const path of [`/console/entities?search=${word}`, `/console/${word}`, `/portal/?d=${word}`])
      await page.goto(base + path)
    await page.waitForLoadState('networkidle')
  }
  await page.context().close()
  expect(complaints).toEqual([])
}, 120_000)

/** Pages of another site send forms on their own, with and without the visitor's cookie. */
test('a form that another site sends by itself changes nothing', async () => {
  const context = await openContext(browser, 'desk')
  await signIn(context, stage.cast.checker)
  const before = await fingerprint(t)
  const forms = [
    '/api/notices/read',
    '/api/session/grant',
    '/api/portal/declarations',
    '/api/portal/withdrawal',
  ]
  const answers: [string, number][] = []
  for (const path of forms)
    for (const kind of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const page = await context.newPage()
      page.on('response', (r) => {
        if (r.url() === base + path) answers.push([`${path} ${kind}`, r.status()])
      })
      await page.route('http://evil.example/**', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<form method="post" enctype="${kind}" action="${base}${path}"><input name='{"upTo":"9","a":"' value='"}'></form><script>document.forms[0].submit()</script>`,
        }),
      )
      await page.goto('http://evil.example/').catch(() => undefined)
      await page.waitForURL(base + path)
      await page.close()
    }
  await context.close()
  expect(answers).toHaveLength(forms.length * 3)
  for (const [what, status] of answers) expect([401, 403, 415], what).toContain(status)
  expect(await fingerprint(t)).toEqual(before)
})
