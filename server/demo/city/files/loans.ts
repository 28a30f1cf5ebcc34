import type { Bank } from '../banks.ts'
import { type City, streams } from '../city.ts'
import { compactDay, isoDay } from '../days.ts'
import { type Entity, entityAt } from '../entity.ts'
import { factsOf } from '../facts.ts'
import type { Loan } from '../loans.ts'
import type { CityPlan } from '../plan.ts'
import type { Random } from '../random.ts'
import { DayCell, type RawCell, type RawRow, type RawSheet } from './raw-files.ts'

/** File 06: one sheet a bank, in 万元 or in 元, each with its own columns, dates and rates. */
const wanHeader: RawRow = [
  '客户名称',
  '统一社会信用代码',
  '贷款余额(万元)',
  '发放日期',
  '到期日期',
  '担保方式',
  '执行利率',
]
const yuanHeader: RawRow = [
  '证件号码',
  '客户名称',
  '贷款余额（元）',
  '利率(%)',
  '发放日',
  '到期日',
  '担保方式',
]

function percent(rateBp: number): number {
  return rateBp / 100
}

function wanRow(bank: Bank, entity: Entity, loan: Loan): RawRow {
  const day = (dayNo: number): RawCell => (bank.dates === 'cell' ? new DayCell(dayNo) : isoDay(dayNo))
  const { balanceWan, issuedOn, dueOn, guarantee, rateBp } = loan
  return [entity.name, entity.code, balanceWan, day(issuedOn), day(dueOn), guarantee, percent(rateBp)]
}

function yuanRow(entity: Entity, loan: Loan, random: Random): RawRow {
  const yuan = loan.balanceWan * 10_000
  const amount = random.chance(0.06) ? `${String(yuan).replace(/\B(?=(\d{3})+$)/g, ',')}.00` : yuan
  const rate = `${percent(loan.rateBp).toFixed(2)}%`
  return [
    entity.code,
    entity.name,
    amount,
    rate,
    compactDay(loan.issuedOn),
    compactDay(loan.dueOn),
    loan.guarantee,
  ]
}

function* loanRows(city: City, bank: Bank, indexes: readonly number[], plan: CityPlan): Generator<RawRow> {
  if (bank.layout === 'yuan') yield [`${bank.name}小微企业贷款明细`]
  yield bank.layout === 'yuan' ? yuanHeader : wanHeader
  let sumWan = 0
  for (const index of indexes) {
    const entity = entityAt(city, index)
    const random = city.random.fork(index, streams.loansText)
    for (const loan of factsOf(city, entity).loans) {
      if (loan.bank !== bank) continue
      sumWan += loan.balanceWan
      plan.files['06'].rows += 1
      yield bank.layout === 'yuan' ? yuanRow(entity, loan, random) : wanRow(bank, entity, loan)
    }
  }
  plan.loans.balanceWan += sumWan
  if (bank.layout === 'yuan') yield ['合计', null, sumWan * 10_000]
}

/** One sheet for every bank that lent. */
export function loanSheets(
  city: City,
  byBank: ReadonlyMap<Bank, readonly number[]>,
  plan: CityPlan,
): RawSheet[] {
  return [...byBank].map(([bank, indexes]) => ({
    name: bank.name,
    rows: () => loanRows(city, bank, indexes, plan),
  }))
}

/** All banks in one table, the bank in a column of its own: as a CSV, which has no sheets, must say it. */
export function* loanTable(
  city: City,
  byBank: ReadonlyMap<Bank, readonly number[]>,
  plan: CityPlan,
): Generator<RawRow> {
  yield ['贷款银行', ...wanHeader]
  for (const [bank, indexes] of byBank)
    for (const index of indexes) {
      const entity = entityAt(city, index)
      for (const loan of factsOf(city, entity).loans) {
        if (loan.bank !== bank) continue
        plan.files['06'].rows += 1
        plan.loans.balanceWan += loan.balanceWan
        yield [bank.name, ...wanRow(bank, entity, loan)]
      }
    }
}
