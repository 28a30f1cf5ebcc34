import { read, utils } from '@e965/xlsx'
import { beforeAll, expect, test } from 'vitest'
import { type LedgerKind, ledgerKeys } from '#contract/boards/words.ts'
import { holds, type Role, roleKeys } from '#contract/organisations/roles.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type TestFirm, type World } from '#test/builders.ts'
import { unpack } from '#test/reach.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aRefusal,
  aVisit,
  type Cast,
  desk,
  papersComplete,
  pushed,
} from '#test/story.ts'

/** A file holds what its page holds, for whoever takes it, masked; and much of it takes two. */
const t = testApp()
let world: World
let cast: Cast
let firms: TestFirm[]
const who = {} as Record<Role, Caller>

/** One firm with a loan, one refused, four more that have declared; two of them visited. */
beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  firms = await Promise.all([...Array(6).keys()].map(() => world.firm()))
  const visitor = await world.staff('county_visitor')
  for (const firm of firms.slice(0, 2))
    await visitor.ok('recordVisit', { body: aVisit({ entityId: firm.id, note: '见到负责人' }) })
  const declared: string[] = []
  // Signed at the window, a declaration is verified and on the list.
  const consent = {
    channel: 'window',
    signer: '张三',
    collect: true,
    provideTo: world.banks.map((b) => b.id),
  }
  for (const firm of firms) declared.push(await aDeclaration(world, cast, firm, { consent }))
  const [lent, refused] = [await pushed(world, cast, declared[0]!), await pushed(world, cast, declared[1]!)]
  for (const caseId of [lent, refused]) await papersComplete(cast.main, caseId)
  await desk(cast.main, lent, aGrant)
  for (const noteNo of ['JJ-1001', 'JJ-1002']) await desk(cast.main, lent, aLoan('2026-11-20', noteNo))
  await desk(cast.main, refused, aRefusal)
  for (const role of roleKeys.filter((x) => holds(x, 'ledger.export'))) who[role] = await world.staff(role)
})

async function limitTo(rows: number, by?: Caller): Promise<void> {
  const city = by ?? (await world.staff('city_office'))
  const { rows: now } = await city.ok('listParameters')
  const { version } = now.find((p) => p.key === 'exportApprovalRows')!
  await city.ok('changeParameter', {
    params: { key: 'exportApprovalRows' },
    body: { value: rows, reason: '试验用的小限额', version },
  })
}

/** A ledger's lines as the page shows them, to the last page. */
async function pageOf(caller: Caller, kind: LedgerKind, query: Record<string, string>): Promise<unknown[][]> {
  const lines: unknown[][] = []
  let cursor: string | null = null
  do {
    const page: { rows: unknown[][]; nextCursor: string | null } = await caller.ok('listLedger', {
      params: { kind },
      query: { ...query, limit: '5', ...(cursor ? { cursor } : {}) },
    })
    lines.push(...page.rows)
    cursor = page.nextCursor
  } while (cursor)
  return lines
}

/** The same lines out of a file; numbers stand there in units of their own, so texts are compared. */
function fileOf(raw: Buffer): string[][] {
  const book = read(raw)
  const sheet = utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, {
    header: 1,
    blankrows: false,
    raw: true,
  })
  const at = sheet.findIndex((row) => row[0] === '序号')
  return sheet.slice(at + 1).map((row) => row.slice(1).map((c) => (c === undefined ? '' : String(c))))
}

const texts = (row: unknown[]) =>
  row.filter((c): c is string => typeof c === 'string' && /[\u4e00-\u9fffA-Z]/.test(c) && !/^\d{4}-/.test(c))

test('each ledger’s file has the lines of its page, for every post that may take it, under every filter', async () => {
  let compared = 0
  for (const [role, caller] of Object.entries(who))
    for (const kind of role.startsWith('bank_') ? (['credits'] as const) : ledgerKeys)
      for (const query of [
        {},
        { division: world.towns[0] },
        { from: '2026-11-20' },
        { search: firms[0]!.name },
      ] as Record<string, string>[]) {
        const page = await pageOf(caller, kind, query)
        const file = await caller.call('exportLedger', { params: { kind }, query })
        expect(file.status, `${role} ${kind}`).toBe(200)
        const lines = fileOf(file.raw)
        const told = `${role} ${kind} ${JSON.stringify(query)}`
        expect(lines.length, told).toBe(page.length)
        for (const [i, row] of page.entries())
          for (const text of texts(row)) expect(lines[i], told).toContain(text)
        expect(unpack(file.raw), told).not.toMatch(/(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])/)
        compared += lines.length
      }
  expect(compared).toBeGreaterThan(60)
}, 120_000)

test('what one person has taken in a day is added up: small parts meet the wall a whole one meets', async () => {
  const size = (await pageOf(who.county_reviewer, 'declarations', {})).length
  expect(size).toBeGreaterThan(4)
  const clerk = await world.staff('county_coordinator')
  await limitTo(size + 2)
  const take = (query: Record<string, string> = {}) =>
    clerk.call('exportLedger', { params: { kind: 'declarations' }, query })
  expect((await take({ search: firms[0]!.name })).status).toBe(200)
  expect((await take({ search: firms[1]!.name })).status).toBe(200)
  expect((await take()).status).toBe(200)
  const over = await take({ search: firms[2]!.name })
  expect([over.status, over.problem.code]).toEqual([403, 'approval_required'])
  expect(
    (
      await (
        await world.staff('county_coordinator')
      ).call('exportLedger', { params: { kind: 'declarations' } })
    ).status,
  ).toBe(200)
  t.clock.advance(24 * 3_600_000)
  const tomorrow = await t.signIn(clerk.accountId!)
  expect((await tomorrow.call('exportLedger', { params: { kind: 'declarations' } })).status).toBe(200)
  t.clock.set(testNow)
})

test('above the limit a file leaves when another person has agreed, with just those lines, and not a day later', async () => {
  await limitTo(2)
  const clerk = await world.staff('county_reviewer')
  const query = { division: world.towns[0] }
  const refused = await clerk.call('exportLedger', { params: { kind: 'credits' }, query })
  expect([refused.status, refused.problem.code]).toEqual([403, 'approval_required'])
  const asked = await clerk.ok('requestExport', { body: { kind: 'credits', reason: '年度核对', ...query } })
  expect((await clerk.call('takeExport', { params: { exportId: asked.id } })).status).toBe(409)
  const body = { version: asked.version, approve: true }
  const stranger = await (await aWorld(t)).staff('county_coordinator')
  expect((await stranger.call('decideExport', { params: { exportId: asked.id }, body })).status).toBe(404)
  await cast.checker.ok('decideExport', { params: { exportId: asked.id }, body })
  const file = await clerk.call('takeExport', { params: { exportId: asked.id } })
  expect(file.status).toBe(200)
  expect(fileOf(file.raw)).toHaveLength((await pageOf(clerk, 'credits', query)).length)
})

test('a bank’s request is the bank’s own: no office decides on it, nor another bank', async () => {
  const head = await world.staff('bank_head', world.banks[0].id)
  const asked = await head.ok('requestExport', { body: { kind: 'credits', reason: '总行要求' } })
  const body = { version: asked.version, approve: true }
  for (const other of [cast.checker, who.city_office, await world.staff('bank_head', world.banks[1].id)])
    expect((await other.call('decideExport', { params: { exportId: asked.id }, body })).status).toBe(404)
  for (const kind of ledgerKeys.filter((k) => k !== 'credits'))
    expect((await head.call('requestExport', { body: { kind, reason: '总行要求' } })).status).toBe(403)
})

test('five files at once do not pass together what each would pass alone', async () => {
  const size = (await pageOf(who.county_reviewer, 'declarations', {})).length
  await limitTo(2)
  t.clock.advance(24 * 3_600_000)
  const clerk = await world.staff('county_coordinator')
  const take = () =>
    clerk.call('exportLedger', { params: { kind: 'declarations' }, query: { search: firms[0]!.name } })
  const taken = await Promise.all([1, 2, 3, 4, 5].map(take))
  expect(size).toBeGreaterThan(2)
  expect(taken.filter((a) => a.status === 200)).toHaveLength(2)
  t.clock.set(testNow)
})

test('a limit that somebody lifts counts from the next day on, one that is lowered at once', async () => {
  t.clock.advance(48 * 3_600_000)
  const city = await world.staff('city_office')
  const take = async (by: Caller) =>
    (await by.call('exportLedger', { params: { kind: 'declarations' }, query: {} })).status
  await limitTo(10_000, city)
  expect(await take(city)).toBe(403)
  t.clock.advance(24 * 3_600_000)
  const tomorrow = await t.signIn(city.accountId!)
  expect(await take(tomorrow)).toBe(200)
  await limitTo(2, tomorrow)
  expect(await take(await world.staff('city_office'))).toBe(403)
  t.clock.set(testNow)
})
