import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '#contract/kernel/route.ts'
import type { calendarRoutes } from '#contract/organisations/calendar.routes.ts'
import { api } from '../../shell/api.ts'
import { useChange } from '../../ui/useChange.ts'

export type CalendarYear = AnswerOf<typeof calendarRoutes.getCalendar>['rows'][number]
export type CalendarLook = AnswerOf<typeof calendarRoutes.previewCalendarYear>
export type CalendarEntered = AnswerOf<typeof calendarRoutes.enterCalendarYear>

export function useCalendar() {
  return useQuery({ queryKey: ['calendar'], queryFn: () => api.getCalendar({}) })
}

/** What a year would change; asked as a question, so nothing is read again after it. */
export const lookAtYear = (year: number, text: string): Promise<CalendarLook> =>
  api.previewCalendarYear({ body: { year, text } })

export function useEnterYear() {
  return useChange(
    ({ key, ...body }: { year: number; text: string; noticeNo: string; version: string; key: string }) =>
      api.enterCalendarYear({ body, key }),
    ['calendar'],
  )
}
