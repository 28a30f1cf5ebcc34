import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CityPlan, fileNumbers } from './plan.ts'
import { writeCity } from './write-city.ts'

const today = '2026-11-22'
type Row = (string | number | Date | null)[]
interface Read {
  dir: string
  plan: CityPlan
  registry: string[][]
  tax: Row[]
  insurance: Row[]
  census: string[][]
  marks: string[][]
  loans: Record<string, Row[]>
  labels: Row[]
  branches: string[][]
  divisions: string[][]
}

const dirs: string[] = []
async function freshDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'diguan-city-'))
  dirs.push(dir)
  return dir
}

/** The check of GB 32100 and GB 11714, written apart from the code under test. */
function isUnifiedCode(code: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/.test(code)) return false
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  let power = 1
  let sum = 0
  for (const c of code.slice(0, 17)) {
    sum += alphabet.indexOf(c) * power
    power = (power * 3) % 31
  }
  if (alphabet[(31 - (sum % 31)) % 31] !== code[17]) return false
  const body = code.slice(8, 16)
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const total = weights.reduce((acc, w, i) => acc + w * Number.parseInt(body[i]!, 36), 0)
  return code[16] === '0123456789X0'[11 - (total % 11)]
}

/** ISO 7064 MOD 11,10 over all fifteen digits. */
function isRegistrationNumber(digits: string): boolean {
  if (!/^\d{15}$/.test(digits)) return false
  let product = 10
  for (const c of digits.slice(0, 14)) product = (((Number(c) + product) % 10 || 10) * 2) % 11
  return (product + Number(digits[14])) % 10 === 1
}

function sheetRows(bytes: Buffer): Record<string, Row[]> {
  const book = XLSX.read(bytes, { cellDates: true, UTC: true })
  return Object.fromEntries(
    book.SheetNames.map((name) => [
      name,
      XLSX.utils.sheet_to_json<Row>(book.Sheets[name]!, { header: 1, defval: null }),
    ]),
  )
}

const utf8 = (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
const gb18030 = (bytes: Buffer) => new TextDecoder('gb18030', { fatal: true }).decode(bytes)
const csv = (text: string) =>
  parse(text, { bom: true, relax_column_count: true, record_delimiter: '\r\n' }) as unknown as string[][]

async function readCity(dir: string, plan: CityPlan): Promise<Read> {
  const file = (n: (typeof fileNumbers)[number]) => readFile(join(dir, plan.files[n].name))
  return {
    dir,
    plan,
    registry: csv(utf8(await file('01'))),
    tax: Object.values(sheetRows(await file('02'))).flat(),
    insurance: Object.values(sheetRows(await file('03'))).flatMap((rows) => rows.slice(1)),
    census: csv(gb18030(await file('04'))),
    marks: csv(gb18030(await file('05'))),
    loans: sheetRows(await file('06')),
    labels: Object.values(sheetRows(await file('07'))).flat(),
    branches: csv(utf8(await file('08'))),
    divisions: csv(utf8(await file('09'))),
  }
}

const canonical = (code: string) => code.normalize('NFKC').replace(/\s/g, '').toUpperCase()
const isActive = (status: string) => /^(存续|在业|开业)/.test(status)
const sorted = (list: Iterable<string>) => [...list].sort()
const text = (cell: Row[number] | undefined) => String(cell ?? '').trim()

let city: Read
let registry: string[][]
let byName: Map<string, string[]>
let byCode: Map<string, string[]>
let byOrganisation: Map<string, string>

/** The registry's code for a code in any dialect, or else for a name. */
function trueCode(code: string, name: string): string {
  const plain = canonical(code)
  if (isUnifiedCode(plain)) return plain
  const organisation = plain.replace('-', '').slice(-9)
  return (organisation && byOrganisation.get(organisation)) || byName.get(name.trim())?.[1] || ''
}

beforeAll(async () => {
  const dir = await freshDir()
  city = await readCity(dir, await writeCity({ entities: 6_000, seed: 7, dir, today }))
  registry = city.registry.slice(1)
  byName = new Map(registry.map((r) => [r[0]!.trim(), r]))
  byCode = new Map(registry.map((r) => [canonical(r[1]!), r]))
  byOrganisation = new Map([...byCode.keys()].map((code) => [code.slice(8, 17), code]))
}, 30_000)

afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true })
})

describe('writeCity', () => {
  it('writes the same bytes for the same seed and others for another', async () => {
    const hashes = async (seed: number) => {
      const dir = await freshDir()
      await writeCity({ entities: 2_000, seed, dir, today })
      const names = sorted(await readdir(dir))
      expect(names).toHaveLength(10)
      const all = names.map(async (n) => [
        n,
        createHash('sha256')
          .update(await readFile(join(dir, n)))
          .digest('hex'),
      ])
      return Object.fromEntries(await Promise.all(all)) as Record<string, string>
    }
    const first = await hashes(3)
    expect(await hashes(3)).toEqual(first)
    const other = await hashes(4)
    for (const name of Object.keys(first)) expect(other[name]).not.toBe(first[name])
  })

  it('refuses impossible options', async () => {
    const dir = await freshDir()
    await expect(writeCity({ entities: 10, seed: 1, dir, today })).rejects.toThrow('经营主体数')
    await expect(writeCity({ entities: 2_000, seed: 1, dir, today: '2026-02-30' })).rejects.toThrow('日期')
    await expect(writeCity({ entities: 2_000, seed: -1, dir, today })).rejects.toThrow('种子')
  })

  it('counts the rows it wrote, and plan.json is the plan', async () => {
    const rows = {
      '01': registry.length,
      '02': city.tax.length - 4,
      '03': city.insurance.length,
      '04': city.census.length - 1,
      '05': city.marks.length - 2,
      '06': Object.values(city.loans).flatMap((s) =>
        s.filter((r) => text(r[0]).startsWith('9') || text(r[1]).startsWith('9')),
      ).length,
      '07': city.labels.length - 1,
      '08': city.branches.length - 1,
      '09': city.divisions.length - 1,
    }
    for (const n of fileNumbers) expect([n, city.plan.files[n].rows]).toEqual([n, rows[n]])
    expect(JSON.parse(await readFile(join(city.dir, 'plan.json'), 'utf8'))).toEqual(city.plan)
  })
})

describe('file 01', () => {
  it('has BOM, CRLF, three date spellings and every status spelling', async () => {
    const bytes = await readFile(join(city.dir, city.plan.files['01'].name))
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
    expect(bytes.toString('utf8').match(/(?<!\r)\n/)).toBeNull()
    const spellings = new Set(registry.map((r) => r[2]!.replace(/\d+/g, '9')))
    expect(sorted(spellings)).toEqual(['9-9-9', '9/9/9', '9年9月9日'])
    const statuses = ['存续', '在业', '开业', '存续（在营、开业、在册）', '注销', '吊销，未注销', '迁出']
    expect(sorted(new Set(registry.map((r) => r[10]!)))).toEqual(sorted(statuses))
    for (const capital of [
      /^\d+\(万元人民币\)$/,
      /^\d+,\d{3}\(/,
      /万美元|万港元|万欧元/,
      /^\d+元$/,
      /^N\/A$/,
    ]) {
      expect(registry.some((r) => capital.test(r[5]!))).toBe(true)
    }
  })

  it('gives every entity a valid code of its own, but for the planted bad ones', () => {
    const found = { fullWidth: 0, lowerCase: 0, spaced: 0, mistyped: 0, missing: 0, registration: 0 }
    for (const [, code = ''] of registry) {
      if (code === '') found.missing += 1
      else if (/[\uff00-\uffef]/.test(code)) found.fullWidth += 1
      else if (/[a-z]/.test(code)) found.lowerCase += 1
      else if (/ /.test(code)) found.spaced += 1
      else if (isRegistrationNumber(code)) found.registration += 1
      else if (!isUnifiedCode(code)) found.mistyped += 1
      if (/[\uff00-\uffefa-z ]/.test(code)) expect(isUnifiedCode(canonical(code))).toBe(true)
    }
    for (const [kind, count] of Object.entries(found)) {
      expect([kind, city.plan.badCodes[kind as keyof typeof found].length]).toEqual([kind, count])
      expect(count).toBeGreaterThan(0)
    }
    expect(registry.every((r) => r[1] === '' || /^(９|9)/.test(r[1]!))).toBe(true)
    const codes = registry.map((r) => canonical(r[1]!)).filter((c) => isUnifiedCode(c))
    expect(codes.length - new Set(codes).size).toBe(
      city.plan.duplicates.same.length + city.plan.duplicates.contradictory.length,
    )
    expect(codes.every((c) => /^9[123]9901/.test(c))).toBe(true)
  })

  it('repeats the planted rows, half of them with another status', () => {
    const seen = new Map<string, string>()
    const same: string[] = []
    const contradictory: string[] = []
    for (const row of registry) {
      const code = canonical(row[1]!)
      const before = seen.get(code)
      if (code && before !== undefined) (before === row[10] ? same : contradictory).push(code)
      if (code) seen.set(code, row[10]!)
    }
    expect(sorted(same)).toEqual(sorted(city.plan.duplicates.same))
    expect(sorted(contradictory)).toEqual(sorted(city.plan.duplicates.contradictory))
  })

  it('has the kinds in their shares, masked and whole names, and fictitious phones', () => {
    const { kinds, entities } = city.plan
    expect(kinds.individual / entities).toBeCloseTo(0.68, 1)
    expect(kinds.enterprise / entities).toBeCloseTo(0.24, 1)
    const masked = registry.filter((r) => r[4]!.endsWith('某')).length / registry.length
    expect(masked).toBeGreaterThan(0.45)
    expect(masked).toBeLessThan(0.55)
    for (const row of registry) expect(row[11]).toMatch(/^(1[3-9]\d0000\d{4}|0990-0\d{6})?$/)
  })

  it('gives namesakes one name and two codes', () => {
    expect(city.plan.namesakes.length).toBeGreaterThan(2)
    for (const [a, b] of city.plan.namesakes) expect(a).not.toBe(b)
    const names = registry.map((r) => r[0]!.trim())
    const twice = names.length - new Set(names).size
    const rows = city.plan.duplicates.same.length + city.plan.duplicates.contradictory.length
    expect(twice).toBe(rows + city.plan.namesakes.length)
  })
})

describe('the life of firms', () => {
  const amount = (cell: Row[number] | undefined) => Number(text(cell).replaceAll(',', ''))
  const taxRows = () => city.tax.slice(3, -1)

  it('has a title, a note, the header in row 3 and a right 合计 in file 02', () => {
    expect(text(city.tax[0]![0])).toContain('云泽市')
    expect(text(city.tax[1]![0])).toBe('单位：元')
    expect(city.tax[2]!.map(text)).toContain('2025年度入库税额')
    const total = taxRows().reduce((sum, r) => sum + Math.round(amount(r[4]) * 100), 0)
    expect([text(city.tax.at(-1)![0]), Math.round(amount(city.tax.at(-1)![4]) * 100)]).toEqual([
      '合计',
      total,
    ])
    expect(city.plan.tax.totalPaidFen).toBe(String(total))
    expect(taxRows().filter((r) => typeof r[4] === 'string')).toHaveLength(city.plan.tax.numbersAsText)
    expect(taxRows().some((r) => /^\d{1,3},\d{3}/.test(String(r[4])))).toBe(true)
    const fifteen = taxRows().filter((r) => text(r[1]).length === 15)
    const { taxpayerNumbers, registrationNumbers } = city.plan.tax
    expect(fifteen).toHaveLength(taxpayerNumbers.length + registrationNumbers.length)
    expect(fifteen.filter((r) => isRegistrationNumber(text(r[1]))).length).toBeGreaterThanOrEqual(
      registrationNumbers.length,
    )
    expect(sorted(new Set(taxRows().map((r) => text(r[3]))))).toEqual(
      sorted(['', ...['A', 'B', 'C', 'D', 'M'].flatMap((g) => [g, `${g}级`])]),
    )
    expect(taxRows().filter((r) => amount(r[5]) > 0)).toHaveLength(city.plan.exporters.length)
  })

  it('has every planted zombie and no other: a firm over three years old without a trace', () => {
    const traced = new Set<string>()
    for (const r of taxRows())
      if (amount(r[4]) > 0 || amount(r[5]) > 0 || r[6] === '是') traced.add(text(r[2]))
    for (const r of city.insurance) traced.add(text(r[1]))
    for (const r of city.census.slice(1)) traced.add(r[0]!.trim())
    for (const r of city.marks.slice(2)) traced.add(r[0]!.trim())
    const disputed = new Set(city.plan.duplicates.contradictory)
    const zombies = registry.filter((r) => {
      if (disputed.has(canonical(r[1]!))) return false
      const firm = canonical(r[1]!).startsWith('91') && !r[0]!.includes('家庭农场')
      const founded = r[2]!
        .match(/\d+/g)!
        .map((n) => n.padStart(2, '0'))
        .join('-')
      return firm && isActive(r[10]!) && founded < '2023-11-22' && !traced.has(r[0]!.trim())
    })
    expect(sorted(zombies.map((r) => r[1]!))).toEqual(sorted(city.plan.zombies))
    expect(zombies.length).toBeGreaterThan(20)
  })

  it('has every planted shell, openly dishonest and forgiven entity', () => {
    const disputed = new Set(city.plan.duplicates.contradictory)
    const active = (code: string) =>
      code !== '' && isActive(byCode.get(code)?.[10] ?? '') && !disputed.has(code)
    const abnormal = taxRows()
      .filter((r) => r[6] === '是')
      .map((r) => trueCode(text(r[1]), text(r[2])))
    expect(sorted(abnormal.filter(active))).toEqual(sorted(city.plan.shells.abnormalTaxpayer))
    const marks = city.marks
      .slice(2)
      .map((r) => ({ code: trueCode(r[1]!, r[0]!), type: r[2], on: r[3]!, off: r[4]! }))
    const standing = marks.filter((m) => active(m.code))
    const open = standing.filter((m) => m.off === '')
    const listed = open.filter((m) => m.type === '经营异常名录').map((m) => m.code)
    for (const code of city.plan.shells.abnormalList) expect(listed).toContain(code)
    const dishonest = new Set(open.filter((m) => m.type !== '经营异常名录').map((m) => m.code))
    expect(sorted(dishonest)).toEqual(sorted(city.plan.dishonest.open))
    const ended = standing.filter((m) => m.off !== '' && m.type !== '经营异常名录').map((m) => m.code)
    expect(sorted(ended.filter((c) => !dishonest.has(c)))).toEqual(sorted(city.plan.dishonest.ended))
    for (const m of marks.filter((one) => one.off !== '')) expect(m.on < m.off && m.off < today).toBe(true)
    expect(marks.length).toBe(city.plan.marks.open + city.plan.marks.ended)
    expect(city.marks.filter((r) => r[1] === '')).toHaveLength(city.plan.marks.withoutCode.length)
    expect(city.marks.filter((r) => r[1]?.includes('-'))).toHaveLength(
      city.plan.marks.organisationCodes.length,
    )
    expect(city.plan.marks.open).toBe(city.marks.slice(2).filter((r) => r[4] === '').length)
  })

  it('keeps insurance and census rows in the dialects planned', () => {
    expect(city.insurance.filter((r) => text(r[2]) === '')).toHaveLength(
      city.plan.insurance.withoutCode.length,
    )
    for (const r of city.insurance) expect(text(r[5])).toMatch(/^202[56](0[1-9]|1[0-2])$/)
    const short = city.census.slice(1).filter((r) => /^[0-9A-Z]{8}-[0-9X]$/.test(r[1]!))
    expect(short).toHaveLength(city.plan.census.organisationCodes.length)
    const divisions = new Set(city.divisions.map((r) => r[0]))
    for (const r of city.census.slice(1)) expect(divisions.has(r[3]!)).toBe(true)
    expect(city.plan.unproven.length).toBeGreaterThan(50)
    expect(city.plan.survivors).toBeGreaterThan(city.plan.entities * 0.6)
  })
})

describe('banks and special lists', () => {
  it('lists loans one sheet a bank in two layouts with three date forms', () => {
    const due: string[] = []
    const borrowers = new Set<string>()
    const dateForms = new Set<string>()
    for (const [bank, rows] of Object.entries(city.loans)) {
      const yuan = text(rows[0]![0]) === `${bank}小微企业贷款明细`
      const body = rows.slice(yuan ? 2 : 1).filter((r) => text(r[0]) !== '合计')
      for (const r of body) {
        const code = text(yuan ? r[0] : r[1])
        expect(isUnifiedCode(code)).toBe(true)
        borrowers.add(code)
        const cell = yuan ? r[5] : r[4]
        dateForms.add(cell instanceof Date ? 'cell' : text(cell).replace(/\d/g, '9'))
        const day = (cell instanceof Date ? cell.toISOString().slice(0, 10) : text(cell)).replaceAll('-', '')
        if (day >= '20261122' && day <= '20270220') due.push(code)
        expect(text(yuan ? r[3] : r[6])).toMatch(yuan ? /^\d\.\d\d%$/ : /^\d(\.\d{1,2})?$/)
      }
    }
    expect(sorted(dateForms)).toEqual(['9999-99-99', '99999999', 'cell'])
    expect(borrowers.size).toBe(city.plan.loans.borrowers)
    expect(borrowers.size / city.plan.entities).toBeCloseTo(0.09, 1)
    expect(sorted(new Set(due))).toEqual(sorted(city.plan.loans.dueIn90Days))
    expect(due.length).toBeGreaterThan(20)
  })

  it('lists labelled firms, three in ten without a code, some with a space', () => {
    const rows = city.labels.slice(1)
    const without = rows.filter((r) => text(r[1]) === '')
    expect(without).toHaveLength(city.plan.labels.withoutCode.length)
    expect(without.length / rows.length).toBeCloseTo(0.3, 0)
    for (const [category, codes] of Object.entries(city.plan.labels.byCategory)) {
      expect([category, rows.filter((r) => r[2] === category).length]).toEqual([category, codes.length])
    }
    expect(rows.some((r) => String(r[0]).endsWith(' '))).toBe(true)
  })

  it('has 25 banks with 120 branches whose visits are 1.3 × the survivors', () => {
    const rows = city.branches.slice(1)
    expect(rows).toHaveLength(120)
    expect(new Set(rows.map((r) => r[0])).size).toBe(25)
    expect(new Set(rows.map((r) => r[2])).size).toBe(10)
    const visits = rows.reduce((sum, r) => sum + Number(r[5]), 0)
    expect(visits).toBe(city.plan.visitCapacity)
    expect(visits / city.plan.survivors).toBeCloseTo(1.3, 2)
  })
})

describe('places and stories', () => {
  it('lays out ten counties, about a hundred towns and 1,500 communities in one tree', () => {
    const rows = city.divisions.slice(1)
    const codes = new Set(rows.map((r) => r[0]!))
    expect(codes.size).toBe(rows.length)
    const level = (name: string) => rows.filter((r) => r[2] === name)
    expect(level('区县')).toHaveLength(10)
    expect(level('镇街').length).toBeGreaterThan(95)
    expect(level('社区').length).toBeGreaterThan(1_400)
    for (const r of level('镇街')) expect(codes.has(r[3]!) && r[0]!.startsWith(r[3]!.slice(0, 6))).toBe(true)
    for (const r of level('社区')) expect(codes.has(r[3]!) && r[0]!.startsWith(r[3]!.slice(0, 9))).toBe(true)
    for (const r of level('镇街')) {
      const n = Number(r[0]!.slice(6, 9))
      expect(r[1]).toMatch(n < 100 ? /街道$/ : n < 200 ? /镇$/ : /乡$/)
    }
  })

  it('writes addresses in all their forms', () => {
    for (const [form, count] of Object.entries(city.plan.addresses))
      expect([form, count > 50]).toEqual([form, true])
    expect(registry.some((r) => /望川县|鹿鸣县|汀洲县|棠溪县/.test(r[9]!))).toBe(true)
  })

  it('tells the first-loan firm: eleven months old, four insured, nothing else', () => {
    const { firstLoan } = city.plan.story
    const row = byName.get('云泽隆川管道有限公司')!
    expect([row[1], row[2], firstLoan.foundedOn, isActive(row[10]!)]).toEqual([
      firstLoan.code,
      '2025-12-22',
      '2025-12-22',
      true,
    ])
    const insured = city.insurance.filter((r) => r[2] === firstLoan.code)
    expect(insured.map((r) => [r[3], r[5]])).toEqual([[4, '202610']])
    const elsewhere = JSON.stringify([city.tax, city.census, city.marks, city.loans, city.labels])
    expect(elsewhere).not.toContain('隆川管道')
    const community = city.divisions.find((r) => r[0] === firstLoan.community)!
    const town = city.divisions.find((r) => r[0] === community[3])!
    expect(row[9]).toContain(town[1]! + community[1]!)
  })

  it('tells the noodle shop: in the first county, active, tax grade A', () => {
    const { noodleShop } = city.plan.story
    const row = byName.get('赵记面馆')!
    expect([row[1], row[3], isActive(row[10]!)]).toEqual([noodleShop.code, '个体工商户', true])
    expect(noodleShop.community.startsWith('990102')).toBe(true)
    const tax = city.tax.filter((r) => r[1] === noodleShop.code)
    expect(tax.map((r) => [text(r[3]).slice(0, 1), r[6]])).toEqual([['A', '否']])
  })
})
