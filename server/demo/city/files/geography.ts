import { dealOut } from '../banks.ts'
import { type City, streams } from '../city.ts'
import type { CityPlan } from '../plan.ts'
import type { RawRow } from './raw-files.ts'

const visitsPerSurvivor = 1.3

/** File 08: branches with a yearly visit capacity of about 1.3 × the survivors in all, and a credit plan in 万元. */
export function* branchRows(city: City, plan: CityPlan): Generator<RawRow> {
  yield ['银行', '网点名称', '行政区划代码', '联系人', '联系电话', '年走访能力(户)', '专项授信计划(万元)']
  const branches = city.banks.flatMap((b) => b.branches)
  const weights = branches.map((b) => b.weight)
  const visits = dealOut(Math.round(plan.survivors * visitsPerSurvivor), weights)
  const random = city.random.fork(1, streams.banks)
  for (const [i, branch] of branches.entries()) {
    const capacity = visits[i] ?? 0
    plan.visitCapacity += capacity
    plan.files['08'].rows += 1
    const credit = Math.max(200, Math.round(capacity * random.between(20, 160)))
    yield [
      branch.bank.name,
      branch.name,
      branch.county.code.slice(0, 6),
      branch.contact,
      branch.phone,
      capacity,
      credit,
    ]
  }
}

/** File 09: counties, then towns, then communities. */
export function* divisionRows(city: City, plan: CityPlan): Generator<RawRow> {
  const { places } = city
  yield ['区划代码', '名称', '层级', '上级代码']
  for (const county of places.counties) yield [county.code, county.name, '区县', places.cityCode]
  for (const town of places.towns) yield [town.code, town.name, '镇街', town.county.code]
  for (const community of places.communities)
    yield [community.code, community.name, '社区', community.town.code]
  plan.files['09'].rows = places.counties.length + places.towns.length + places.communities.length
}
