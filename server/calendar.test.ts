import { beforeAll, describe, expect, test } from 'vitest'
import { dueOn } from '#contract/kernel/deadline.ts'
import { operatorActor } from '#kernel/actor.ts'
import { oneSheet, withFile } from '#modules/registry/import/read/testing.ts'
import { type Caller, testApp, testNow } from '#test/app.ts'
import { aWorld, type World } from '#test/builders.ts'
import { aCast, office, papersComplete, queuedCases, setParameter } from '#test/story.ts'
import { rowsOf } from './cli-calendar.ts'
import { replaceYear, seedCalendar } from './modules/organisations/calendar.commands.ts'
import { loadCalendar } from './modules/organisations/calendar.queries.ts'
import { readCalendarYear } from './modules/organisations/calendar.read.ts'

/** The notice of a year becomes working days: whole, with faults named, and deadlines follow it. */
const t = testApp()
let world: World
let city: Caller
beforeAll(async () => {
  await t.system(seedCalendar)
  world = await aWorld(t)
  city = await world.staff('city_office')
})

const taken = (file: string | Buffer) =>
  withFile(file, async (path) => {
    const year = readCalendarYear(await rowsOf(path))
    return t.as(operatorActor, (ctx) => replaceYear(ctx, year))
  })
const due = async (start: string, n: number) => {
  const { isWorkday } = await t.system(loadCalendar)
  return dueOn(start, { unit: 'workday', n }, isWorkday)
}

const notice = [
  '日期,类型,名称',
  '2027-02-05,休息,除夕',
  '2027/2/8,休息,春节',
  '2027年2月9日,休息,春节',
  '2027-02-14,上班,春节调休',
].join('\n')

test('a year is added from csv, replaced whole from xlsx, and deadlines that start afterwards use it', async () => {
  expect(await due('2027-02-04', 1), 'by the week, as long as nothing is known').toBe('2027-02-05')
  const added = await taken(notice)
  expect(added).toMatchObject({ replaced: false, off: 3, madeUp: 1 })
  expect([await due('2027-02-04', 1), await due('2027-02-12', 1)]).toEqual(['2027-02-10', '2027-02-14'])
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
  const row = (...cells: string[]) => `<row>${cells.map(cell).join('')}</row>`
  const again = await taken(
    oneSheet(row('名称', '日期', '类型') + row('元旦', '2027-01-01', '休息') + row('', '2027-01-02', '上班')),
  )
  expect(again).toMatchObject({ replaced: true, off: 1, madeUp: 1 })
  expect([await due('2027-02-04', 1), await due('2026-12-31', 1)]).toEqual(['2027-02-05', '2027-01-02'])
  expect(await due('2026-09-30', 1), 'other years stand').toBe('2026-10-08')
  const { rows } = await t.owner.query(
    "select subject_id::text, action, account_id::text from action_log where flow = 'calendar' order by seq",
  )
  expect(rows).toEqual(
    ['add', 'replace'].map((action) => ({ subject_id: '2027', action, account_id: operatorActor.accountId })),
  )
  const { rows: old } = await t.owner.query(
    'select workday from calendar_day where version = $1 and day = $2',
    [added.version, '2027-02-05'],
  )
  expect(old, 'what running clocks were counted by is still there').toEqual([{ workday: false }])
})

describe('a file with a fault is not taken at all', () => {
  const told = async (file: string) =>
    taken(file).then(
      () => 'taken',
      (error: unknown) => (error as Error).message,
    )

  test('and each fault names its row and column', async () => {
    const before = (await t.system(loadCalendar)).version
    const text = `日期,类型,名称\n2028-01-01,休息,元旦\n2028-02-30,休息,\n2028-01-03,放假,元旦\n2028-01-01,上班,\n2027-12-31,休息,\n`
    expect(await told(text)).toBe(
      [
        '工作日历没有导入，有 4 处要改：',
        '第 3 行「日期」“2028-02-30”不是日期，请写作 2027-01-01，连续几天写作 2027-01-01至2027-01-03',
        '第 4 行「类型」“放假”应为“休息”或“上班”',
        '第 5 行「日期」2028-01-01 与第 2 行重复，请删去一行',
        '第 6 行「日期」2027-12-31 不在 2028 年，一份文件只报一个年度，请分开',
      ].join('\n'),
    )
    expect((await t.system(loadCalendar)).version).toBe(before)
  })

  test.each([
    ['2028-01-01,休息\n', '第一行应是列名：日期、类型、名称'],
    ['日期,类型\n', '文件里没有日期'],
  ])('nor one without its titles or days: %j', async (text, says) => {
    expect(await told(text)).toContain(says)
  })
})

describe('on the page', () => {
  const year = 2027
  const noticeNo = '国办发明电〔2026〕7号'
  const preview = async (text: string) => city.ok('previewCalendarYear', { body: { year, text } })
  const enter = async (text: string, over: object = {}) =>
    city.call('enterCalendarYear', {
      body: { year, text, noticeNo, version: (await preview(text)).version, ...over },
    })
  const stands = () => t.system(loadCalendar).then((c) => c.version)
  const whole = `日期,类型,名称
2027年1月1日至3日,休息,元旦
2027-02-05至2027-02-12,休息,春节
2027-05-01至5月5日,休息,劳动节
2027-10-01至7日,休息,国庆节
2027-02-14\t上班\t春节
`

  test('whoever may change parameters may, and nobody else', async () => {
    for (const role of [
      'county_coordinator',
      'county_reviewer',
      'bank_head',
      'regulator',
      'system_admin',
    ] as const) {
      const other = await world.staff(role)
      const calls = [
        await other.call('getCalendar'),
        await other.call('previewCalendarYear', { body: { year, text: whole } }),
        await other.call('enterCalendarYear', { body: { year, text: whole, noticeNo, version: '' } }),
      ]
      expect(
        calls.map((c) => c.status),
        role,
      ).toEqual([403, 403, 403])
    }
  })

  test('a file with a fault is refused by row and column, and nothing is taken', async () => {
    const before = await stands()
    for (const [text, said] of [
      ['日期,类型,名称\n2027-01-01,休息,元旦\n2027-01-32,放假,元旦\n', '第 3 行「日期」“2027-01-32”不是日期'],
      ['日期\t类型\n\n2027-01-01\t放假\n', '第 3 行「类型」“放假”应为“休息”或“上班”'],
      ['日期,类型\n2027-01-01至2027-03-01,休息', '第 2 行「日期」“2027-01-01至2027-03-01”不是日期'],
      [`日期,类型,名称\n2027-01-01,休息,${'元'.repeat(21)}`, '第 2 行「名称」'],
      ['日期,类型\n2026-01-01,休息', '表里是 2026 年的日子'],
    ] as const)
      for (const route of ['previewCalendarYear', 'enterCalendarYear'] as const) {
        const body =
          route === 'enterCalendarYear' ? { year, text, noticeNo, version: before } : { year, text }
        const { status, problem } = await city.call(route, { body })
        expect([status, problem.code], text).toEqual([422, 'bad_file'])
        expect(problem.message).toContain(said)
      }
    const far = await city.call('previewCalendarYear', { body: { year: 2029, text: whole } })
    expect(far.problem.message).toContain('2029 年不在内')
    const unnumbered = await city.call('enterCalendarYear', {
      body: { year, text: whole, noticeNo: '', version: before },
    })
    expect(unnumbered.status).toBe(400)
    expect(await stands()).toBe(before)
  })

  test('a year that is missing is due from November on; entered it names its days, its notice and who did it', async () => {
    await t.owner.query("delete from calendar_day where version <> '2024-2026'")
    const missing = await city.ok('getCalendar')
    expect([missing.dueYear, missing.rows.map((y) => y.known)]).toEqual([2027, [true, true, true, false]])
    expect(missing.rows[2]!.days).toHaveLength(39)
    t.clock.set(new Date('2026-10-31T12:00:00+08:00'))
    const early = await t.signIn(city.accountId!)
    expect((await early.ok('getCalendar')).dueYear).toBeNull()
    const cards = (await early.ok('getHome')).cards
    expect(cards.find((c) => c.key === 'calendar')!.count).toBe(0)
    t.clock.set(testNow)
    const [card] = (await city.ok('getHome')).cards.filter((c) => c.key === 'calendar')
    expect(card).toMatchObject({
      count: 1,
      hint: '2027 年工作日历还没有录入，办理时限会按周一至周五计算',
    })

    const looked = await preview(whole)
    expect(looked).toMatchObject({ replaces: false, off: 23, madeUp: 1, openClocks: 0, warnings: [] })
    expect(looked.changed).toHaveLength(16)
    const entered = (await enter(whole)).body
    expect(entered).toMatchObject({ replaced: false, year: { known: true, due: false } })
    expect(entered.year.entered).toMatchObject({ noticeNo, at: testNow.toISOString() })
    expect(entered.year.days).toHaveLength(24)
    expect((await city.ok('getCalendar')).dueYear).toBeNull()
    expect((await city.ok('getHome')).cards.find((c) => c.key === 'calendar')!.count).toBe(0)
  })

  test('the year is replaced whole, and what is probably a slip is said before', async () => {
    const slip = '日期,类型\n2027-10-02,休息\n2027-10-03,休息\n2027-03-03,上班'
    const { warnings, replaces, changed } = await preview(slip)
    expect([replaces, changed.length]).toEqual([true, 16])
    expect(warnings).toEqual([
      '只列了 2 天休息，少于法定放假的 13 天，请核对是否有漏',
      '2027-01-01、2027-10-01 是法定放假日，表里没有列为休息，请核对',
      '2027-03-03 本来就是周一至周五，不用列为上班，请核对日期',
    ])
    expect((await enter(slip)).body).toMatchObject({ replaced: true, year: { days: { length: 3 } } })
    expect(await due('2027-02-04', 1), 'of the year before nothing is left').toBe('2027-02-05')
    expect(await due('2026-09-30', 1), 'other years stand').toBe('2026-10-08')
    const gap = readCalendarYear([
      { rowNo: 1, cells: ['日期', '类型'] },
      { rowNo: 2, cells: ['2029-01-01', '休息'] },
    ])
    await expect(t.as(operatorActor, (ctx) => replaceYear(ctx, gap))).rejects.toThrow('请先录入')
  })

  test('of two who enter at once one does, and the other is told to look again', async () => {
    const { version } = await preview(whole)
    const both = await Promise.all([enter(whole, { version }), enter(whole, { version })])
    expect(both.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(both.find((a) => a.status === 409)!.problem.code).toBe('stale_version')
  })

  test('a clock that runs keeps its day and its calendar; the next one starts by the new', async () => {
    const cast = await aCast(world)
    await setParameter(city, 'decisionUnit', 'workday')
    await setParameter(city, 'decisionDays', 30)
    const running = async () => {
      const [story] = await queuedCases(t, world, cast, [await world.firm()])
      await office(cast.checker, story!.caseId, { action: 'push' })
      await papersComplete(cast.main, story!.caseId)
      const { rows } = await t.owner.query(
        'select due_on::text, clock_calendar from bank_case where id = $1',
        [story!.caseId],
      )
      return { id: story!.caseId, ...(rows[0] as { due_on: string; clock_calendar: string }) }
    }
    const first = await running()
    const none = '日期,类型,名称\n2027-01-01至2027-01-10,休息,元旦'
    expect((await preview(none)).openClocks).toBe(1)
    await enter(none)
    const { rows } = await t.owner.query('select due_on::text, clock_calendar from bank_case where id = $1', [
      first.id,
    ])
    expect(rows).toEqual([{ due_on: first.due_on, clock_calendar: first.clock_calendar }])
    const second = await running()
    expect(second.clock_calendar > first.clock_calendar).toBe(true)
    expect(second.due_on > first.due_on).toBe(true)
  })
})
