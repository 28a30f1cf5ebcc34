import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { businessDay } from '#contract/kernel/deadline.ts'
import { operatorActor } from '#kernel/actor.ts'
import { importFile } from '#modules/registry/import/lists.ts'
import type { CityPlan } from '#server/demo/city/plan.ts'
import { writeCity, writeRegistryBook } from '#server/demo/city/write-city.ts'
import { bareCopy } from './copy.ts'
import type { Report } from './figures.ts'
import { watchMemory } from './memory.ts'
import { benchHome, emptyPlatform, fromListsToBanks, importAgain, seconds } from './scene.ts'

/** A city of half a million: nine CSV files to a list with both banks, against the bare COPY of the same bytes. */
export const benchCity = (report: Report) =>
  measureCity(report, 520_000, { total: 30, copies: 9, megabytes: 500 })

/** A province ten times as large. */
export const benchProvince = (report: Report) => measureCity(report, 5_200_000, {})

async function measureCity(
  report: Report,
  entities: number,
  limits: { total?: number; copies?: number; megabytes?: number },
): Promise<void> {
  const name = `${entities / 10_000} 万户`
  const dir = await rawCity(report, entities)
  const running = await emptyPlatform(`city-${entities}`)
  try {
    const copy = await bareCopy(running, dir)
    report.add({ figure: `${name}：同样的字节直接 COPY`, value: copy, unit: 's' })
    const memory = watchMemory()
    const timed = await fromListsToBanks(running, dir, report)
    report.add({
      figure: `${name}：九份 CSV 到每户两家银行`,
      value: timed.total,
      unit: 's',
      limit: limits.total,
    })
    report.add({ figure: `${name}：为 COPY 的`, value: timed.total / copy, unit: '倍', limit: limits.copies })
    report.add({ figure: `${name}：其中筛查`, value: timed.screening, unit: 's' })
    report.add({ figure: `${name}：其中派发`, value: timed.assigning, unit: 's' })
    report.add({
      figure: `${name}：Node 内存峰值（含读取进程）`,
      value: memory.peakMegabytes(),
      unit: 'MB',
      limit: limits.megabytes,
    })
    const again = await importAgain(running, dir)
    report.add({
      figure: `${name}：原样再导一次，为首次的`,
      value: again / timed.importing,
      unit: '倍',
      limit: 0.5,
    })
  } finally {
    await running.close()
  }
}

/** The registry as an Excel workbook against the same rows as CSV, each on an empty platform after the list of places. */
export async function benchWorkbook(report: Report): Promise<void> {
  const entities = 520_000
  const dir = await rawCity(report, entities)
  const bookDir = benchHome(`book-${entities}`)
  const files = readdirSync(dir)
  const named = (word: string) => join(dir, files.find((f) => f.includes(word) && f.endsWith('.csv'))!)
  const book = join(bookDir, '经营主体名录.xlsx')
  mkdirSync(bookDir, { recursive: true })
  if (!existsSync(book)) await writeRegistryBook({ ...plannedAs(entities), path: book })
  const csv = await registryAlone(named('行政区划'), named('经营主体名录'))
  const xlsx = await registryAlone(named('行政区划'), book)
  report.add({ figure: '52 万户登记名录 CSV 入库', value: csv, unit: 's' })
  report.add({ figure: '52 万户登记名录 xlsx 入库', value: xlsx, unit: 's' })
  report.add({ figure: '52 万户登记名录 xlsx 比 CSV 多', value: xlsx - csv, unit: 's', limit: 60 })
}

async function registryAlone(places: string, registry: string): Promise<number> {
  const running = await emptyPlatform('workbook')
  try {
    await importFile(running.deps, operatorActor, places)
    const [time, result] = await seconds(() => importFile(running.deps, operatorActor, registry))
    if (result.state !== 'committed') throw new Error(`${registry}: ${result.state} ${result.failure ?? ''}`)
    return time
  } finally {
    await running.close()
  }
}

/** What a city of so many is made from; every suite makes the same. */
const plannedAs = (entities: number) => ({
  entities,
  seed: 7,
  today: businessDay(new Date()),
  firstLoanMonths: 11,
})

/** The raw files of a fictitious city, made once. */
async function rawCity(report: Report, entities: number): Promise<string> {
  const dir = benchHome(`raw-${entities}`)
  if (existsSync(join(dir, 'plan.json'))) return dir
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  report.say(`生成 ${entities} 户的名单……`)
  const plan: CityPlan = await writeCity({ ...plannedAs(entities), dir, csv: true })
  report.say(`${Object.values(plan.files).reduce((n, f) => n + f.rows, 0)} 行`)
  return dir
}
