import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { businessDay } from '#contract/kernel/deadline.ts'
import { operatorActor, systemActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import type { Deps } from '#kernel/http/deps.ts'
import { checkIntegrity } from '#kernel/integrity.ts'
import { cookieName } from '#kernel/session.ts'
import { seedCalendar } from '#modules/organisations/calendar.commands.ts'
import { changeParameter } from '#modules/organisations/parameter.commands.ts'
import { openSession } from '#modules/organisations/session.commands.ts'
import { importFile, orderFiles } from '#modules/registry/import/lists.ts'
import type { CityPlan } from '#server/demo/city/plan.ts'
import { writeCity } from '#server/demo/city/write-city.ts'
import { actorOf, makeStaff } from '#server/demo/staff.ts'
import { serve } from '#server/serve.ts'
import { withDatabase } from '#test/setup.ts'
import { launchBrowser, openContext, type screens } from './browser.ts'
import { watchCalls } from './settled.ts'

export type Screen = keyof typeof screens

/** The whole product on a port and a database of its own, with a small city whose lists wait to be handed in. */
export interface Site {
  base: string
  screen: Screen
  deps: Deps
  plan: CityPlan
  /** The city's lists in the order in which they are best taken; places and banks are in already. */
  lists: string[]
  rows<R extends object>(text: string, values?: unknown[]): Promise<R[]>
  /** A window of its own; what it complains of fails the test. */
  window(): Promise<Page>
  /** The window of a person, the same one each time, signed in. */
  windowOf(login: string): Promise<Page>
  close(): Promise<void>
}

/** Opens a site; staff exist, but nothing was imported except where the places and the banks are. */
export async function openSite(screen: Screen, entities: number): Promise<Site> {
  const ownerUrl = inject('ownerUrl')
  const name = `e2e_${screen}_${process.pid}`
  const admin = new pg.Client({ connectionString: ownerUrl })
  await admin.connect()
  await admin.query(`create database ${name} template diguan_template`)
  const dir = mkdtempSync(join(tmpdir(), 'diguan-e2e-'))
  const serving = await serve({
    home: inject('home'),
    host: '127.0.0.1',
    port: 0,
    databaseUrl: withDatabase(ownerUrl, name),
    appDatabaseUrl: undefined,
    origin: undefined,
    trustProxy: [],
    allowHttp: false,
    logLevel: 'silent',
  })
  const { deps } = serving.running
  const { plan, lists } = await foundCity(deps, dir, entities)
  const browser = await launchBrowser()
  const owner = new pg.Client({ connectionString: withDatabase(ownerUrl, name) })
  await owner.connect()
  const complaints: string[] = []
  const windows = new Map<string, Page>()
  const base = serving.address.replace('127.0.0.1', 'localhost')
  return {
    base,
    screen,
    deps,
    plan,
    lists,
    rows: async <R extends object>(text: string, values: unknown[] = []) =>
      (await owner.query<R>(text, values)).rows,
    window: () => openWindow(browser, screen, base, complaints),
    async windowOf(login) {
      const known = windows.get(login)
      if (known) return known
      const page = await openWindow(browser, screen, base, complaints)
      windows.set(login, page)
      await signIn(deps, page, login)
      return page
    },
    async close() {
      const broken = await inContext(deps, systemActor, async (ctx) =>
        (await checkIntegrity(ctx.trx, ctx.now)).filter((r) => r.count > 0),
      )
      await browser.close()
      await owner.end()
      await serving.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      rmSync(dir, { recursive: true, force: true })
      expect(broken, 'invariants after the walk').toEqual([])
      expect(complaints, 'the browser complained').toEqual([])
    },
  }
}

/** Places and bank branches come in, staff take their posts; seven lists are left for the screens. */
async function foundCity(deps: Deps, dir: string, entities: number) {
  const today = businessDay(new Date())
  const plan = await writeCity({ entities, seed: 7, dir, today, firstLoanMonths: 11 })
  await inContext(deps, operatorActor, (ctx) => seedCalendar(ctx))
  const [places, banks, ...lists] = orderFiles(dir)
  for (const file of [places!, banks!]) {
    const { state, failure } = await importFile(deps, operatorActor, file)
    expect(state, failure ?? '').toBe('committed')
  }
  await makeStaff(deps)
  const maker = await actorOf(deps, 'shiban1')
  await inContext(deps, maker, (ctx) =>
    changeParameter(ctx, 'establishedMonthsMin', 12, '按五项标准图解取 12 个月', 0),
  )
  return { plan, lists }
}

/** A session as the door would open it, without typing: the door itself is walked through once by each entry. */
async function signIn(deps: Deps, page: Page, login: string): Promise<void> {
  const { accountId } = await actorOf(deps, login)
  const { token } = await inContext(deps, systemActor, (ctx) => openSession(ctx, accountId))
  await page.context().addCookies([
    {
      name: cookieName,
      value: token,
      domain: 'localhost',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
    },
  ])
}

async function openWindow(
  browser: Browser,
  screen: Screen,
  base: string,
  complaints: string[],
): Promise<Page> {
  const context = await openContext(browser, screen)
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  watchCalls(page)
  page.on('pageerror', (e) => complaints.push(e.message))
  page.on('console', (m) => {
    // A refusal the test provokes is logged by the browser as a failed resource; everything else is a fault of ours.
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) complaints.push(m.text())
  })
  page.on('request', (r) => {
    if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(base)) complaints.push(`elsewhere: ${r.url()}`)
  })
  return page
}

/** Keeps a picture of what was on the screen when a step failed. */
export async function pictured<T>(page: Page, name: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    mkdirSync('var/e2e', { recursive: true })
    await page.screenshot({ path: `var/e2e/${name}.png`, fullPage: true }).catch(() => undefined)
    throw error
  }
}
