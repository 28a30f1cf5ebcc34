import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bank } from './banks.ts'
import { type City, type CityOptions, foundCity } from './city.ts'
import type { Entity } from './entity.ts'
import { factsOf } from './facts.ts'
import { censusRows } from './files/census.ts'
import { branchRows, divisionRows } from './files/geography.ts'
import { insuranceSheets } from './files/insurance.ts'
import { labelRows } from './files/labels.ts'
import { loanSheets, loanTable } from './files/loans.ts'
import { markRows } from './files/marks.ts'
import { type RawRow, type RawSheet, writeCsv, writeXlsx } from './files/raw-files.ts'
import { registryRows } from './files/registry.ts'
import { taxRows } from './files/tax.ts'
import { writeXls } from './files/xls-book.ts'
import { type CityPlan, emptyPlan, type FileNumber } from './plan.ts'

/** Above these sizes the old formats cannot carry the rows and the offices send the next larger one. */
const xlsUpTo = 200_000
const xlsxUpTo = 1_000_000

/** Which entities each office knows; facts themselves are drawn again when a file is written. */
interface Known {
  tax: number[]
  urbanInsurance: number[]
  ruralInsurance: number[]
  census: number[]
  marks: number[]
  labels: number[]
  loans: Map<Bank, number[]>
}

function notice(city: City, plan: CityPlan, known: Known, entity: Entity): void {
  const facts = factsOf(city, entity)
  const { index } = entity
  if (facts.tax) known.tax.push(index)
  if (facts.insurance)
    (entity.community.town.county.urban ? known.urbanInsurance : known.ruralInsurance).push(index)
  if (facts.census) known.census.push(index)
  if (facts.marks.length > 0) known.marks.push(index)
  if (facts.labels.length > 0) known.labels.push(index)
  if (facts.loans.length === 0) return
  plan.loans.borrowers += 1
  for (const { bank } of facts.loans) known.loans.get(bank)?.push(index)
  const daysLeft = facts.loans.map((loan) => loan.dueOn - city.today)
  if (daysLeft.some((days) => days >= 0 && days <= 90)) plan.loans.dueIn90Days.push(entity.code)
  if (daysLeft.some((days) => days < 0)) plan.loans.overdue.push(entity.code)
}

/** The sheets one after another as one table, the header only once. */
function* oneTable(sheets: readonly RawSheet[]): Generator<RawRow> {
  for (const [i, sheet] of sheets.entries()) {
    let first = true
    for (const row of sheet.rows()) {
      if (i === 0 || !first) yield row
      first = false
    }
  }
}

/** How an office sends a list: as the size allows, or, where speed is measured, all in the plainest form. */
type Form = { csv: boolean }

async function writeTax(
  city: City,
  plan: CityPlan,
  known: Known,
  file: NameFile,
  { csv }: Form,
): Promise<void> {
  const rows = () => taxRows(city, known.tax, plan)
  if (csv || city.entities > xlsxUpTo)
    return writeCsv(file('02', '税务局_纳税信用等级.csv'), rows(), 'gb18030')
  await writeXlsx(file('02', '税务局_纳税信用等级.xlsx'), [{ name: 'Sheet1', rows, merges: ['A1:G1'] }])
}

async function writeInsurance(
  city: City,
  plan: CityPlan,
  known: Known,
  file: NameFile,
  { csv }: Form,
): Promise<void> {
  const sheets = insuranceSheets(city, { urban: known.urbanInsurance, rural: known.ruralInsurance }, plan)
  if (csv) await writeCsv(file('03', '人社局_参保单位.csv'), oneTable(sheets), 'gb18030')
  else if (city.entities <= xlsUpTo) await writeXls(file('03', '人社局_参保单位.xls'), sheets)
  else if (city.entities <= xlsxUpTo) await writeXlsx(file('03', '人社局_参保单位.xlsx'), sheets)
  else await writeCsv(file('03', '人社局_参保单位.csv'), oneTable(sheets), 'gb18030')
}

type NameFile = (number: FileNumber, rest: string) => string

/**
 * Writes the nine raw files of the fictitious 云泽市, as departments and banks would send them, and `plan.json`
 * with what was planted in them. The same (entities, seed, today) give the same bytes.
 */
export async function writeCity(options: CityOptions & { dir: string } & Partial<Form>): Promise<CityPlan> {
  const form = { csv: options.csv ?? false }
  const city = foundCity(options)
  const plan = emptyPlan(city)
  await mkdir(options.dir, { recursive: true })
  const file: NameFile = (number, rest) => {
    plan.files[number].name = `${number}_${rest}`
    return join(options.dir, `${number}_${rest}`)
  }
  const known: Known = {
    tax: [],
    urbanInsurance: [],
    ruralInsurance: [],
    census: [],
    marks: [],
    labels: [],
    loans: new Map(city.banks.map((bank) => [bank, []])),
  }
  const registry = registryRows(city, plan, (entity) => notice(city, plan, known, entity))
  await writeCsv(file('01', '市场监管局_经营主体名录.csv'), registry, 'utf8bom')
  await writeTax(city, plan, known, file, form)
  await writeInsurance(city, plan, known, file, form)
  await writeCsv(
    file('04', '统计局_第五次经济普查活跃单位.csv'),
    censusRows(city, known.census, plan),
    'gb18030',
  )
  await writeCsv(file('05', '信用办_失信与异常名单.csv'), markRows(city, known.marks, plan), 'gb18030')
  const lenders = new Map([...known.loans].filter(([, indexes]) => indexes.length > 0))
  if (form.csv)
    await writeCsv(file('06', '各银行_存量贷款客户.csv'), loanTable(city, lenders, plan), 'gb18030')
  else await writeXlsx(file('06', '各银行_存量贷款客户.xlsx'), loanSheets(city, lenders, plan))
  const labels = { name: '名单', rows: () => labelRows(city, known.labels, plan) }
  if (form.csv) await writeCsv(file('07', '科技工信商务_重点企业名单.csv'), labels.rows(), 'gb18030')
  else await writeXlsx(file('07', '科技工信商务_重点企业名单.xlsx'), [labels])
  await writeCsv(file('08', '银行网点与走访能力.csv'), branchRows(city, plan), 'utf8bom')
  await writeCsv(file('09', '行政区划.csv'), divisionRows(city, plan), 'utf8bom')
  await writeFile(join(options.dir, 'plan.json'), `${JSON.stringify(plan, null, 1)}\n`)
  return plan
}

/** The registry of the same city as one workbook: what an office sends that knows Excel alone. */
export async function writeRegistryBook(options: CityOptions & { path: string }): Promise<void> {
  const city = foundCity(options)
  const rows = () => registryRows(city, emptyPlan(city), () => undefined)
  await writeXlsx(options.path, [{ name: '经营主体名录', rows }])
}
