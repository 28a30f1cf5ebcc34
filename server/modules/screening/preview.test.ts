import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { firstRules } from '#contract/screening/first-rules.ts'
import type { Rule } from '#contract/screening/rules.ts'
import { checkIntegrity } from '#kernel/integrity.ts'
import { loadLists } from '#server/demo/load.ts'
import { type Caller, testApp } from '#test/app.ts'
import { anAccount, anUscc } from '#test/builders.ts'
import { unpack } from '#test/reach.ts'
import { writeCity } from '../../demo/city/write-city.ts'

/** A city with a published list: rules are tried, published, run, compared, and judged again. */
const t = testApp()
let maker: Caller
let checker: Caller
let third: Caller

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'diguan-preview-'))
  await writeCity({ entities: 700, seed: 11, dir, today: '2026-11-20', firstLoanMonths: 11, csv: true })
  await loadLists(t.deps, dir, () => undefined)
  rmSync(dir, { recursive: true })
  const office = (await one<{ id: string }>("select id::text from org where kind = 'city_office'")).id
  const clerk = async () => t.signIn(await anAccount(t, 'city_office', office))
  ;[maker, checker, third] = [await clerk(), await clerk(), await clerk()]
  const run = await maker.ok('runScreening', { body: {} })
  await t.work()
  const list = await maker.ok('draftTargetList', {
    body: { runId: run.id, name: '走访对象清单', round: '首轮' },
  })
  const params = { listId: list.id }
  await maker.ok('assignTargetList', { params, body: {} })
  await t.work()
  await checker.ok('publishTargetList', { params, body: {} })
}, 120_000)

async function rows<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await t.owner.query<R>(text, values)).rows
}
const one = async <R extends object>(text: string, values: unknown[] = []) =>
  (await rows<R>(text, values))[0]!

/** 温州's step: census and tax lists are asked after the banks met shells; one exclusion goes, so that some come in. */
const stricter: Rule[] = [
  ...firstRules
    .filter((r) => r.key !== 'shell')
    .map((r) => (r.key === 'renewal' ? { ...r, effect: { tier: 2 } } : r)),
  {
    key: 'notCounted',
    label: '普查没有查到',
    why: '不在经济普查活跃单位名单',
    effect: { exclude: true },
    when: {
      all: [
        { field: 'inCensus', is: 'no' },
        { not: { field: 'taxPaid', is: 'moneyAtLeast', fen: '1000000' } },
      ],
    },
  },
]

type Tally = Record<string, number>
const tally = (lines: readonly { key: string; entered: number; left: number }[]): Tally =>
  Object.fromEntries(lines.map((l) => [l.key, l.entered * 10_000 + l.left]))

/** Who changed sides between what stood before and a run, counted one by one. */
async function sidesChanged(by: string, before: string, runId: string): Promise<Tally> {
  const found = await rows<{ key: string; entered: string; left: string }>(
    `select ${by} as key, count(*) filter (where n.reasons = 0) as entered, count(*) filter (where n.reasons <> 0) as left
     from (${before}) o full join (select v.*, e.kind from verdict v join entity e on e.id = v.entity_id where v.run_id = $1) n using (entity_id)
     where coalesce(o.kept, false) <> coalesce(n.reasons = 0, false) group by 1`,
    [runId],
  )
  return Object.fromEntries(found.map((f) => [f.key, Number(f.entered) * 10_000 + Number(f.left)]))
}

test('what a preview says is what comes of the rules, place by place, bank by bank, and to the digest', async () => {
  const list = await one<{ id: string }>("select id::text from target_list where state = 'published'")
  const onList = `select entity_id, true as kept, main_bank_id, tier as was_tier from target where list_id = ${list.id}`
  const draft = await maker.ok('draftRules', { body: { name: '加普查', rules: stricter } })
  const params = { ruleSetId: draft.id }
  const body = { asOf: '2026-11-20' }
  const before = await one<{ n: number }>('select count(*)::int as n from verdict')
  const opened = await maker.ok('previewRules', { params, body })
  expect(opened).toMatchObject({ state: 'running', against: 'list' })
  await t.work()
  const shown = await maker.ok('getRulePreview', { params: { previewId: opened.id } })
  expect(shown).toMatchObject({ state: 'done', current: true })
  expect(await one('select count(*)::int as n from verdict')).toEqual(before)
  expect([shown.entered > 0, shown.left > 5, shown.moved > 0], 'the change is one').toEqual([
    true,
    true,
    true,
  ])
  expect((await maker.ok('previewRules', { params, body })).id, 'asked again it is the same one').toBe(
    opened.id,
  )

  await checker.ok('publishRules', { params, body: { revision: draft.revision } })
  const run = await maker.ok('runScreening', { body })
  await t.work()
  const done = await maker.ok('getScreeningRun', { params: { runId: run.id } })
  expect([shown.entities, shown.targets, shown.resultHash]).toEqual([
    done.entities,
    done.targets,
    done.resultHash,
  ])

  const cells = (table: string, id: string) =>
    rows(
      `select division::text, kind, reasons::text, tier, tier_rule, sum(firms)::int as firms from ${table} group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
      [id],
    )
  expect(
    await cells('screening_preview_count where reasons is not null and preview_id = $1', opened.id),
  ).toEqual(await cells('verdict_count where run_id = $1', run.id))
  const changed = (by: string) => sidesChanged(by, onList, run.id)
  expect(tally(shown.counties)).toEqual(await changed('(n.division / 1000000 * 1000000)::text'))
  expect(tally(shown.towns)).toEqual(await changed('(n.division / 1000 * 1000)::text'))
  expect(tally(shown.kinds)).toEqual(await changed('n.kind'))
  expect(tally(shown.banks)).toEqual(await changed("coalesce(o.main_bank_id::text, 'none')"))
  expect(tally(shown.tiers)).toEqual(
    await changed('case when n.reasons = 0 then n.tier else o.was_tier end::text'),
  )
  const because = shown.reasons.find((r) => r.key === 'notCounted')!
  const bit = stricter.findIndex((r) => r.key === 'notCounted')
  const [left] = await rows<{ n: string }>(
    `select count(*) as n from verdict v join target g on g.entity_id = v.entity_id and g.list_id = ${list.id} where v.run_id = $1 and (v.reasons >> ${bit}) & 1 = 1`,
    [run.id],
  )
  expect(because).toMatchObject({ label: '普查没有查到', left: Number(left!.n) })

  const firms = await everyFirm(opened.id, { change: 'left' })
  expect(firms).toHaveLength(shown.left)
  expect(shown.samples.left).toEqual(firms.slice(0, 20))
  expect(shown.samples.entered).toHaveLength(Math.min(20, shown.entered))
  for (const [name, lines] of Object.entries({
    division: shown.counties,
    bank: shown.banks,
    reason: shown.reasons,
  })) {
    const line = lines.find((l) => l.left > 0)!
    const narrowed = await everyFirm(opened.id, { change: 'left', [name]: line.key })
    expect(narrowed, `${name} ${line.label}`).toHaveLength(line.left)
  }
  const file = await maker.call('exportPreviewFirms', {
    params: { previewId: opened.id },
    query: { change: 'left' },
  })
  const text = unpack(file.raw)
  expect(firms.filter((f) => !text.includes(f.name))).toEqual([])
  await hiddenFromOthers(opened.id, firms[0]!.name)
}, 60_000)

async function everyFirm(previewId: string, query: Record<string, string>) {
  const found: { id: string; name: string }[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await maker.ok('listPreviewFirms', {
      params: { previewId },
      query: { ...query, limit: '37', ...(cursor ? { cursor } : {}) },
    })
    found.push(...page.rows)
    if (page.nextCursor === null) return found
    cursor = page.nextCursor
  }
}

/** A preview is the office's own until it is published: nobody else opens it, and the database shows a bank no row of it. */
async function hiddenFromOthers(previewId: string, name: string): Promise<void> {
  const bank = (await one<{ id: string }>("select id::text from org where kind = 'bank' limit 1")).id
  const department = (await one<{ id: string }>("select id::text from org where kind = 'department' limit 1"))
    .id
  const others = [
    await t.signIn(await anAccount(t, 'bank_head', bank)),
    await t.signIn(await anAccount(t, 'department_clerk', department)),
  ]
  for (const who of others)
    for (const route of ['getRulePreview', 'listPreviewFirms', 'exportPreviewFirms'] as const) {
      const answer = await who.call(route, { params: { previewId }, query: { change: 'left' } })
      expect([answer.status, answer.raw.toString().includes(name)]).toEqual([403, false])
    }
  await expect(t.owner.query('set role diguan_bank; select from screening_preview_firm')).rejects.toThrow(
    /denied/,
  )
  await t.owner.query('reset role')
}

test('a draft is changed on the state one has read, by hands that then may not publish it; published it is frozen', async () => {
  const draft = await maker.ok('draftRules', { body: { name: '甲稿', rules: firstRules } })
  const params = { ruleSetId: draft.id }
  const change = (who: Caller, revision: number, name = '乙稿') =>
    who.call('editRules', { params, body: { revision, name, rules: stricter } })
  const edited = await change(checker, 1)
  expect(edited.body).toMatchObject({ revision: 2, name: '乙稿', mine: true })
  expect(edited.body.makers).toHaveLength(2)
  expect((await change(maker, 1)).problem.code).toBe('stale_version')
  const publish = (who: Caller, revision: number) => who.call('publishRules', { params, body: { revision } })
  expect((await publish(maker, 2)).problem.code).toBe('maker_is_checker')
  expect((await publish(checker, 2)).problem.code, 'who changed it is a maker too').toBe('maker_is_checker')
  expect((await publish(third, 1)).problem.code, 'not what was read').toBe('stale_version')
  expect((await publish(third, 2)).status).toBe(200)
  expect((await change(maker, 2)).problem.code).toBe('wrong_status')
  await expect(t.owner.query("update rule_set set rules = '[]' where id = $1", [draft.id])).rejects.toThrow(
    /frozen/,
  )
  const spare = await maker.ok('draftRules', { body: { name: '废稿', rules: firstRules } })
  await checker.ok('discardRules', { params: { ruleSetId: spare.id }, body: { revision: 1 } })
  expect((await maker.ok('listRuleSets')).rows.map((r) => r.id)).not.toContain(spare.id)
})

test('an old run judged again after other lists have come in is the same; one altered verdict is an alarm', async () => {
  const old = await one<{ id: string; hash: string }>(
    "select id::text, result_hash as hash from screening_run where state = 'done' order by id limit 1",
  )
  const firms = await rows<{ uscc: string }>(
    `select e.uscc from verdict v join entity e on e.id = v.entity_id where v.run_id = $1 order by v.reasons desc, e.id limit 60`,
    [old.id],
  )
  await bring('纳税.csv', 'tax', [
    '统一社会信用代码,纳税人名称,纳税信用等级,入库税额',
    ...firms.map((f, i) => `${f.uscc},,A,${i + 1}000`),
  ])
  await bring('新登记.csv', 'registration', [
    '企业名称,统一社会信用代码,成立日期,主体类型,登记状态,住所',
    `后来登记的商行,${anUscc()},2024-05-06,个体工商户,存续,试验路1号`,
    ...firms.slice(0, 5).map((f, i) => `改名${i}号商行,${f.uscc},2019-05-06,个体工商户,注销,试验路1号`),
  ])
  const now = await maker.ok('runScreening', { body: {} })
  await t.work()
  const params = { runId: old.id }
  const newest = await maker.ok('getScreeningRun', { params: { runId: now.id } })
  expect(newest.resultHash, 'the lists did change verdicts').not.toBe(old.hash)
  const replay = async () => {
    expect(await maker.ok('replayScreening', { params, body: {} })).toMatchObject({ state: 'running' })
    expect((await checker.call('replayScreening', { params, body: {} })).problem.code).toBe('duplicate')
    await t.work()
    return (await maker.ok('getScreeningRun', { params })).replay
  }
  const alarms = async () =>
    (await t.system(({ trx, now: at }) => checkIntegrity(trx, at))).find((r) => r.id === 'DG-15')!.count
  expect(await replay()).toMatchObject({ state: 'done', same: true, differing: 0 })
  expect(await alarms()).toBe(0)
  const tamper = (by: number) =>
    t.owner.query(
      `update verdict set tier = tier + $2 where run_id = $1 and tier is not null and entity_id = (select min(entity_id) from verdict where run_id = $1 and tier is not null)`,
      [old.id, by],
    )
  await tamper(1)
  expect(await replay()).toMatchObject({ same: false, differing: 1 })
  expect(await alarms()).toBe(1)
  await tamper(-1)
  expect(await replay()).toMatchObject({ same: true })
}, 60_000)

async function bring(fileName: string, kind: 'tax' | 'registration', lines: string[]): Promise<void> {
  const file = Buffer.from(`${lines.join('\n')}\n`)
  const { id: batchId } = await maker.ok('uploadList', { query: { fileName, kind }, file })
  await t.work()
  const { previewHash } = await maker.ok('getImport', { params: { batchId } })
  await maker.ok('commitImport', { params: { batchId }, body: { previewHash } })
}

test('each figure of a run opens the firms it counts, in the place of who asks', async () => {
  const { id } = await one<{ id: string }>(
    "select max(id)::text as id from screening_run where state = 'done'",
  )
  const run = await maker.ok('getScreeningRun', { params: { runId: id } })
  const count = async (who: Caller, query: Record<string, string>) => {
    let n = 0
    for (let cursor: string | undefined; ; ) {
      const page = await who.ok('listRunFirms', {
        params: { runId: id },
        query: { ...query, limit: '100', ...(cursor ? { cursor } : {}) },
      })
      n += page.rows.length
      if (page.nextCursor === null) return n
      cursor = page.nextCursor
    }
  }
  for (const r of run.reasons) expect(await count(maker, { reason: r.key }), r.label).toBe(r.count)
  for (const r of run.tiers) expect(await count(maker, { tierRule: r.key }), r.label).toBe(r.count)
  const place = run.places[0]!
  const office = await one<{ id: string }>(
    "select id::text from org where kind = 'county_office' and division = $1",
    [place.division],
  )
  const county = await t.signIn(await anAccount(t, 'county_coordinator', office.id))
  expect(await count(county, { verdict: 'target' })).toBe(place.targets)
  expect(await count(county, { verdict: 'excluded' })).toBe(place.excluded)
})

test('two versions side by side: what came, went and changed in sentences, and what each did on the same facts', async () => {
  const { rows: sets } = await maker.ok('listRuleSets')
  const first = sets.find((s) => s.version === 1)!
  const draft = await maker.ok('draftRules', {
    body: {
      name: '丙稿',
      rules: stricter.map((r) =>
        r.key === 'zombie' && 'all' in r.when
          ? {
              ...r,
              when: {
                all: [{ field: 'foundedOn', is: 'monthsAgoAtLeast', months: 36 }, ...r.when.all.slice(2)],
              },
            }
          : r,
      ),
    },
  })
  const params = { ruleSetId: draft.id }
  await maker.ok('previewRules', { params, body: { against: 'run' } })
  await t.work()
  const compared = await maker.ok('compareRules', { params, query: { with: first.id } })
  const byKey = Object.fromEntries(compared.lines.map((l) => [l.key, l]))
  expect(
    compared.lines
      .filter((l) => l.change !== 'same')
      .map((l) => `${l.key} ${l.change}`)
      .sort(),
  ).toEqual(['notCounted added', 'renewal changed', 'shell removed', 'zombie changed'].sort())
  expect(byKey.renewal!.about).toEqual([{ what: '满足后', before: '第 3 批走访', after: '第 2 批走访' }])
  expect(byKey.zombie!.conditions).toEqual([
    { before: '成立日期在 24 个月前或更早', after: '成立日期在 36 个月前或更早' },
    { before: '主体类型为企业', after: null },
  ])
  expect(compared.effects, 'version 1 was not judged on these facts').toBeNull()
  const published = (await maker.ok('listRuleSets')).rows.find((s) => s.state === 'published')!
  const both = await maker.ok('compareRules', { params, query: { with: published.id } })
  const run = await one<{ targets: number }>(
    "select targets from screening_run where state = 'done' order by id desc limit 1",
  )
  expect(both.effects).toMatchObject({
    before: { from: 'run', targets: run.targets },
    after: { from: 'preview' },
  })
  expect(both.effects!.after.byRule.zombie).toBeGreaterThanOrEqual(both.effects!.before.byRule.zombie!)
})
