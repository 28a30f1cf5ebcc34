import { beforeAll, expect, test } from 'vitest'
import { parameterKeys, parameters } from '#contract/parameters.ts'
import { firstRules } from '#contract/screening/first-rules.ts'
import { deliverNotices } from '#modules/organisations/notice.jobs.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aPlantedRegistry, type Registry } from '#test/faults.ts'
import { aCast, aDeclaration } from '#test/story.ts'
import { sweepRestorations } from './restoration.commands.ts'
import { ensureRules } from './screening.commands.ts'

/** Three firms left out for marks; that of the first is removed, that of the second runs out, the third has another besides. */
const t = testApp()
let world: World
let r: Registry
let city: Caller
const firms = { removed: '', aged: '', both: '', open: '' }
const facts = { removed: '', both: '' }

beforeAll(async () => {
  world = await aWorld(t)
  r = aPlantedRegistry(t, world.communities[0], {})
  await r.query(
    `insert into registry_version (no, cause, account_id, made_at) values (1, 'import', 2, now())`,
  )
  for (const key of Object.keys(firms) as (keyof typeof firms)[])
    firms[key] = await r.firm({ foundedOn: '2026-01-05' })
  facts.removed = await r.fact('mark', firms.removed, { mark: 'judgment_debtor', listed_on: '2025-06-01' })
  await r.fact('mark', firms.aged, { mark: 'major_tax', listed_on: '2023-11-25' })
  facts.both = await r.fact('mark', firms.both, { mark: 'serious_dishonest', listed_on: '2025-06-01' })
  await r.fact('mark', firms.both, { mark: 'abnormal_operation', listed_on: '2025-06-01' })
  await r.fact('mark', firms.open, { mark: 'judgment_debtor', listed_on: '2025-06-01' })
  await r.finish()
  await t.system(ensureRules)
  city = await world.staff('city_office')
  await city.ok('runScreening', { body: {} })
  await t.work()
})

const why = async (entityId: string) => await city.ok('explainEntity', { params: { entityId } })
const marksOf = async (entityId: string) =>
  (await city.ok('getEntity', { params: { entityId } })).facts.filter((f) => f.kind === 'mark')

/** The next list says the mark was removed: the fact gives way to one with the date, as the import has it. */
async function removeMark(factId: string) {
  await r.query(
    `insert into registry_version (no, cause, account_id, made_at) select max(no) + 1, 'import', 2, now() from registry_version`,
  )
  await r.query(
    `with v as (select max(no) as no from registry_version), o as (update fact_mark set until = v.no from v where fact_id = $1 returning fact_mark.*)
     insert into fact_mark (batch_id, sheet, row_no, since, content, entity_id, name, mark, listed_on, removed_on)
     select o.batch_id, 1, 9000 + o.row_no, v.no, 1, o.entity_id, o.name, o.mark, o.listed_on, '2026-11-18' from o, v`,
    [factId],
  )
}

test('the longest publicity of each mark is the same in the parameters and in the database', async () => {
  const terms = await r.query<{ key: string; months: number }>('select key, months from mark_term')
  expect(terms.map((x) => x.key).sort()).toEqual(
    parameterKeys.filter((k) => k.startsWith('markMonths')).sort(),
  )
  for (const x of terms)
    expect([x.key, x.months]).toEqual([x.key, parameters[x.key as 'markMonthsTax'].default])
})

test('while marks hold, they exclude, and stand as evidence everywhere', async () => {
  for (const id of Object.values(firms)) {
    expect((await why(id)).state).toBe('excluded')
    expect((await marksOf(id)).length).toBeGreaterThan(0)
  }
  expect(JSON.stringify(await why(firms.removed))).toContain('失信被执行人')
  expect(await sweepRestorations(t.deps)).toBe(0)
})

test('a review that rests on a mark no longer tells of it once it has ended', async () => {
  const cast = await aCast(world)
  const declarationId = await aDeclaration(world, cast, { id: firms.both } as never)
  for (const action of [{ action: 'verify', how: 'window' }, { action: 'accept' }]) {
    const { version } = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
    await cast.reviewer.ok('actOnDeclaration', { params: { declarationId }, body: { ...action, version } })
  }
  const accepted = await cast.reviewer.ok('getDeclaration', { params: { declarationId } })
  const credit = accepted.standards[3]!
  expect(credit.suggestion.result).toBe('unmet')
  await cast.reviewer.ok('addFinding', {
    params: { declarationId },
    body: {
      version: accepted.version,
      standard: 4,
      result: 'unmet',
      basis: credit.suggestion.why,
      evidence: [`fact:${facts.both}`],
    },
  })
  const told = (await cast.reviewer.ok('getDeclaration', { params: { declarationId } })).standards[3]!
  expect(told.basis).toContain('严重违法失信')
  await removeMark(facts.both)
  const after = (await cast.reviewer.ok('getDeclaration', { params: { declarationId } })).standards[3]!
  expect(after.basis).toBe('原依据的信用标记已修复或期满，不再展示')
  expect(JSON.stringify(after)).not.toContain('严重违法失信')
})

test('a mark that was removed or ran out leaves every page, and its firm alone is offered for restoration', async () => {
  await removeMark(facts.removed)
  t.clock.set(new Date(testNow.getTime() + 6 * 86_400_000))
  city = await world.staff('city_office')
  for (const id of [firms.removed, firms.aged]) {
    const told = await why(id)
    expect(told.state).toBe('excluded')
    expect(JSON.stringify(told)).not.toMatch(
      /（失信被执行人|失信被执行人、|重大税收违法，在|planted|2025-06-01|2023-11-25/,
    )
    const [hidden] = told.rules.filter((x) => x.result === 'met' && x.effect === '剔除')
    expect(hidden).toMatchObject({
      label: '信用标记',
      sentence: '已修复，不再展示',
      facts: [{ value: '已修复，不再展示', source: '' }],
    })
    expect(await marksOf(id)).toEqual([])
  }
  expect((await marksOf(firms.both)).map((f) => f.values[0]!.value)).toEqual(['经营异常名录'])
  expect((await marksOf(firms.open)).length).toBe(1)

  expect(await sweepRestorations(t.deps)).toBe(2)
  expect(await sweepRestorations(t.deps)).toBe(0)
  const offered = await city.ok('listRestorations', {})
  expect(offered.rows.map((o) => o.entityId)).toEqual([firms.removed, firms.aged])
  expect(offered.rows[0]!.reason).toContain('已修复')
  await deliverNotices(t.deps)
  const county = await world.staff('county_coordinator')
  expect((await county.ok('listNotices')).rows.map((n) => n.title)).toContain(
    '2 户因失信标记被剔除，标记已修复或期满，可恢复',
  )
  const stranger = await (await aWorld(t)).staff('county_coordinator')
  expect((await stranger.ok('listRestorations', {})).rows).toEqual([])
})

test('the next screening keeps them, and nothing is offered any more', async () => {
  expect(firstRules.some((x) => x.key === 'dishonest')).toBe(true)
  await city.ok('runScreening', { body: {} })
  await t.work()
  expect([(await why(firms.removed)).state, (await why(firms.aged)).state]).toEqual(['target', 'target'])
  expect([(await why(firms.both)).state, (await why(firms.open)).state]).toEqual(['excluded', 'excluded'])
  await sweepRestorations(t.deps)
  expect((await city.ok('listRestorations', {})).rows).toEqual([])
})

test('a text is checked against the board and the size of the registry', async () => {
  const { figures, entities } = await city.ok('checkFigures', {
    body: { text: '走访 421404万户，走访 0 户；授信 0 户' },
  })
  expect(entities).toBeGreaterThanOrEqual(4)
  expect(figures.map((f) => [f.verdict, f.name])).toEqual([
    ['refused', '走访'],
    ['agrees', '走访'],
    ['agrees', '授信'],
  ])
  expect(figures[0]!.message).toContain('超过登记库全部主体')
})
