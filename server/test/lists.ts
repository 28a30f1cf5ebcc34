import * as XLSX from '@e965/xlsx'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { allRoutes } from '#contract/index.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { bodyOf, unifiedCode } from '#server/demo/city/codes.ts'
import { encodeGb18030 } from '#server/demo/city/gb18030.ts'
import { type Caller, type TestApp, testNow } from './app.ts'
import { anAccount } from './builders.ts'

/** Lists as departments send them, and their way through the real routes: upload, job, preview, commit. */
export interface ListFile {
  name: string
  bytes: Buffer
}

export type Batch = AnswerOf<(typeof allRoutes)['getImport']>
export type Issue = AnswerOf<(typeof allRoutes)['listImportIssues']>['rows'][number]
type Cell = string | number | boolean | Date | null
export type Table = readonly (readonly Cell[])[]

const csvCell = (cell: Cell) => {
  const text = cell === null ? '' : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A csv file of these rows. */
export function csvFile(name: string, rows: Table, encoding: 'utf8' | 'gb18030' = 'utf8'): ListFile {
  const text = rows.map((row) => row.map(csvCell).join(',')).join('\r\n')
  return { name, bytes: encoding === 'utf8' ? Buffer.from(`\ufeff${text}`) : encodeGb18030(text) }
}

/** A workbook of these sheets, written by a library that is not ours. */
export function bookFile(name: string, sheets: Readonly<Record<string, Table>>): ListFile {
  const book = XLSX.utils.book_new()
  for (const [sheet, rows] of Object.entries(sheets))
    XLSX.utils.book_append_sheet(
      book,
      XLSX.utils.aoa_to_sheet(
        rows.map((r) => [...r]),
        { cellDates: true, UTC: true },
      ),
      sheet,
    )
  const bookType = name.endsWith('.xls') ? 'biff8' : 'xlsx'
  return { name, bytes: XLSX.write(book, { type: 'buffer', bookType, compression: true }) as Buffer }
}

export type ListQuery = { kind?: string; asOf?: string; mode?: 'full' | 'incremental'; again?: 'true' }

/** Hands a file in and lets the job read it; answers the batch as its sender sees it then. */
export async function upload(t: TestApp, who: Caller, file: ListFile, query: ListQuery = {}): Promise<Batch> {
  const { id } = await who.ok('uploadList', { file: file.bytes, query: { fileName: file.name, ...query } })
  await t.work()
  return who.ok('getImport', { params: { batchId: id } })
}

/** Confirms what the preview showed. */
export async function commit(who: Caller, batch: Batch): Promise<Batch> {
  expect(batch.state, `${batch.fileName}: ${batch.failure}`).toBe('previewed')
  const acceptOlder = batch.preview!.checks.some((c) => c.code === 'older')
  return who.ok('commitImport', {
    params: { batchId: batch.id },
    body: { previewHash: batch.previewHash, acceptOlder },
  })
}

/** All the way in. */
export async function take(t: TestApp, who: Caller, file: ListFile, query: ListQuery = {}): Promise<Batch> {
  const batch = await commit(who, await upload(t, who, file, query))
  // What follows a list by itself, as a worker would do it.
  await t.work()
  return batch
}

/** Every issue of a batch, page by page. */
export async function issuesOf(who: Caller, batchId: string): Promise<Issue[]> {
  const all: Issue[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: AnswerOf<(typeof allRoutes)['listImportIssues']> = await who.ok('listImportIssues', {
      params: { batchId },
      query: { limit: '100', ...(cursor ? { cursor } : {}) },
    })
    all.push(...page.rows)
    cursor = page.nextCursor
  }
  return all
}

export interface RegisteredFirm {
  name: string
  uscc: string
  foundedOn: string
  type: string
  person: string
  capital: string
  scope: string
  address: string
  status: string
  phone: string
}

let serial = 0

/** A firm as a registry would list it, in the given place; every call another one. */
export function aListedFirm(address: string, over: Partial<RegisteredFirm> = {}): RegisteredFirm {
  const n = ++serial
  return {
    name: `试册${n}号商贸有限公司`,
    uscc: unifiedCode('91', '440800', bodyOf(n, 'current', 7)),
    foundedOn: '2019-04-01',
    type: '有限责任公司',
    person: `王五${n}`,
    capital: '50(万元人民币)',
    scope: '日用百货',
    address: `${address}试验路${n}号`,
    status: '存续',
    phone: `138${String(n).padStart(8, '0')}`,
    ...over,
  }
}

const registryTitles: readonly (readonly [keyof RegisteredFirm, string])[] = [
  ['name', '企业名称'],
  ['uscc', '统一社会信用代码'],
  ['foundedOn', '成立日期'],
  ['type', '企业类型'],
  ['person', '法定代表人'],
  ['capital', '注册资金'],
  ['scope', '经营范围'],
  ['address', '住所'],
  ['status', '登记状态'],
  ['phone', '联系电话'],
]

/** The registry's table of these firms, without the columns named. */
export function registryRows(
  firms: readonly RegisteredFirm[],
  without: readonly (keyof RegisteredFirm)[] = [],
): Table {
  const columns = registryTitles.filter(([key]) => !without.includes(key))
  return [columns.map(([, title]) => title), ...firms.map((f) => columns.map(([key]) => f[key]))]
}

/** What stands in the tables, one digest each; without the books a preview or a refused call may write. */
export async function fingerprint(t: TestApp, without: readonly string[]): Promise<Record<string, string>> {
  const { rows: tables } = await t.owner.query<{ name: string }>(
    "select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1",
  )
  const digests = tables
    .filter(({ name }) => !without.includes(name))
    .map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ':' || coalesce(md5(string_agg(md5(x::text), '' order by md5(x::text))), '') as digest from "${name}" x`,
    )
  const { rows } = await t.owner.query<{ name: string; digest: string }>(digests.join(' union all '))
  return Object.fromEntries(rows.map((r) => [r.name, r.digest]))
}

/** The tables every call writes, refused or not. */
export const booksOfCalls = ['audit', 'idempotency', 'session'] as const

/** Makes the database refuse a statement on a table, as a full disk or a lost connection would; answers the way back. */
export async function refuse(
  t: TestApp,
  event: 'insert' | 'update' | 'delete',
  table: string,
  when = 'true',
): Promise<() => Promise<void>> {
  const name = `refuse_${++serial}`
  await t.owner.query(
    `create function ${name}() returns trigger language plpgsql as $$ begin raise exception 'refused by the test' using errcode = 'XX000'; end $$`,
  )
  await t.owner.query(
    when === 'true'
      ? `create trigger ${name} before ${event} on ${table} for each statement execute function ${name}()`
      : `create trigger ${name} before ${event} on ${table} for each row when (${when}) execute function ${name}()`,
  )
  return async () => {
    await t.owner.query(`drop trigger ${name} on ${table}`)
    await t.owner.query(`drop function ${name}()`)
  }
}

/** The office of a city that has nothing yet but itself; two of its officers, one to make and one to check. */
export async function aCityOffice(
  t: TestApp,
  city: string,
  name: string,
): Promise<{ id: string; staff: [Caller, Caller] }> {
  const province = `${city.slice(0, 2)}0000000000`
  const id = await t.system(async ({ trx }) => {
    await sql`insert into division (code, name, level, parent) values (${province}, '示范省', 'province', null), (${city}, ${name}, 'city', ${province})`.execute(
      trx,
    )
    const { rows } = await sql<{ id: string }>`insert into org (kind, name, division, created_at)
      values ('city_office', ${`${name}专班`}, ${city}, ${testNow}) returning id`.execute(trx)
    return rows[0]!.id
  })
  const officer = async () => t.signIn(await anAccount(t, 'city_office', id))
  return { id, staff: [await officer(), await officer()] }
}
