import * as z from 'zod'
import { Day, Instant, text } from '../kernel/ids.ts'
import { route } from '../kernel/route.ts'

/** The working days of a year, as the State Council's notice gives them; days it does not name follow the week. */
const CalendarDay = z.object({ day: Day, workday: z.boolean(), name: z.string().nullable() })

const CalendarYear = z
  .object({
    year: z.int(),
    known: z.boolean().meta({ description: '已录入；没有录入的年度按周一至周五' }),
    due: z.boolean().meta({ description: '该录入而没有录入：当年，11 月 1 日起还有下一年' }),
    open: z.boolean().meta({ description: '可以在页面上录入或整年替换：当年和下一年' }),
    days: z.array(CalendarDay).meta({ description: '通知列出的休息日和调休上班日' }),
    entered: z
      .object({ by: z.string(), at: Instant, noticeNo: z.string().nullable() })
      .nullable()
      .meta({ description: '最近一次由谁录入；空为随系统带来' }),
  })
  .meta({ id: 'CalendarYear' })

/** What a year that is handed in would change; nothing is kept of it. */
const Preview = z
  .object({
    year: z.int(),
    replaces: z.boolean().meta({ description: '该年度已录入，将整年替换' }),
    off: z.int().meta({ description: '休息天数' }),
    madeUp: z.int().meta({ description: '调休上班天数' }),
    days: z.array(CalendarDay),
    changed: z.array(CalendarDay).meta({ description: '与现行的（没有录入的按周一至周五）不同的日子' }),
    warnings: z.array(z.string()).meta({ description: '多半有误的地方，核对后仍可录入' }),
    openClocks: z.int().meta({
      description: '期限落在这一年、正按工作日计时的银行办理；它们照起算时的日历，不重算',
    }),
    version: z.string().meta({ description: '现行日历的版本，录入时带回' }),
  })
  .meta({ id: 'CalendarPreview' })

const year = z.int().min(2000).max(2099)
const list = text(20_000, 1).meta({
  description: '逐行：日期、类型（休息、上班）、名称，以逗号或制表符分隔，第一行是列名',
})

export const calendarRoutes = {
  getCalendar: route({
    method: 'GET',
    path: '/api/calendar',
    summary: '工作日历：各年度的休息日与调休上班日，哪一年还没有录入',
    tag: '参数',
    access: 'parameter.change',
    response: z.object({
      rows: z.array(CalendarYear),
      dueYear: z.int().nullable().meta({ description: '最先该录入的年度' }),
    }),
  }),
  previewCalendarYear: route({
    method: 'POST',
    path: '/api/calendar/preview',
    summary: '试算一个年度的工作日历：休息、调休各几天，与现行的哪些日子不同；不保存',
    tag: '参数',
    access: 'parameter.change',
    idempotency: 'natural',
    body: z.strictObject({ year, text: list }),
    response: Preview,
    errors: ['bad_file', 'unprocessable'],
  }),
  enterCalendarYear: route({
    method: 'POST',
    path: '/api/calendar',
    summary: '录入一个年度的工作日历（须有通知文号），同一年度整年替换；此后起算的期限按它计算',
    tag: '参数',
    access: 'parameter.change',
    body: z.strictObject({
      year,
      text: list,
      noticeNo: text(60, 4).meta({ description: '通知文号' }),
      version: z.string().max(40).meta({ description: '试算时的现行版本' }),
    }),
    response: z.object({ year: CalendarYear, replaced: z.boolean(), changed: z.array(CalendarDay) }),
    errors: ['bad_file', 'unprocessable', 'stale_version'],
  }),
} as const
