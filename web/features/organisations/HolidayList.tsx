import { dayText, holidaysOf, type NamedDay, restText } from './calendarText.ts'
import './calendar.css'

/** The holidays of a year in the words of a notice, to be read against it. */
export function HolidayList({ days }: { days: readonly NamedDay[] }) {
  const holidays = holidaysOf(days)
  const worked = days.filter((d) => d.workday).map((d) => d.day)
  if (holidays.length === 0)
    return <p style={{ margin: 0 }}>{worked.length > 0 ? workText(worked) : '没有列出休息日'}</p>
  return (
    <ol className="notice-list" aria-label="放假安排">
      {holidays.map((h) => (
        <li key={h.from}>
          <b>{h.names.join('、')}</b>
          {restText(h)}
          {h.madeUp.length > 0 ? workText(h.madeUp) : null}
        </li>
      ))}
    </ol>
  )
}

const workText = (days: readonly string[]) => `${days.map(dayText).join('、')}上班。`
