import * as XLSX from '@e965/xlsx'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { operatorActor } from '#kernel/actor.ts'
import { inContext } from '#kernel/context.ts'
import { type Caller, testApp } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import {
  aListedFirm,
  type Batch,
  commit,
  csvFile,
  type RegisteredFirm,
  registryRows,
  take,
  upload,
} from '#test/lists.ts'
import { previewReversal, reverseBatch } from './reversal.commands.ts'

/** A batch taken back as a batch: the registry is as if it had never come, but for what came later. */
const t = testApp()
let world: World
let clerk: Caller
let other: Caller
/** Where the registry stands. */
let version = 0

beforeAll(async () => {
  world = await aWorld(t)
  clerk = await world.staff('city_office')
  other = await world.staff('city_office')
})

const places = ['试1区甲1街道东社区', '试1区甲1街道', '试1区']
const statuses = ['存续', '注销', '吊销']
const said = (f: RegisteredFirm, v: number): RegisteredFirm => ({
  ...f,
  name: `${f.name}${v}`,
  status: statuses[v]!,
  address: `${places[v]}试验路${f.uscc.slice(8, 17)}号`,
})
const firms = (n: number) => Array.from({ length: n }, () => aListedFirm(places[0]!))
const grades = ['A', 'B', 'D']
const taxed = (rows: [RegisteredFirm, number][]) =>
  csvFile('纳税信用.csv', [
    ['纳税人识别号', '纳税人名称', '纳税信用等级'],
    ...rows.map(([f, v]) => [f.uscc, f.name, grades[v]!]),
  ])

async function reverse(batch: Batch, who = other) {
  const params = { batchId: batch.id }
  const seen = await who.ok('previewReversal', { params })
  const done = await who.ok('reverseImport', {
    params,
    body: { reason: '部门报错了文件，撤回重报', version: seen.version },
  })
  expect(done.reversal).toEqual(seen.counts)
  version = seen.version + 1
  return done
}

/** What the registry holds of a firm, without the numbers things were given. */
async function held(f: RegisteredFirm): Promise<unknown> {
  const { rows } = await t.owner.query(
    `select (select jsonb_build_array(replace(e.name, $2, ''), e.registration_status, e.division % 1000000, e.placed_by, r.legal_rep is not null) from entity e
        left join fact_registration r on r.fact_id = e.registration_fact where e.uscc = $1 and e.status = 'live') as firm,
      (select jsonb_agg(jsonb_build_array(x.grade, e.uscc = $1, x.waiting is not null) order by x.fact_id) from fact_tax x left join entity e on e.id = x.entity_id
        where x.uscc = $1 and x.until is null) as tax`,
    [f.uscc, f.name],
  )
  return rows[0]
}

/** Everything that held at a version, by fact. */
async function heldAt(version: number): Promise<unknown> {
  const { rows } = await t.owner.query(
    `select fact_id, entity_id, content from fact_registration where since <= $1 and coalesce(until > $1, true)
     union all select fact_id, entity_id, content from fact_tax where since <= $1 and coalesce(until > $1, true) order by 1`,
    [version],
  )
  return rows
}

/** Lists one after the other, and when which of them is taken back; each firm has a story of its own in them. */
const lists = ['registration', 'tax', 'registration', 'registration', 'tax', 'tax', 'registration'] as const
const takenBack: Readonly<Record<number, readonly number[]>> = { 4: [2], 6: [1, 0, 5] }
const stories = fc.sample(
  fc.array(fc.option(fc.nat(2), { freq: 3 }), { minLength: lists.length, maxLength: lists.length }),
  { numRuns: 60, seed: 20261126 },
)

test('leaves the registry as if the batch had never come, whatever came before and after', async () => {
  const [told, spared] = [firms(stories.length), firms(stories.length)]
  const batches: Batch[] = []
  for (const [n, kind] of lists.entries()) {
    const bad = Object.values(takenBack).flat().includes(n)
    const rows = (bad ? [told] : [told, spared]).flatMap((set) =>
      set.flatMap((f, i) => {
        const v = stories[i]![n]
        return v == null ? [] : [[f, v] as [RegisteredFirm, number]]
      }),
    )
    const file =
      kind === 'tax' ? taxed(rows) : csvFile('登记.csv', registryRows(rows.map(([f, v]) => said(f, v))))
    batches.push(await take(t, clerk, file))
    version += 1
    for (const back of takenBack[n] ?? []) {
      const before = await heldAt(version)
      await reverse(batches[back]!)
      expect(await heldAt(version - 1)).toEqual(before)
    }
  }
  // What was learned from the rows taken back is learned anew.
  await t.work()
  expect(await Promise.all(told.map(held))).toEqual(await Promise.all(spared.map(held)))
})

test('leaves what later lists changed, lists it, keeps firms people work with, and lets the file come again', async () => {
  const [a, b, c, d] = firms(4) as [RegisteredFirm, RegisteredFirm, RegisteredFirm, RegisteredFirm]
  const file = csvFile('错报登记.csv', registryRows([a, b, c, d]))
  const batch = await take(t, clerk, file)
  await take(t, clerk, csvFile('更正登记.csv', registryRows([{ ...a, status: '注销' }])))
  await take(t, clerk, csvFile('复报登记.csv', registryRows([b])))
  await take(t, clerk, taxed([[d, 0]]))
  const id = async (f: RegisteredFirm) =>
    (await t.owner.query('select id from entity where uscc = $1 order by id limit 1', [f.uscc])).rows[0].id
  await t.owner.query(
    "insert into org (kind, name, entity_id, division, created_at) select 'firm', name, id, division, now() from entity where id = $1",
    [await id(c)],
  )
  const params = { batchId: batch.id }

  const seen = await other.ok('previewReversal', { params })
  expect(seen.counts).toEqual({
    closed: 2,
    restored: 0,
    replaced: 1,
    confirmed: 1,
    withdrawn: 1,
    staying: 1,
    waiting: 1,
  })
  const body = { reason: '部门报错了文件，撤回重报', version: seen.version }
  const own = await clerk.call('reverseImport', { params, body })
  expect([own.status, own.problem.code]).toEqual([403, 'maker_is_checker'])
  const stale = await other.call('reverseImport', { params, body: { ...body, version: seen.version - 1 } })
  expect([stale.status, stale.problem.code]).toEqual([409, 'stale_version'])
  await other.ok('reverseImport', { params, body })
  const again = await other.call('reverseImport', { params, body })
  expect([again.status, again.problem.code]).toEqual([409, 'wrong_status'])

  const { rows: kept } = await other.ok('listReversalKept', { params })
  expect(kept.map((k) => [k.rowNo, k.why, k.byFile])).toEqual([
    [2, 'replaced', '更正登记.csv'],
    [3, 'confirmed', '复报登记.csv'],
    [4, 'work', null],
  ])
  const book = XLSX.read((await other.call('exportReversalKept', { params })).raw)
  expect(XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, { header: 1 })).toHaveLength(6)
  expect((await other.ok('getEntity', { params: { entityId: await id(d) } })).withdrawn).toBe(true)
  expect((await other.ok('listEntities', { query: { search: d.uscc } })).rows).toEqual([])

  const anew = await upload(t, clerk, file)
  expect([anew.id === batch.id, anew.preview]).toMatchObject([false, { fresh: 1, changed: 2, unchanged: 1 }])
  expect((await commit(clerk, anew)).state).toBe('committed')
  expect(await held(d)).toMatchObject({
    firm: [expect.anything(), 'active', expect.anything(), 'address', true],
    tax: [['A', true, false]],
  })
})

test('of a full list brings back what it ended', async () => {
  const [a, b] = firms(2) as [RegisteredFirm, RegisteredFirm]
  const labelled = (rows: RegisteredFirm[]) =>
    csvFile('重点企业.csv', [
      ['企业名称', '统一社会信用代码', '类别', '认定年份'],
      ...rows.map((f) => [f.name, f.uscc, '高新技术企业', '2025']),
    ])
  await take(t, clerk, csvFile('两户登记.csv', registryRows([a, b])))
  await take(t, clerk, labelled([a, b]), { kind: 'label' })
  const open = async () =>
    (await t.owner.query('select uscc from fact_label where until is null order by uscc')).rows.map(
      (r) => r.uscc,
    )
  const before = await open()
  const full = await take(t, clerk, labelled([a]), { kind: 'label', mode: 'full' })
  expect(await open()).toEqual([a.uscc])
  expect((await reverse(full)).reversal).toMatchObject({ closed: 0, restored: 1 })
  expect(await open()).toEqual(before)
  const branches = csvFile('网点.csv', [
    ['银行', '网点名称', '行政区划代码', '年走访能力'],
    ['撤银行', '撤银行城区支行', '440801000000', '100'],
  ])
  const taken = await take(t, clerk, branches, { kind: 'branch' })
  const refused = await other.call('previewReversal', { params: { batchId: taken.id } })
  expect([refused.status, refused.problem.code]).toEqual([422, 'unprocessable'])
})

test('is planned anew however often, also in one transaction', async () => {
  const [f] = firms(1) as [RegisteredFirm]
  await take(t, clerk, csvFile('登记.csv', registryRows([f])))
  const batch = await take(t, clerk, csvFile('登记.csv', registryRows([said(f, 1)])))
  await inContext(t.deps, operatorActor, async (ctx) => {
    const seen = await previewReversal(ctx, batch.id)
    expect(await previewReversal(ctx, batch.id)).toEqual(seen)
    await reverseBatch(ctx, batch.id, { reason: '部门报错了文件，撤回重报', version: seen.version })
  })
  expect(await held(f)).toMatchObject({ firm: ['', 'active', expect.anything(), 'address', true] })
})

test('a name that holds again is read into its parts, though the words have changed since it went', async () => {
  const [f] = firms(1) as [RegisteredFirm]
  const loose = (name: string) =>
    take(
      t,
      clerk,
      csvFile('参保.csv', [
        ['单位名称', '参保人数', '最近缴费月份'],
        [name, 1, '202610'],
      ]),
    )
  await take(t, clerk, csvFile('登记.csv', registryRows([f])))
  const batch = await take(t, clerk, csvFile('登记.csv', registryRows([said(f, 1)])))
  await t.owner.query("update name_words set words_hash = 'of other words'")
  await loose(`${f.name}不知哪家`)
  const parts = async () =>
    (await t.owner.query('select from name_parts where name_key = $1', [f.name])).rowCount
  expect(await parts()).toBe(0)
  await reverse(batch)
  expect(await parts()).toBe(1)
})
