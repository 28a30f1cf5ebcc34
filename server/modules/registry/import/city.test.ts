import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CityPlan, FileNumber } from '#server/demo/city/plan.ts'
import { writeCity } from '#server/demo/city/write-city.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aCityOffice, type Batch, csvFile, issuesOf, take } from '#test/lists.ts'

/** A whole fictitious city through the real routes: what was planted in its nine files is found, no more and no less. */
const t = testApp()
const today = '2026-11-20'
const order: FileNumber[] = ['09', '08', '01', '02', '03', '04', '05', '06', '07']
let plan: CityPlan
let clerk: Caller
let registry: string[][]
const batches = {} as Record<FileNumber, Batch>
const dir = mkdtempSync(join(tmpdir(), 'diguan-city-'))

beforeAll(async () => {
  plan = await writeCity({ entities: 800, seed: 42, today, dir })
  clerk = (await aCityOffice(t, plan.city.code, plan.city.name)).staff[0]
  const read = (n: FileNumber) => readFileSync(join(dir, plan.files[n].name))
  registry = parse(read('01'), { bom: true }) as unknown as string[][]
  for (const n of order) batches[n] = await take(t, clerk, { name: plan.files[n].name, bytes: read(n) })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function ask<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}
const codes = async (text: string, values: unknown[] = []) =>
  (await ask<{ uscc: string }>(text, values)).map((r) => r.uscc).sort()

/** The firms whose row the registry had to refuse. */
const refused = () => [...plan.badCodes.mistyped, ...plan.badCodes.missing, ...plan.badCodes.registration]
const sorted = (list: readonly string[]) => [...list].sort()
const without = (list: readonly string[], gone: readonly string[]) =>
  sorted(list.filter((c) => !gone.includes(c)))
/** Firms whose name is not theirs alone: a row without a code says nothing certain of them. */
const namesakes = () => plan.namesakes.flat()

test('the plan plants something of everything that is asked below', () => {
  const planted = [
    ...Object.entries(plan.badCodes),
    ...Object.entries(plan.duplicates),
    ['namesakes', plan.namesakes] as const,
    ...Object.entries(plan.shells),
    ...Object.entries(plan.dishonest),
    ['taxpayerNumbers', plan.tax.taxpayerNumbers] as const,
    ['registrationNumbers', plan.tax.registrationNumbers] as const,
    ['insured without code', plan.insurance.withoutCode] as const,
    ['census by organisation code', plan.census.organisationCodes] as const,
    ['marks without code', plan.marks.withoutCode] as const,
    ['marks by organisation code', plan.marks.organisationCodes] as const,
    ['labels without code', plan.labels.withoutCode] as const,
    ['exporters', plan.exporters] as const,
    ['due', plan.loans.dueIn90Days] as const,
    ['overdue', plan.loans.overdue] as const,
  ]
  expect(planted.filter(([, list]) => list.length === 0).map(([name]) => name)).toEqual([])
})

test('every row of every file is accounted for', () => {
  for (const n of order) {
    const b = batches[n]
    expect([n, b.state, b.rowsIn]).toEqual([n, 'committed', plan.files[n].rows])
    expect(b.accepted + b.unchanged + b.rejected, n).toBe(b.rowsIn)
    if (n !== '01') expect(b.rejected, n).toBe(0)
  }
})

describe('the registry', () => {
  test('takes codes in every spelling and refuses those that are wrong', async () => {
    const held = await codes('select uscc from entity where uscc is not null')
    const all = Object.values(plan.kinds).reduce((n, k) => n + k, 0)
    expect(held.length).toBe(all - refused().length)
    expect(held.filter((c) => refused().includes(c))).toEqual([])
    const spelled = [...plan.badCodes.fullWidth, ...plan.badCodes.lowerCase, ...plan.badCodes.spaced]
    expect(spelled.filter((c) => !held.includes(c))).toEqual([])
    const issues = (await issuesOf(clerk, batches['01'].id)).filter((i) => i.severity === 'rejected')
    const of = (code: string) => issues.filter((i) => i.code === code).length
    // Those who may be without a code are firms all the same; a company goes back.
    const [codeless] = await ask<{ blank: number; old: number }>(
      'select count(*) filter (where reg_no is null)::int as blank, count(reg_no)::int as old from entity where uscc is null',
    )
    expect(of('code_missing') + codeless!.blank).toBe(plan.badCodes.missing.length)
    expect(of('code_bad') + codeless!.old).toBe(
      plan.badCodes.mistyped.length + plan.badCodes.registration.length,
    )
    expect(codeless!.blank + codeless!.old).toBeGreaterThan(0)
    // Each issue names the row in which that cell stands in the file.
    for (const i of issues.filter((x) => x.cell !== null)) expect(registry[i.rowNo - 1]).toContain(i.cell)
  })

  test('takes a copy once and of a contradiction the stricter', async () => {
    const issues = await issuesOf(clerk, batches['01'].id)
    const of = (code: string) => issues.filter((i) => i.code === code).length
    expect(of('duplicate_same')).toBe(plan.duplicates.same.length)
    expect(of('duplicate_conflict')).toBe(plan.duplicates.contradictory.length)
    expect(batches['01'].unchanged).toBe(plan.duplicates.same.length)
    for (const code of plan.duplicates.contradictory) {
      const said = registry.filter((r) => r[1] === code).map((r) => r[10]!)
      expect(said).toHaveLength(2)
      const strict = ['注销', '吊销', '迁出'].find((w) => said.some((s) => s.startsWith(w)))
      const word = { 注销: 'cancelled', 吊销: 'revoked', 迁出: 'moved_out' }[strict!]
      const [held] = await ask('select registration_status from entity where uscc = $1', [code])
      expect(held, said.join()).toEqual({ registration_status: word })
    }
  })

  test('keeps namesakes apart', async () => {
    for (const pair of plan.namesakes) {
      const rows = await ask<{ name: string }>('select name from entity where uscc = any ($1)', [pair])
      expect(rows).toHaveLength(2)
      expect(new Set(rows.map((r) => r.name)).size).toBe(1)
    }
  })

  test('counts kinds and places as they are', async () => {
    const counted = await ask<{ kind: string; n: number }>(
      "select left(uscc, 2) as kind, count(*)::int as n from entity where kind <> 'farm' and uscc is not null group by 1 order by 1",
    )
    const [farms] = await ask<{ n: number }>(
      "select count(*)::int as n from entity where kind = 'farm' and uscc is not null",
    )
    const total = counted.reduce((n, c) => n + c.n, 0) + farms!.n
    expect(total).toBe(plan.entities - refused().length)
    const [places] = await ask(
      "select count(*) filter (where level = 'county')::int as counties, count(*) filter (where level = 'town')::int as towns, count(*) filter (where level = 'community')::int as communities from division",
    )
    const { counties, towns, communities } = plan.city
    expect(places).toEqual({ counties, towns, communities })
    const [branches] = await ask('select sum(visits_per_year)::int as n from branch_capacity')
    expect(branches).toEqual({ n: plan.visitCapacity })
  })
})

describe('what is said of firms', () => {
  const linked = (kind: string, condition = 'true') =>
    codes(
      `select distinct e.uscc from fact_${kind} f join entity e on e.id = f.entity_id where f.until is null and ${condition}`,
    )

  test('tax: old numbers find their firm, exporters are known, the sum is the plan’s', async () => {
    const held = await linked('tax')
    const byOld = [...plan.tax.taxpayerNumbers, ...plan.tax.registrationNumbers]
    expect(without(byOld, refused()).filter((c) => !held.includes(c))).toEqual([])
    expect(await linked('tax', 'export_refund_fen > 0')).toEqual(without(plan.exporters, refused()))
    expect(await ask('select sum(tax_fen)::text as fen from fact_tax where until is null')).toEqual([
      { fen: plan.tax.totalPaidFen },
    ])
    expect(batches['02'].asOf).toBe('2026-11-15')
  })

  test('insurance: a unit without a code is found by a name of its own', async () => {
    const byName = await linked('social', 'f.uscc is null')
    expect(byName).toEqual(without(plan.insurance.withoutCode, [...refused(), ...namesakes()]))
  })

  test('census: a unit is found by its organisation code', async () => {
    expect(await linked('census', 'f.uscc is null')).toEqual(
      without(plan.census.organisationCodes, refused()),
    )
  })

  test('marks: open and ended ones, with and without a code', async () => {
    expect(
      await ask(
        'select count(*) filter (where removed_on is null and until is null)::int as open, count(removed_on)::int as ended from fact_mark',
      ),
    ).toEqual([{ open: plan.marks.open, ended: plan.marks.ended }])
    const loose = [...new Set([...plan.marks.withoutCode, ...plan.marks.organisationCodes])]
    expect(await linked('mark', 'f.uscc is null')).toEqual(without(loose, refused()))
    const dishonest = `mark <> 'abnormal_operation' and removed_on is null`
    const open = await linked('mark', dishonest)
    expect(plan.dishonest.open.filter((c) => !open.includes(c))).toEqual([])
    const ended = await linked('mark', 'removed_on is not null')
    expect(plan.dishonest.ended.filter((c) => !ended.includes(c))).toEqual([])
  })

  test('loans: every bank’s sheet in its own unit makes one sum', async () => {
    expect(
      await ask(
        'select count(distinct coalesce(entity_id::text, waiting))::int as borrowers, (sum(balance_fen) / 1000000)::int as wan, count(distinct sheet)::int as sheets from fact_loan where until is null',
      ),
    ).toEqual([{ borrowers: plan.loans.borrowers, wan: plan.loans.balanceWan, sheets: expect.any(Number) }])
    expect(await linked('loan', `due_on between '${today}' and date '${today}' + 90`)).toEqual(
      without(plan.loans.dueIn90Days, refused()),
    )
    expect(await linked('loan', `due_on < '${today}'`)).toEqual(without(plan.loans.overdue, refused()))
  })

  test('labels: each category its firms', async () => {
    // Which of a namesake's labels came without its code the plan does not tell.
    const uncertain = [...refused(), ...namesakes()]
    for (const [category, firms] of Object.entries(plan.labels.byCategory)) {
      const found = await linked('label', `label = '${category}'`)
      expect(without(found, uncertain), category).toEqual(without(firms, uncertain))
    }
    const byName = await linked('label', 'f.uscc is null')
    expect(byName).toEqual(without([...new Set(plan.labels.withoutCode)], uncertain))
  })

  test('what waits are rows of refused firms and of names that two bear', async () => {
    const kinds = ['tax', 'social', 'census', 'mark', 'loan', 'label']
    const waiting = await ask<{ waiting: string }>(
      kinds
        .map((k) => `select waiting from fact_${k} where until is null and waiting is not null`)
        .join(' union all '),
    )
    const unmatched = order.reduce((n, f) => n + batches[f].unmatched, 0)
    expect(waiting.length).toBe(unmatched)
    const names = new Map(registry.slice(1).map((r) => [r[0]!.trim(), r[1]!]))
    const shared = new Set(
      (await ask<{ key: string }>('select name_key as key from entity group by 1 having count(*) > 1')).map(
        (r) => r.key,
      ),
    )
    const strange = waiting.filter(({ waiting: w }) => {
      const said = w.slice(1)
      if (w[0] === 'c') return !refused().includes(said)
      if (w[0] === 'n') return !shared.has(said) && !names.has(said)
      return !refused().some((c) => c.includes(said) || said.endsWith(c.slice(8, 17)))
    })
    expect(strange).toEqual([])
  })
})

test('set right by the registry, the refused firms find all that waited for them', async () => {
  const rows = (['mistyped', 'missing', 'registration'] as const).flatMap((how) => {
    const told = registry.slice(1).filter((r) => isBad(r[1]!, how))
    expect(told, how).toHaveLength(plan.badCodes[how].length)
    return told.map((r, i) => r.map((cell, j) => (j === 1 ? plan.badCodes[how][i]! : cell)))
  })
  const batch = await take(t, clerk, csvFile('补报登记.csv', [registry[0]!, ...rows]))
  expect(batch).toMatchObject({ accepted: rows.length, rejected: 0 })
  const kinds = ['tax', 'social', 'census', 'mark', 'loan', 'label']
  const waiting = await ask<{ waiting: string }>(
    kinds
      .map((k) => `select waiting from fact_${k} where until is null and waiting is not null`)
      .join(' union all '),
  )
  const shared = (
    await ask<{ key: string }>('select name_key as key from entity group by 1 having count(*) > 1')
  ).map((r) => `n${r.key}`)
  expect(waiting.map((w) => w.waiting).filter((w) => !shared.includes(w))).toEqual([])
})

/** Which fault a code cell of the file shows. */
function isBad(code: string, how: 'mistyped' | 'missing' | 'registration'): boolean {
  if (how === 'missing') return code === ''
  if (how === 'registration') return /^\d{15}$/.test(code)
  const known = Object.values(plan.badCodes).flat()
  return (
    /^[0-9A-Z]{18}$/.test(code) &&
    !known.includes(code) &&
    plan.badCodes.mistyped.some((c) => differsInOne(c, code))
  )
}

const differsInOne = (a: string, b: string) => Array.from(a).filter((c, i) => c !== b[i]).length === 1
