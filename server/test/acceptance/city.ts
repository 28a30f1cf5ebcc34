import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Role } from '#contract/organisations/roles.ts'
import type { CityPlan, FileNumber } from '#server/demo/city/plan.ts'
import { writeCity } from '#server/demo/city/write-city.ts'
import type { Caller, TestApp } from '#test/app.ts'
import { anAccount } from '#test/builders.ts'
import { aCityOffice, type ListFile } from '#test/lists.ts'

/** A whole fictitious city for a journey: its raw files, its office, and whoever has a post in it. */
export interface JourneyCity {
  plan: CityPlan
  file(n: FileNumber): ListFile
  /** Two of the city office: one makes, another checks. */
  office: [Caller, Caller]
  /** A new person on a post of an organisation, signed in. */
  post(role: Role, orgId: string): Promise<Caller>
  /** The offices of the counties, as the list of places made them. */
  counties(): Promise<{ id: string; division: string }[]>
}

/** Places and branches before firms, firms before what is said of them. */
export const fileOrder: readonly FileNumber[] = ['09', '08', '01', '02', '03', '04', '05', '06', '07']

/** Writes the files before the tests of the file and founds the office in each of the databases; nothing is imported. */
export function journeyCity<const T extends readonly TestApp[]>(
  tests: T,
  options: { entities: number; seed: number },
): { [I in keyof T]: JourneyCity } {
  const cities = tests.map(() => ({}) as JourneyCity)
  const dir = mkdtempSync(join(tmpdir(), 'diguan-journey-'))
  beforeAll(async () => {
    const plan = await writeCity({ ...options, today: '2026-11-20', dir, firstLoanMonths: 11, csv: true })
    const file = (n: FileNumber) => ({
      name: plan.files[n].name,
      bytes: readFileSync(join(dir, plan.files[n].name)),
    })
    for (const [i, t] of tests.entries()) {
      const { staff } = await aCityOffice(t, plan.city.code, plan.city.name)
      const post = async (role: Role, orgId: string) => t.signIn(await anAccount(t, role, orgId))
      Object.assign(cities[i]!, { plan, file, office: staff, post, counties: () => countyOffices(t) })
    }
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  return cities as { [I in keyof T]: JourneyCity }
}

async function countyOffices(t: TestApp): Promise<{ id: string; division: string }[]> {
  const { rows } = await t.owner.query<{ id: string; division: string }>(
    "select id::text, division::text from org where kind = 'county_office' order by division",
  )
  return rows
}

/** All pages of a list. */
export async function everyRow<T>(
  page: (cursor: Record<string, string>) => Promise<{ rows: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer: { rows: T[]; nextCursor: string | null } = await page({
      limit: '100',
      ...(cursor ? { cursor } : {}),
    })
    all.push(...answer.rows)
    cursor = answer.nextCursor
  }
  return all
}
