import { expect, test } from 'vitest'
import {
  changeTexts,
  dayText,
  holidaysOf,
  restText,
  tableOf,
  templateOf,
  textOfFile,
  workdaysOf,
} from './calendarText.ts'

const off = (name: string, ...days: string[]) => days.map((day) => ({ day, workday: false, name }))
const made = (name: string | null, day: string) => ({ day, workday: true, name })

/** The National Day of 2025 as it was announced: the Mid-autumn day lies inside, two Sundays and Saturdays are worked. */
const autumn = [
  made('国庆节', '2025-09-28'),
  ...off('国庆节', '2025-09-30', '2025-10-01'),
  ...off('中秋', '2025-10-02'),
  ...off('国庆节', '2025-10-03'),
  made(null, '2025-10-11'),
]

test('days off that follow one another are one holiday, with the days worked for it', () => {
  expect(holidaysOf([...off('元旦', '2025-01-01'), ...autumn])).toEqual([
    { names: ['元旦'], from: '2025-01-01', to: '2025-01-01', madeUp: [] },
    { names: ['国庆节', '中秋'], from: '2025-09-30', to: '2025-10-03', madeUp: ['2025-09-28', '2025-10-11'] },
  ])
  expect(holidaysOf([made(null, '2025-10-11')])).toEqual([])
})

test('they read as a notice writes them', () => {
  expect(dayText('2026-01-04')).toBe('1月4日（周日）')
  expect(restText({ from: '2026-01-01', to: '2026-01-01' })).toBe('1月1日（周四）放假 1 天。')
  expect(restText({ from: '2026-01-01', to: '2026-01-03' })).toBe(
    '1月1日（周四）至3日（周六）放假，共 3 天。',
  )
  expect(restText({ from: '2025-01-28', to: '2025-02-04' })).toBe(
    '1月28日（周二）至2月4日（周二）放假，共 8 天。',
  )
  expect(changeTexts(autumn)).toEqual([
    '9月28日（周日）改为上班',
    '9月30日（周二）至10月3日（周五）改为休息',
    '10月11日（周六）改为上班',
  ])
})

test('a year goes out as the table by which it comes in', () => {
  expect(tableOf(autumn).split('\n')).toEqual([
    '日期,类型,名称',
    '2025-09-28,上班,国庆节',
    '2025-09-30至2025-10-01,休息,国庆节',
    '2025-10-02,休息,中秋',
    '2025-10-03,休息,国庆节',
    '2025-10-11,上班,',
  ])
  expect(templateOf(2027)).toContain('2027-01-01,休息,元旦')
  expect(workdaysOf(2026, [])).toBe(261)
  expect(workdaysOf(2026, off('元旦', '2026-01-01', '2026-01-03'))).toBe(260)
})

test('a csv is read in the encoding it was saved in, a workbook is sent back', async () => {
  const gbk = new Blob([Uint8Array.from([0xc8, 0xd5, 0xc6, 0xda])])
  expect(await textOfFile(gbk)).toBe('日期')
  expect(await textOfFile(new Blob(['日期']))).toBe('日期')
  await expect(textOfFile(new Blob(['PK\u0003\u0004']))).rejects.toThrow('另存为 csv')
  await expect(textOfFile(new Blob(['x'.repeat(70_000)]))).rejects.toThrow('太大')
})
