import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as XLSX from '@e965/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp } from '#test/app.ts'
import { aCityOffice, type Batch, take } from '#test/lists.ts'

/**
 * The nine raw files of a real city through the real routes, against a small reader that shares nothing with ours: another
 * library, other rules written down once more. What it counts must be what the batch says.
 */
const files = ['09', '08', '01', '02', '03', '04', '05', '06', '07'] as const
type FileNo = (typeof files)[number]

/** Walks up to the folder that lies beside the repository, wherever it has been checked out. */
function findLists(): string | undefined {
  const given = process.env.DIGUAN_LISTS
  if (given) return existsSync(join(given, '湛江')) ? given : undefined
  for (let at = dirname(fileURLToPath(import.meta.url)); dirname(at) !== at; at = dirname(at))
    if (existsSync(resolve(at, '../shared/lists/湛江'))) return resolve(at, '../shared/lists')
  return undefined
}

type Row = string[]
interface Sheet {
  name: string
  titles: Row
  rows: Row[]
}

/** Sheets as text: the header is the first row with three titles we know, 合计 and empty rows are left out. */
function readSheets(name: string, bytes: Buffer): Sheet[] {
  const book = name.endsWith('csv')
    ? XLSX.read(decoded(bytes), { type: 'string', raw: true })
    : XLSX.read(bytes, { type: 'buffer' })
  return book.SheetNames.map((sheet) => {
    const all = XLSX.utils.sheet_to_json<unknown[]>(book.Sheets[sheet]!, { header: 1, raw: true, defval: '' })
    const text = all.map((r) => r.map((c) => String(c).trim()))
    const head = text.findIndex(
      (r) => r.filter((c) => /名称|代码|号码|银行$|识别号|余额/.test(c)).length >= 2,
    )
    const rows = text.slice(head + 1).filter((r) => r.some((c) => c !== '') && !r[0]!.startsWith('合计'))
    return { name: sheet, titles: text[head]!, rows }
  })
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  }
}

const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
function isCode(c: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/.test(c)) return false
  let power = 1
  let sum = 0
  for (const x of c.slice(0, 17)) {
    sum += letters.indexOf(x) * power
    power = (power * 3) % 31
  }
  return letters[(31 - (sum % 31)) % 31] === c[17]
}
function innerFails(c: string): boolean {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const total = weights.reduce((sum, w, i) => sum + w * Number.parseInt(c[8 + i]!, 36), 0)
  return c[16] !== '0123456789X0'[11 - (total % 11)]
}
const clean = (cell: string) =>
  cell
    .normalize('NFKC')
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
const keyOf = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
const amount = (cell: string) => Number(cell.replaceAll(',', '') || 0)
const absent = (cell: string) => cell === '' || cell === 'N/A'

type Counts = Record<string, number>
const add = (counts: Counts, key: string, n = 1) => {
  if (n > 0) counts[key] = (counts[key] ?? 0) + n
}

interface Registered {
  /** Code → status, as it comes out. */
  status: Map<string, number>
  orgs: Map<string, number>
  names: Map<string, Set<string>>
  expected: Expected
}
interface Expected {
  rowsIn: number
  accepted: number
  unchanged: number
  rejected: number
  unmatched: number
  issues: Counts
}

/** 注销 before 吊销 before 迁出 before the rest. */
const severity = (status: string) => ['注销', '吊销', '迁出'].findIndex((w) => status.startsWith(w)) + 1 || 9

function registryOf({ rows, titles }: Sheet): Registered {
  const at = (title: string) => titles.indexOf(title)
  const [name, code, day, state] = [at('企业名称'), at('统一社会信用代码'), at('成立日期'), at('登记状态')]
  const type = at('企业类型')
  const issues: Counts = {}
  const byCode = new Map<string, Row[]>()
  const codeless: Row[] = []
  let inner = 0
  for (const row of rows) {
    const c = clean(row[code]!)
    if (absent(row[code]!) && /^(个体|家庭农场|农民专业合作社)/.test(row[type]!)) codeless.push(row)
    else if (absent(row[code]!)) add(issues, 'rejected code_missing')
    else if (!isCode(c)) add(issues, 'rejected code_bad')
    else byCode.set(c, [...(byCode.get(c) ?? []), row])
    if (isCode(c) && innerFails(c)) inner += 1
  }
  const says = (row: Row) =>
    row
      .map((cell, i) =>
        i === code
          ? clean(cell)
          : i === day
            ? cell.match(/\d+/g)?.map(Number).join()
            : i === state
              ? severity(cell)
              : cell,
      )
      .join('|')
  const registered: Registered = {
    status: new Map(),
    orgs: new Map(),
    names: new Map(),
    expected: null as never,
  }
  for (const [c, all] of byCode) {
    const first = all.reduce((best, row) => (severity(row[state]!) < severity(best[state]!) ? row : best))
    for (const row of all)
      if (row !== first)
        add(issues, says(row) === says(first) ? 'suspicious duplicate_same' : 'suspicious duplicate_conflict')
    registered.status.set(c, severity(first[state]!))
    registered.orgs.set(c.slice(8, 17), (registered.orgs.get(c.slice(8, 17)) ?? 0) + 1)
    const key = keyOf(first[name]!)
    registered.names.set(key, (registered.names.get(key) ?? new Set()).add(c))
  }
  // A sole trader, a farm, a cooperative may have no code yet: it is a firm of its own.
  for (const row of codeless) {
    const key = keyOf(row[name]!)
    registered.status.set(key, severity(row[state]!))
    registered.names.set(key, (registered.names.get(key) ?? new Set()).add(key))
  }
  add(issues, 'suspicious code_inner', Math.min(inner, 1))
  const rejected = (issues['rejected code_missing'] ?? 0) + (issues['rejected code_bad'] ?? 0)
  const unchanged = issues['suspicious duplicate_same'] ?? 0
  registered.expected = {
    rowsIn: rows.length,
    accepted: rows.length - rejected - unchanged,
    unchanged,
    rejected,
    unmatched: 0,
    issues,
  }
  return registered
}

/** Rows of a list about firms: each finds its firm or waits. */
function factsOf(sheets: readonly Sheet[], known: Registered): Expected {
  const issues: Counts = {}
  let [rowsIn, unmatched] = [0, 0]
  for (const { titles, rows } of sheets) {
    const code = titles.findIndex((x) => /统一社会信用代码|识别号|证件号码|^代码/.test(x))
    const name = titles.findIndex((x) => x.endsWith('名称'))
    let inner = 0
    for (const row of rows) {
      rowsIn += 1
      const c = clean(row[code]!)
      if (isCode(c)) {
        if (innerFails(c)) inner += 1
        if (known.status.has(c)) continue
        add(issues, 'suspicious not_matched')
        unmatched += 1
        continue
      }
      const org = c.length === 15 ? c.slice(6) : c.length === 9 ? c : ''
      if (c !== '' && org === '') add(issues, 'suspicious code_bad')
      const namesakes = known.names.get(keyOf(row[name]!))?.size ?? 0
      if (known.orgs.get(org) === 1 || namesakes === 1) continue
      add(issues, namesakes > 1 ? 'suspicious ambiguous' : 'suspicious not_matched')
      unmatched += 1
    }
    add(issues, 'suspicious code_inner', Math.min(inner, 1))
  }
  return { rowsIn, accepted: rowsIn, unchanged: 0, rejected: 0, unmatched, issues }
}

const lists = findLists()

if (lists === undefined) {
  test('the real lists are left out: neither DIGUAN_LISTS nor ../shared/lists exists', () => {
    console.log('the real lists are left out: neither DIGUAN_LISTS nor ../shared/lists exists')
  })
} else {
  describe('the nine files of 湛江', () => {
    const t = testApp()
    const folder = join(lists, '湛江')
    const nameOf = (n: FileNo) => readdirSync(folder).find((f) => f.startsWith(n))!
    const read = (n: FileNo) => readSheets(nameOf(n), readFileSync(join(folder, nameOf(n))))
    const batches = {} as Record<FileNo, Batch>
    const sheets = {} as Record<FileNo, Sheet[]>
    let known: Registered
    let clerk: Caller

    beforeAll(async () => {
      clerk = (await aCityOffice(t, '440800000000', '湛江市')).staff[0]
      for (const n of files) {
        batches[n] = await take(t, clerk, { name: nameOf(n), bytes: readFileSync(join(folder, nameOf(n))) })
        sheets[n] = read(n)
      }
      known = registryOf(sheets['01'][0]!)
    })

    const ask = async (text: string) => (await t.owner.query<Record<string, unknown>>(text)).rows
    /** Sum of a column over all sheets, in the rows the reader kept. */
    const sum = (n: FileNo, title: RegExp) =>
      sheets[n].reduce((total, s) => {
        const at = s.titles.findIndex((x) => title.test(x))
        return total + s.rows.reduce((part, r) => part + amount(r[at] ?? ''), 0)
      }, 0)

    test.each(files)('%s: accepted, unchanged, refused, suspicious and waiting rows', (n) => {
      const plain = (): Expected => {
        const rowsIn = sheets[n].reduce((total, s) => total + s.rows.length, 0)
        return { rowsIn, accepted: rowsIn, unchanged: 0, rejected: 0, unmatched: 0, issues: {} }
      }
      const { issues, ...expected } =
        n === '01' ? known.expected : n === '08' || n === '09' ? plain() : factsOf(sheets[n], known)
      expect(batches[n]).toMatchObject({ ...expected, state: 'committed' })
      const told = Object.fromEntries(
        batches[n].preview!.issues.map((i) => [`${i.severity} ${i.code}`, i.count]),
      )
      expect(told).toEqual(issues)
    })

    test('firms stand in the registry with the status the file gives them', async () => {
      const words = ['cancelled', 'revoked', 'moved_out']
      const expected: Counts = {}
      for (const s of known.status.values()) add(expected, words[s - 1] ?? 'active')
      const held = await ask('select registration_status as s, count(*)::int as n from entity group by 1')
      expect(Object.fromEntries(held.map((r) => [r.s, r.n]))).toEqual(expected)
    })

    test('an address that begins with its county stands in that county', async () => {
      const counties = new Map(
        sheets['09'][0]!.rows.filter((r) => r[2] === '区县').map((r) => [r[1]!, r[0]!.slice(0, 6)]),
      )
      const begins = new RegExp(`^(?:广东省)?(?:湛江市)?(${[...counties.keys()].join('|')})`)
      const { titles, rows } = sheets['01'][0]!
      const told = new Map<string, string>()
      for (const r of rows) {
        const county = begins.exec(r[titles.indexOf('注册地址')]!)?.[1]
        if (county) told.set(clean(r[titles.indexOf('统一社会信用代码')]!), counties.get(county)!)
      }
      const held = await ask('select uscc, left(division::text, 6) as county from entity')
      const wrong = held.filter((e) => told.has(e.uscc as string) && told.get(e.uscc as string) !== e.county)
      expect(told.size).toBeGreaterThan(5_000)
      expect(wrong).toEqual([])
    })

    test('sums come out to the fen and the head', async () => {
      const one = async (text: string) => Number((await ask(text))[0]!.n)
      expect(await one('select sum(tax_fen) as n from fact_tax')).toBe(
        Math.round(sum('02', /入库税额/) * 100),
      )
      expect(await one('select sum(export_refund_fen) as n from fact_tax')).toBe(
        Math.round(sum('02', /退税/) * 100),
      )
      expect(await one('select sum(insured) as n from fact_social')).toBe(sum('03', /参保人数/))
      expect(await one('select sum(employees) as n from fact_census')).toBe(sum('04', /从业人员/))
      expect(await one('select sum(revenue_fen) as n from fact_census')).toBe(sum('04', /营业收入/) * 100_000)
      expect(await one('select sum(visits_per_year) as n from branch_capacity')).toBe(sum('08', /走访能力/))
      expect(await one('select sum(credit_plan_fen) as n from branch_capacity')).toBe(
        sum('08', /授信计划/) * 1_000_000,
      )
      expect(await one('select count(*) as n from fact_mark where removed_on is null')).toBe(
        sheets['05'][0]!.rows.filter((r) => (r[4] ?? '') === '').length,
      )
      expect(batches['02'].asOf).toBe('2026-10-15')
    })

    test('each bank’s balance comes out in its own unit, each label and level by its count', async () => {
      for (const { name, titles, rows } of sheets['06']) {
        const at = titles.findIndex((x) => /余额/.test(x))
        const fen = rows.reduce(
          (n, r) => n + Math.round(amount(r[at]!) * (titles[at]!.includes('万') ? 1_000_000 : 100)),
          0,
        )
        const [held] = await ask(
          `select sum(balance_fen)::text as fen, count(*)::int as n from fact_loan where bank_name = '${name}'`,
        )
        expect(held, name).toEqual({ fen: String(fen), n: rows.length })
      }
      const grouped = async (text: string) => Object.fromEntries((await ask(text)).map((r) => [r.k, r.n]))
      const tally = (n: FileNo, title: string) => {
        const counts: Counts = {}
        for (const r of sheets[n][0]!.rows) add(counts, r[sheets[n][0]!.titles.indexOf(title)]!)
        return counts
      }
      expect(await grouped('select label as k, count(*)::int as n from fact_label group by 1')).toEqual(
        tally('07', '类别'),
      )
      const { 区县, 镇街, ...rest } = tally('09', '层级')
      expect(
        await grouped(
          "select level as k, count(*)::int as n from division where level not in ('city', 'province') group by 1",
        ),
      ).toEqual({
        county: 区县,
        town: 镇街,
        community: Object.values(rest).reduce((a, b) => a + b, 0),
      })
    })

    test('the same nine files again are the same nine batches', async () => {
      for (const n of files) {
        const file = readFileSync(join(folder, nameOf(n)))
        expect((await clerk.ok('uploadList', { file, query: { fileName: nameOf(n) } })).id).toBe(
          batches[n].id,
        )
      }
      expect(await t.work()).toBe(0)
    })
  })
}
