import { beforeAll, describe, expect, test } from 'vitest'
import { dueOn } from '#contract/kernel/deadline.ts'
import { operatorActor } from '#kernel/actor.ts'
import { oneSheet, withFile } from '#modules/registry/import/read/testing.ts'
import { testApp } from '#test/app.ts'
import { rowsOf } from './cli-calendar.ts'
import { replaceYear, seedCalendar } from './modules/organisations/calendar.commands.ts'
import { loadCalendar } from './modules/organisations/calendar.queries.ts'
import { readCalendarYear } from './modules/organisations/calendar.read.ts'

/** The notice of a year becomes working days: whole, with faults named, and deadlines follow it. */
const t = testApp()
beforeAll(() => t.system(seedCalendar))

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
        '第 3 行「日期」“2028-02-30”不是日期，请写作 2027-01-01',
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
