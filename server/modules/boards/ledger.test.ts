import { read, utils } from '@e965/xlsx'
import { beforeAll, expect, test } from 'vitest'
import { type LedgerKind, ledgerKeys, ledgers } from '#contract/boards/words.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aCast,
  aDeclaration,
  aGrant,
  aLoan,
  aVisit,
  type Cast,
  desk,
  papersComplete,
  pushed,
} from '#test/story.ts'

const t = testApp()
let world: World
let cast: Cast
let clerk: Caller

/** One firm through everything; its name would be a formula if a sheet took it for one. */
beforeAll(async () => {
  world = await aWorld(t)
  cast = await aCast(world)
  clerk = await world.staff('county_coordinator')
  const firm = await world.firm({ name: '=HYPERLINK("http://x")食品有限公司' })
  const [target] = await world.list([firm])
  const visitor = await world.staff('county_visitor')
  await visitor.ok('recordVisit', { body: aVisit({ targetId: target!.id }) })
  const caseId = await pushed(world, cast, await aDeclaration(world, cast, firm))
  await papersComplete(cast.main, caseId)
  await desk(cast.main, caseId, aGrant)
  await desk(cast.main, caseId, aLoan('2026-11-20', 'JJ-1001'))
})

async function sheetOf(who: Caller, kind: LedgerKind): Promise<string[][]> {
  const answer = await who.call('exportLedger', { params: { kind } })
  expect(answer.status).toBe(200)
  const book = read(answer.raw)
  return utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, { header: 1, blankrows: false })
}

test('days in the wrong order and half a character are refused by field', async () => {
  const fieldsOf = (answer: { status: number; problem?: { details?: unknown } }) => [
    answer.status,
    (answer.problem?.details as { fields?: { field: string }[] })?.fields?.map((f) => f.field),
  ]
  const query = { from: '2026-11-20', to: '2026-11-19' }
  for (const route of ['listLedger', 'exportLedger'] as const)
    expect(fieldsOf(await clerk.call(route, { params: { kind: 'visits' }, query }))).toEqual([
      400,
      ['query.from', 'query.to'],
    ])
  expect(fieldsOf(await clerk.call('listVisits', { query }))).toEqual([400, ['query.from', 'query.to']])
  const body = { kind: 'visits', reason: '核对走访\ud800台账' } as const
  expect(fieldsOf(await clerk.call('requestExport', { body }))).toEqual([400, ['body.reason']])
})

/** The printed order: what the four ledgers must begin with. */
const printed: Record<LedgerKind, readonly string[]> = {
  visits: ['序号'],
  declarations: ['序号'],
  recommendations: ['序号'],
  credits: ['序号'],
}

test.each(ledgerKeys)('the %s ledger says the same on the page and in the file', async (kind) => {
  const page = await clerk.ok('listLedger', { params: { kind } })
  expect(page.title).toBe(ledgers[kind])
  expect(page.rows.length).toBeGreaterThan(0)
  const sheet = await sheetOf(clerk, kind)
  const at = sheet.findIndex((row) => row[0] === '序号')
  expect(sheet[at]).toEqual([...printed[kind], ...page.columns.map((c) => c.title)])
  expect(sheet.length - at - 1).toBe(page.rows.length)
})

test.each(ledgerKeys)(
  'no cell of the %s ledger is a formula, and no phone stands in it whole',
  async (kind) => {
    const answer = await clerk.call('exportLedger', { params: { kind } })
    const book = read(answer.raw, { cellFormula: true })
    const cells = Object.entries(book.Sheets[book.SheetNames[0]!]!).filter(([at]) => !at.startsWith('!'))
    expect(cells.length).toBeGreaterThan(10)
    for (const [, cell] of cells as [string, { f?: string; v: unknown }][]) {
      expect(cell.f).toBeUndefined()
      expect(String(cell.v)).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/)
    }
  },
)

test('a page goes on where the last one ended, each line once', async () => {
  const firms = await Promise.all([1, 2, 3, 4].map(() => world.firm()))
  for (const firm of firms) await aDeclaration(world, cast, firm)
  const all = await clerk.ok('listLedger', { params: { kind: 'declarations' } })
  const seen: unknown[] = []
  let cursor: string | null = null
  do {
    const page: typeof all = await clerk.ok('listLedger', {
      params: { kind: 'declarations' },
      query: { limit: '2', ...(cursor ? { cursor } : {}) },
    })
    seen.push(...page.rows)
    cursor = page.nextCursor
  } while (cursor)
  expect(seen).toEqual(all.rows)
})

test('a bank exports the ledger of its own credits and no other', async () => {
  const head = await world.staff('bank_head')
  expect((await head.ok('listLedger', { params: { kind: 'credits' } })).rows).toHaveLength(1)
  for (const kind of ledgerKeys.filter((k) => k !== 'credits'))
    expect((await head.call('listLedger', { params: { kind } })).status).toBe(403)
  const other = await world.staff('bank_head', world.banks[1].id)
  expect((await other.ok('listLedger', { params: { kind: 'credits' } })).rows).toHaveLength(0)
})
