import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { anAccount, aWorld, type TestFirm, type World } from '#test/builders.ts'

/** Named lists: who is on them, by version and at any date; who may say so; what several of them have in common. */
const t = testApp()
let world: World
let elsewhere: World
let firms: TestFirm[]
let city: Caller
let second: Caller
let serial = 0

beforeAll(async () => {
  world = await aWorld(t)
  elsewhere = await aWorld(t)
  city = await world.staff('city_office')
  second = await world.staff('city_office')
  firms = await Promise.all([...Array(12).keys()].map((i) => (i % 3 === 0 ? elsewhere : world).firm()))
})

const day = (n: number) => new Date(testNow.getTime() + n * 86_400_000).toISOString().slice(0, 10)

async function aList(kind = 'whitelistThird'): Promise<string> {
  serial += 1
  return (await city.ok('createList', { body: { kind, name: `试验${kind}${serial}` } })).list
}

const fileOf = (rows: readonly (readonly string[])[]) =>
  Buffer.from(['企业名称,统一社会信用代码', ...rows.map((r) => r.join(','))].join('\n'))

/** A draft from a file of these firms, filled; answers its reference and version. */
async function drafted(listId: string, of: readonly TestFirm[]) {
  const made = await city.ok('uploadListFile', {
    params: { listId },
    query: { fileName: '名单.csv' },
    file: fileOf(of.map((f) => [f.name, f.uscc])),
  })
  await t.work()
  return made.ref
}

async function versionOf(listId: string, ref: string) {
  const { versions } = await city.ok('getList', { params: { listId } })
  return versions.find((v) => v.ref === ref)!
}

async function step(who: Caller, ref: string, action: string, reason?: string) {
  const version = (await t.owner.query('select version from roster_version where id = $1', [ref.slice(1)]))
    .rows[0].version as number
  return who.call('actOnListVersion', {
    params: { versionId: ref },
    body: { action, version, ...(reason ? { reason } : {}) },
  })
}

async function publish(listId: string, of: readonly TestFirm[]): Promise<string> {
  const ref = await drafted(listId, of)
  for (const action of ['approve', 'publish']) expect((await step(second, ref, action)).status).toBe(200)
  return ref
}

async function onList(listId: string, query: Record<string, string>, who = city): Promise<string[]> {
  const { rows } = await who.ok('listListMembers', { params: { listId }, query: { ...query, limit: '100' } })
  return rows.map((r) => r.entityId).sort()
}
const ids = (of: readonly TestFirm[]) => of.map((f) => f.id).sort()

describe('the life of a version', () => {
  test('a file is matched row by row, and no row is lost', async () => {
    const listId = await aList('province')
    const [a, b, c] = firms as [TestFirm, TestFirm, TestFirm]
    const made = await city.ok('uploadListFile', {
      params: { listId },
      query: { fileName: '省级清单.csv', asOf: day(-1) },
      file: fileOf([
        [a.name, a.uscc],
        [b.name, ''],
        [a.name, a.uscc],
        ['登记库里没有的商行', '91440800MA0000000X'],
        [c.name, '写错的代码'],
        ['合计', '5'],
      ]),
    })
    await t.work()
    const v = await versionOf(listId, made.ref)
    expect(v).toMatchObject({
      members: 3,
      rowsIn: 5,
      unmatched: 1,
      repeated: 1,
      asOf: day(-1),
      filling: 'done',
    })
    expect(v.members + v.unmatched + v.repeated).toBe(v.rowsIn)
    expect(await onList(listId, { versionId: made.ref })).toEqual(ids([a, b, c]))
    const { rows } = await city.ok('listListRows', { params: { versionId: made.ref } })
    expect(rows.map((r) => [r.rowNo, r.outcome])).toEqual([
      [4, 'repeated'],
      [5, 'unmatched'],
    ])
    const lost = await city.ok('uploadListFile', {
      params: { listId: await aList() },
      query: { fileName: '别的.csv' },
      file: Buffer.from('甲,乙\n1,2\n'),
    })
    await t.work()
    const { rows: failed } = await t.owner.query(
      'select filling, failure from roster_version where id = $1',
      [lost.ref.slice(1)],
    )
    expect(failed[0]).toMatchObject({
      filling: 'failed',
      failure: expect.stringContaining('统一社会信用代码'),
    })
  })

  test('who made it or changed it neither approves nor publishes it, under no account of theirs', async () => {
    const listId = await aList()
    const ref = await drafted(listId, firms.slice(0, 2))
    const person = async (who: Caller) =>
      (await t.owner.query('select person_id from account where id = $1', [who.accountId])).rows[0].person_id
    const ego = async (who: Caller) =>
      t.signIn(await anAccount(t, 'city_office', world.cityOfficeId, await person(who)))
    const refusedTo = async (who: Caller, action: string) => {
      for (const one of [who, await ego(who)]) {
        const no = await step(one, ref, action)
        expect([no.status, no.problem.code], action).toEqual([403, 'maker_is_checker'])
      }
    }
    await refusedTo(city, 'approve')
    const editor = await world.staff('city_office')
    await editor.ok('editListMember', {
      params: { versionId: ref },
      body: { deed: 'add', uscc: firms[2]!.uscc, reason: '部门补报' },
    })
    await refusedTo(editor, 'approve')
    expect((await step(second, ref, 'approve')).status).toBe(200)
    await refusedTo(editor, 'publish')
    expect((await step(second, ref, 'publish')).status).toBe(200)
    expect(await onList(listId, {})).toEqual(ids(firms.slice(0, 3)))
  })

  test('what is approved does not change, not even by the owner of the database', async () => {
    const listId = await aList()
    const ref = await publish(listId, firms.slice(0, 3))
    const before = await versionOf(listId, ref)
    expect(before.contentHash).toMatch(/^[0-9a-f]{32}$/)
    const edit = await city.call('editListMember', {
      params: { versionId: ref },
      body: { deed: 'remove', uscc: firms[0]!.uscc, reason: '试着改' },
    })
    expect(edit.problem.code).toBe('wrong_status')
    const id = ref.slice(1)
    for (const [text, values] of [
      ['insert into roster_member values ($1, $2, 440800000000, $3)', [id, firms[5]!.id, 'hand']],
      ['update roster_member set because = $2 where version_id = $1', [id, 'hand']],
      ['delete from roster_member where version_id = $1', [id]],
      ['update roster_version set members = 99 where id = $1', [id]],
      ['update roster_version set content_hash = null where id = $1', [id]],
      ['delete from roster_version where id = $1', [id]],
    ] as const)
      await expect(t.owner.query(text, [...values]), text).rejects.toThrow(/settled|does not change/)
    expect((await step(second, ref, 'sendBack', '想改')).problem.code).toBe('wrong_status')
    expect(await versionOf(listId, ref)).toEqual(before)
  })

  test('membership on any day is what that day’s version says, and a recall leaves its trail and tells the holders', async () => {
    const listId = await aList()
    const sets = [firms.slice(0, 4), firms.slice(2, 7), firms.slice(6, 9)]
    const refs: string[] = []
    for (const [i, set] of sets.entries()) {
      t.clock.set(new Date(testNow.getTime() + i * 2 * 86_400_000))
      ;[city, second] = [await t.signIn(city.accountId!), await t.signIn(second.accountId!)]
      refs.push(await publish(listId, set))
    }
    t.clock.set(new Date(testNow.getTime() + 6 * 86_400_000))
    ;[city, second] = [await t.signIn(city.accountId!), await t.signIn(second.accountId!)]
    expect((await step(second, refs[2]!, 'recall')).problem.code).toBe('bad_request')
    expect((await step(second, refs[2]!, 'recall', '来源有误')).status).toBe(200)
    const wanted = [[], sets[0]!, sets[0]!, sets[1]!, sets[1]!, sets[2]!, sets[2]!, [], []]
    for (const [i, set] of wanted.entries())
      expect(await onList(listId, { on: day(i - 1) }), day(i - 1)).toEqual(ids(set))
    expect(await onList(listId, { versionId: refs[1]!, change: 'entered' })).toEqual(ids(firms.slice(4, 7)))
    expect(await onList(listId, { versionId: refs[1]!, change: 'left' })).toEqual(ids(firms.slice(0, 2)))
    const { versions } = await city.ok('getList', { params: { listId } })
    expect(versions.map((v) => [v.state, v.entered, v.left])).toEqual([
      ['recalled', 2, 4],
      ['superseded', 3, 2],
      ['superseded', null, null],
    ])
    expect(versions[0]!.recallReason).toBe('来源有误')
    const stays = (await city.ok('listListsOfEntity', { params: { entityId: firms[2]!.id } })).rows
    expect(stays.find((s) => s.list === listId)).toMatchObject({ from: day(0), to: day(4) })
    const { rows: trail } = await t.owner.query(
      "select action from action_log where flow = 'roster' and subject_id = $1 order by seq",
      [refs[2]!.slice(1)],
    )
    expect(trail.map((r) => r.action)).toEqual(['draft', 'fill', 'approve', 'publish', 'recall'])
    const { deliverNotices } = await import('#modules/organisations/notice.jobs.ts')
    await expect
      // A message waits for every transaction begun before it, those of other files' databases too.
      .poll(
        async () => {
          await deliverNotices(t.deps)
          const { rows } = await t.owner.query(
            'select n.title from notice n where n.org_id = $1 and n.title like $2',
            [world.countyOfficeId, '%已收回%'],
          )
          return rows.length
        },
        { timeout: 30_000 },
      )
      .toBe(1)
    t.clock.set(testNow)
    ;[city, second] = [await t.signIn(city.accountId!), await t.signIn(second.accountId!)]
  })
})

test('unions and intersections are those of brute force, in the city and in each county', async () => {
  const drawn = fc.sample(
    fc.array(fc.subarray(firms, { minLength: 1 }), { minLength: 4, maxLength: 4 }),
    1,
  )[0]!
  // One firm stands on all four: it counts once in each and once in the union.
  const sets = drawn.map((s) => new Set([...ids(s), firms[0]!.id]))
  const lists = await Promise.all(sets.map(() => aList()))
  for (const [i, list] of lists.entries())
    await publish(
      list,
      firms.filter((f) => sets[i]!.has(f.id)),
    )
  const who: [Caller, (f: TestFirm) => boolean][] = [
    [city, () => true],
    [await world.staff('county_coordinator'), (f) => f.division.startsWith(world.county.slice(0, 6))],
    [await elsewhere.staff('county_coordinator'), (f) => f.division.startsWith(elsewhere.county.slice(0, 6))],
  ]
  const brute = (of: readonly number[], how: 'all' | 'any', mine: (f: TestFirm) => boolean) =>
    ids(
      firms.filter(
        (f) =>
          mine(f) &&
          (how === 'all' ? of.every((i) => sets[i]!.has(f.id)) : of.some((i) => sets[i]!.has(f.id))),
      ),
    )
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      fc.constantFrom('all' as const, 'any' as const),
      fc.constantFrom(...who),
      async (of, how, [caller, mine]) => {
        const asked = of.map((i) => lists[i]!).join(',')
        const overlap = await caller.ok('getOverlap', { query: { lists: asked } })
        expect(overlap.lists.map((l) => l.members)).toEqual(of.map((i) => brute([i], 'all', mine).length))
        expect(overlap.union).toBe(brute(of, 'any', mine).length)
        expect(overlap.all).toBe(brute(of, 'all', mine).length)
        for (const { a, b, firms: n } of overlap.pairs)
          expect(n).toBe(brute([lists.indexOf(a), lists.indexOf(b)], 'all', mine).length)
        const { rows } = await caller.ok('listOverlapFirms', { query: { lists: asked, how, limit: '100' } })
        expect(rows.map((r) => r.entityId).sort()).toEqual(brute(of, how, mine))
      },
    ),
    { numRuns: 8 },
  )
})

test('rules find their firms among the facts of the registry, and say so when a list is missing', async () => {
  const refused = await city.call('draftListVersion', {
    params: { listId: await aList('noLoan') },
    body: { from: 'rule' },
  })
  expect(refused.problem.message).toContain('存量贷款')
  const [lent, settled, labelled, exporter] = firms as [TestFirm, TestFirm, TestFirm, TestFirm]
  const { rows: batch } = await t.owner.query(
    `insert into import_batch (kind, source, file_name, file_sha256, mapping_hash, as_of, state, version, created_by, created_at, committed_at, committed_by)
     select k, 'test', k || '.csv', k, 'm', '2026-11-01', 'committed', 1, 2, $1, $1, 2 from unnest(array['loan', 'label', 'tax']) k returning id`,
    [testNow],
  )
  const [loan, label, tax] = batch.map((b) => b.id as string)
  await t.owner.query(
    "insert into registry_version (no, cause, batch_id, account_id, made_at) values (1, 'import', $1, 2, $2), (2, 'import', $1, 2, $2)",
    [loan, testNow],
  )
  await t.owner.query(
    `insert into fact_loan (batch_id, sheet, row_no, since, until, content, entity_id, bank_name, balance_fen, due_on)
     values ($1, 1, 2, 1, null, 1, $2, '甲银行', 100, $4), ($1, 1, 3, 1, 2, 2, $3, '甲银行', 100, $4)`,
    [loan, lent.id, settled.id, day(20)],
  )
  await t.owner.query(
    `insert into fact_label (batch_id, sheet, row_no, since, content, entity_id, label) values ($1, 1, 2, 1, 3, $2, '高新技术企业'), ($1, 1, 3, 1, 4, $3, '绿色工厂')`,
    [label, labelled.id, lent.id],
  )
  await t.owner.query(
    'insert into fact_tax (batch_id, sheet, row_no, since, content, entity_id, export_refund_fen) values ($1, 1, 2, 1, 5, $2, 5000)',
    [tax, exporter.id],
  )
  const found = async (kind: string) => {
    const listId = await aList(kind)
    const { ref } = await city.ok('draftListVersion', { params: { listId }, body: { from: 'rule' } })
    await t.work()
    return onList(listId, { versionId: ref })
  }
  expect(await found('noLoan')).toEqual(ids(firms.filter((f) => f !== lent)))
  expect(await found('renewal')).toEqual([lent.id])
  expect(await found('tech')).toEqual([labelled.id])
  expect(await found('trade')).toEqual([exporter.id])
  const targets = await world.list(firms.slice(4, 6))
  await t.owner.query("update target set status = 'revisitDue' where id = $1", [targets[0]!.id])
  await t.owner.query(
    `insert into action_log (flow, subject_id, entity_id, division, action, from_status, to_status, account_id, occurred_at, recorded_at)
     values ('target', $1, $2, $3, 'findNoNeed', 'assigned', 'noNeed', 2, $4, $4), ('target', $1, $2, $3, 'scheduleRevisit', 'noNeed', 'revisitDue', 2, $4, $4)`,
    [targets[0]!.id, targets[0]!.firm.id, targets[0]!.firm.division, testNow],
  )
  expect(await found('revisit')).toEqual([targets[0]!.firm.id])
})
