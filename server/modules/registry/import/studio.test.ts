import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { allRoutes } from '#contract/index.ts'
import type { AnswerOf } from '#contract/kernel/route.ts'
import { operatorActor } from '#kernel/actor.ts'
import { openFiles } from '#kernel/files.ts'
import { importedLine } from '#server/cli-import.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { dialectFirms, loanBook, registerText, taxText } from '#test/dialects.ts'
import { type Batch, commit, csvFile, issuesOf, type ListFile, take, upload } from '#test/lists.ts'
import { importFile } from './lists.ts'
import { sweepUploads, uploadPath } from './uploads.ts'

/** Files the house has never seen, brought in by a clerk over HTTP alone: shown, corrected, read, looked at, taken. */
const t = testApp()
let world: World
let clerk: Caller
const firms = dialectFirms(60)

type Studio = AnswerOf<(typeof allRoutes)['tryImport']>
type Said = { field: string; unit?: string; dateOrder?: string }

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('city_office')
})

const look = (batch: Batch, body: object = {}) =>
  clerk.ok('tryImport', { params: { batchId: batch.id }, body })

/** A mapping of one sheet: title or number of a column → what it is. */
function mapping(kind: string, headerRow: number, titleRows: number, said: Record<number, Said>) {
  const columns = Object.entries(said).map(([index, s]) => ({
    index: Number(index),
    field: s.field,
    unit: s.unit ?? null,
    dateOrder: s.dateOrder ?? null,
  }))
  return { kind, sheets: [{ sheet: 1, headerRow, titleRows, columns }] }
}

async function read(batch: Batch, how: ReturnType<typeof mapping>, saveAs?: string): Promise<Batch> {
  const params = { batchId: batch.id }
  await clerk.ok('mapImport', { params, body: { mapping: how, saveAs } })
  await t.work()
  return clerk.ok('getImport', { params })
}

const firstRow = (s: Studio) => Object.fromEntries(s.rows[0]!.cells.map((c) => [c.index, c.read]))
/** Where the file of a batch lies; other tests use the same folder. */
async function fileOf(batch: Batch): Promise<string> {
  const { rows } = await t.owner.query(`select upload from import_batch where id = ${batch.id}`)
  return t.deps.files.path('uploads', rows[0].upload)
}
const byHand = {
  1: { field: 'name' },
  2: { field: 'code' },
  3: { field: 'tax' },
  5: { field: 'grade' },
}
const loans = {
  0: { field: 'code' },
  1: { field: 'name' },
  2: { field: 'balance', unit: '亿元' },
  3: { field: 'issued_on' },
  4: { field: 'due_on' },
  5: { field: 'bank_name' },
}

describe('a register whose titles say nothing, in UTF-16 with semicolons', () => {
  let batch: Batch
  test('waits to be mapped, with what its cells look like', async () => {
    batch = await upload(t, clerk, registerText(firms))
    expect([batch.state, batch.preview, batch.canMap]).toEqual(['unmapped', null, true])
    const s = await look(batch)
    expect([s.encoding, s.delimiter, s.headerRow, s.kind]).toEqual(['utf-16le', ';', 1, 'registration'])
    expect(s.columns.map((c) => [c.title, c.field, c.origin])).toEqual([
      ['甲项', 'code', 'content'],
      ['乙项', 'name', 'content'],
      ['丙项', null, 'none'],
      ['丁项', 'registration_status', 'content'],
      ['戊项', null, 'none'],
      ['己项', null, 'none'],
    ])
    const refused = await clerk.call('mapImport', {
      params: { batchId: batch.id },
      body: { mapping: mapping('registration', 1, 1, { 0: { field: 'code' } }) },
    })
    expect([refused.status, refused.problem.code]).toEqual([422, 'unprocessable'])
    expect(refused.problem.message).toContain('还缺：名称')
  })

  const said = (dateOrder: string) => ({
    0: { field: 'code' },
    1: { field: 'name' },
    2: { field: 'founded_on', dateOrder },
    3: { field: 'registration_status' },
    4: { field: 'address' },
  })

  test('is tried at once, with the problems of its rows', async () => {
    const { sheets } = mapping('registration', 1, 1, said('dmy'))
    const s = await look(batch, {
      kind: 'registration',
      headerRow: 1,
      titleRows: 1,
      columns: sheets[0]!.columns,
    })
    expect(s.missing).toEqual([])
    expect(s.rows.slice(0, 4).map((r) => r.cells[2]!.read)).toEqual([
      '2024-01-13',
      '2024-02-14',
      '2024-03-15',
      '2024-04-16',
    ])
    const bad = s.rows.find((r) => !r.taken)!
    expect([bad.rowNo, bad.cells[0]!.issues[0]!.severity]).toEqual([9, 'rejected'])
    expect(s.rows.find((r) => r.rowNo === 11)!.cells[2]!.issues[0]!.message).toContain('日期')
  })

  test('read with the wrong order of dates says so before it counts; read anew it goes in', async () => {
    const wrong = await read(batch, mapping('registration', 1, 1, said('ymd')))
    expect(wrong.preview!.checks.map((c) => [c.code, c.field])).toEqual([['dates', '成立日期']])
    const right = await read(batch, mapping('registration', 1, 1, said('dmy')))
    expect(right.preview!.checks).toEqual([])
    expect(right.preview).toMatchObject({ fresh: 59, rejected: 1 })
    expect((await issuesOf(clerk, right.id)).map((i) => [i.rowNo, i.code])).toEqual([
      [9, 'code_bad'],
      [11, 'date_bad'],
    ])
    expect(await commit(clerk, right)).toMatchObject({ state: 'committed', accepted: 59 })
    expect(await t.owner.query('select from import_look')).toMatchObject({ rowCount: 0 })
  })
})

describe('a workbook out of a database, in 亿元', () => {
  test('goes in as it is said, and is kept under a name for the next', async () => {
    const batch = await upload(t, clerk, loanBook(firms))
    expect(batch.state).toBe('unmapped')
    const file = await fileOf(batch)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const how = mapping('loan', 5, 2, loans)
    const s = await look(batch, { kind: 'loan', headerRow: 5, titleRows: 2, columns: how.sheets[0]!.columns })
    expect(firstRow(s)).toMatchObject({ 2: '120,000 元', 3: '2025-01-05', 4: '2027-01-05' })
    const read1 = await read(batch, how, '信贷系统导出')
    expect(await commit(clerk, read1)).toMatchObject({ accepted: 60, unmatched: 1 })
    await t.work()
    expect(existsSync(file)).toBe(false)

    const next = await upload(t, clerk, loanBook(firms.slice(0, 30)))
    expect([next.state, next.profile?.name]).toEqual(['previewed', '信贷系统导出'])
    expect(next.preview!.sheets[0]!.columns.map((c) => c.origin)).toContain('profile')
    const { rows } = await clerk.ok('listImportProfiles')
    expect(rows).toMatchObject([{ name: '信贷系统导出', kind: 'loan', columns: 6, used: 1, mine: true }])
    await clerk.ok('removeImportProfile', { params: { profileId: rows[0]!.id }, body: {} })
    const without = await upload(t, clerk, loanBook(firms.slice(0, 29)))
    expect(without.state).toBe('unmapped')
    const department = await world.staff('city_office')
    expect((await department.ok('listImportProfiles')).rows).toEqual([])
  })

  test('with the unit said wrong is not taken unseen', async () => {
    const batch = await upload(t, clerk, loanBook(firms.slice(0, 40)))
    const wrong = await read(
      batch,
      mapping('loan', 5, 2, { ...loans, 2: { field: 'balance', unit: '万元' } }),
    )
    const [check] = wrong.preview!.checks
    expect([check!.code, check!.field]).toEqual(['unit', '贷款余额'])
    expect(check!.message).toMatch(/小了约 \d+,?\d* 倍，疑似单位错/)
  })
})

describe('a tab separated text with two header rows', () => {
  test('is read in the unit that stands over the group of columns', async () => {
    const batch = await upload(t, clerk, taxText(firms, 2025), { kind: 'tax', asOf: '2026-01-31' })
    const s = await look(batch)
    expect([batch.state, s.encoding, s.delimiter]).toEqual(['unmapped', 'gb18030', '\t'])
    const read1 = await read(batch, mapping('tax', 4, 2, byHand))
    expect(read1.preview!.checks).toEqual([])
    expect(await commit(clerk, read1)).toMatchObject({ accepted: 60, asOf: '2026-01-31', skipped: 1 })
    const { rows } = await t.owner.query('select min(tax_fen) as least from fact_tax')
    expect(rows).toEqual([{ least: '12000000' }])
  })

  test('a list older than the one in force, and without a column it had, wants a word', async () => {
    const { 5: _, ...fewer } = byHand
    const batch = await upload(t, clerk, taxText(firms, 2024), { kind: 'tax', asOf: '2025-01-31' })
    const older = await read(batch, mapping('tax', 4, 2, fewer))
    expect(older.preview!.checks.map((c) => c.code)).toEqual(['missing', 'older'])
    const params = { batchId: batch.id }
    const body = { previewHash: older.previewHash }
    const refused = await clerk.call('commitImport', { params, body })
    expect([refused.status, refused.problem.code]).toEqual([409, 'missing_fact'])
    expect(refused.problem.message).toContain('2026-01-31')
    await clerk.ok('commitImport', { params, body: { ...body, acceptOlder: true } })
  })
})

test('the same bytes are one batch only for the same day and mode', async () => {
  const file: ListFile = csvFile('失信名单.csv', [
    ['企业名称', '统一社会信用代码', '名单类型', '列入日期'],
    ...firms.slice(0, 5).map((f) => [f.name, f.uscc, '经营异常名录', '2026-03-01']),
  ])
  const first = await take(t, clerk, file, { asOf: '2026-10-01' })
  const again = await clerk.ok('uploadList', { file: file.bytes, query: { fileName: '又一次.csv' } })
  expect([again.id, again.known]).toEqual([first.id, true])
  const full = await take(t, clerk, file, { asOf: '2026-10-01', mode: 'full' })
  const later = await take(t, clerk, file, { asOf: '2026-11-01' })
  expect(new Set([first.id, full.id, later.id]).size).toBe(3)
  const forced = await upload(t, clerk, file, { asOf: '2026-11-01', again: 'true' })
  expect(forced.id).not.toBe(later.id)
  // Read as it was, there is nothing to confirm: said with the preview, not only when somebody tries.
  expect([forced.state, forced.sameAs, later.sameAs]).toEqual(['previewed', later.id, null])
  const twice = await clerk.call('commitImport', {
    params: { batchId: forced.id },
    body: { previewHash: forced.previewHash },
  })
  expect([twice.status, twice.problem.code]).toEqual([409, 'duplicate'])
  expect(twice.problem.message).toMatch(new RegExp(`批次 ${later.id} .*“列对应”`))
  const said = {
    0: { field: 'name' },
    1: { field: 'code' },
    2: { field: 'mark' },
    3: { field: 'listed_on', dateOrder: 'dmy' },
  }
  const body = { mapping: mapping('mark', 1, 1, said) }
  await clerk.ok('mapImport', { params: { batchId: forced.id }, body })
  await t.work()
  const anew = await clerk.ok('getImport', { params: { batchId: forced.id } })
  expect(anew.sameAs).toBeNull()
  expect(await commit(clerk, anew)).toMatchObject({ state: 'committed' })
})

test('a reading that is given up stops, and leaves nothing', async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `长名单${i}号公司,,A,${i}`)
  const bytes = Buffer.from(`纳税人名称,统一社会信用代码,纳税信用等级,入库税额\n${lines.join('\n')}\n`)
  const { id } = await clerk.ok('uploadList', { file: bytes, query: { fileName: '很长的税务.csv' } })
  const working = t.work()
  const params = { batchId: id }
  let seen = await clerk.ok('getImport', { params })
  while (seen.state === 'reading' && seen.rowsIn === 0) seen = await clerk.ok('getImport', { params })
  expect(seen.readShare).toBeGreaterThan(0)
  expect(seen.readingSince).not.toBeNull()
  await clerk.ok('cancelImport', { params, body: {} })
  await working
  const { rows } = await t.owner.query(
    `select (select count(*) from stage_tax where batch_id = ${id}) + (select count(*) from import_look where batch_id = ${id}) as n`,
  )
  expect(rows).toEqual([{ n: '0' }])
  expect((await clerk.ok('getImport', { params })).state).toBe('cancelled')
})

test('the sweep takes away what nobody waits for, and what nobody looks at for weeks', async () => {
  const batch = await upload(t, clerk, loanBook(firms.slice(0, 20)))
  // A home of its own: the sweep would take what other tests have waiting.
  const deps = { ...t.deps, files: openFiles(mkdtempSync(join(tmpdir(), 'diguan-sweep-'))) }
  const file = await fileOf(batch)
  const kept = uploadPath(deps, basename(file))
  copyFileSync(file, kept)
  const stray = uploadPath(deps, 'stray')
  writeFileSync(stray, 'x')
  utimesSync(stray, 0, 0)
  expect(await sweepUploads(deps)).toBe(1)
  expect([existsSync(stray), existsSync(kept)]).toEqual([false, true])
  t.clock.advance(15 * 86_400_000)
  await sweepUploads(deps)
  expect(existsSync(kept)).toBe(false)
  rmSync(deps.files.home, { recursive: true })
  const { rows: after } = await t.owner.query(
    `select state, failure from import_batch where id = ${batch.id}`,
  )
  expect(after).toMatchObject([{ state: 'failed', failure: expect.stringContaining('重新上报') }])
})

test('a file that waits to be mapped waits once, however often it comes, and the terminal is told what helps', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'diguan-again-')), '谁也没见过.csv')
  writeFileSync(path, '子,丑,寅\n1,2,3\n4,5,6\n')
  const first = await importFile(t.deps, operatorActor, path)
  const second = await importFile(t.deps, operatorActor, path, { kind: 'tax' })
  expect([first.state, second.state]).toEqual(['unmapped', 'unmapped'])
  const { rows } = await t.owner.query<{ state: string; upload: string | null }>(
    'select state, upload from import_batch where id in ($1, $2) order by id',
    [first.batchId, second.batchId],
  )
  expect(rows).toEqual([
    { state: 'cancelled', upload: null },
    { state: 'unmapped', upload: expect.any(String) },
  ])
  expect(existsSync(uploadPath(t.deps, rows[1]!.upload!))).toBe(true)
  expect(importedLine(first, {})).toMatch(/列对应(?!.*--kind)/)
  expect(importedLine(second, { kind: 'tax' })).toMatch(/不是“纳税信用与入库税款”.*去掉 --kind/)
  // At the console the same; what another account sent stays.
  const file = { name: basename(path), bytes: readFileSync(path) }
  const another = await world.staff('city_office')
  const [mine, again] = [await upload(t, another, file), await upload(t, another, file)]
  const states = [mine, again, second].map((b) => ('batchId' in b ? b.batchId : b.id))
  const { rows: now } = await t.owner.query<{ state: string }>(
    'select state from import_batch where id = any ($1::bigint[]) order by array_position($1::bigint[], id)',
    [states],
  )
  expect(now.map((b) => b.state)).toEqual(['cancelled', 'unmapped', 'unmapped'])
})
