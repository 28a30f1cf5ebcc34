import { Alert, Button, Segmented } from 'antd'
import { useState } from 'react'
import { Facts } from '../../ui/Facts.tsx'
import { useFilters } from '../../ui/Filters.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Section } from '../../ui/Section.tsx'
import { When } from '../../ui/When.tsx'
import { CalendarDialog, type Typed } from './CalendarDialog.tsx'
import { CalendarEffect } from './CalendarEffect.tsx'
import { changeTexts, tableOf, templateOf, workdaysOf } from './calendarText.ts'
import { HolidayList } from './HolidayList.tsx'
import { saveText } from './saveText.ts'
import {
  type CalendarEntered,
  type CalendarLook,
  type CalendarYear,
  lookAtYear,
  useCalendar,
} from './useCalendar.ts'

/** The working days by which deadlines are counted, year by year; the next one is entered when its notice has come. */
export function CalendarPage() {
  const query = useCalendar()
  return (
    <div className="stack">
      <PageTitle title="工作日历" note="以工作日计的期限按它计算；没有录入的年度按周一至周五" />
      <Loaded query={query}>{({ rows, dueYear }) => <Years years={rows} dueYear={dueYear} />}</Loaded>
    </div>
  )
}

function Years({ years, dueYear }: { years: readonly CalendarYear[]; dueYear: number | null }) {
  const [filters, set] = useFilters()
  const [entered, setEntered] = useState<CalendarEntered | null>(null)
  // The year that is due stays in sight when it no longer is.
  const [first] = useState(() => dueYear ?? years.find((y) => y.open)?.year)
  const of = (year: number | string | undefined) => years.find((y) => String(y.year) === String(year))
  const shown = of(filters.year) ?? of(first) ?? years.at(-1)!
  return (
    <>
      <div className="year-tabs no-print">
        <Segmented
          aria-label="年度"
          value={shown.year}
          options={years.map((y) => ({ value: y.year, label: `${y.year} 年${y.due ? '（待录入）' : ''}` }))}
          onChange={(year) => set({ year: String(year) })}
        />
      </div>
      {entered?.year.year === shown.year ? <Entered entered={entered} /> : null}
      <Year key={shown.year} year={shown} onEntered={setEntered} />
    </>
  )
}

/** What has just been changed, as long as one stays on the page. */
function Entered({ entered: { year, replaced, changed } }: { entered: CalendarEntered }) {
  const days =
    changed.length > 0
      ? `${changed.length} 天与原来不同：${changeTexts(changed).join('，')}`
      : '没有不同的日子'
  return (
    <Alert
      type="success"
      showIcon
      role="status"
      title={`${year.year} 年工作日历已${replaced ? '整年替换' : '录入'}，此后起算的期限按它计算`}
      description={days}
    />
  )
}

type Step = { typed: Partial<Typed> } | { typed: Typed; looked: CalendarLook }

function Year({ year: y, onEntered }: { year: CalendarYear; onEntered: (entered: CalendarEntered) => void }) {
  const [step, setStep] = useState<Step | null>(null)
  const start = () => setStep({ typed: { text: y.known ? tableOf(y.days) : templateOf(y.year) } })
  return (
    <>
      {y.known ? <KnownYear year={y} onChange={start} /> : <MissingYear year={y} onEnter={start} />}
      {step && 'looked' in step ? (
        <CalendarEffect
          typed={step.typed}
          looked={step.looked}
          onBack={() => setStep({ typed: step.typed })}
          onLooked={(looked) => setStep({ ...step, looked })}
          onEntered={(entered) => {
            onEntered(entered)
            setStep(null)
          }}
        />
      ) : step ? (
        <CalendarDialog
          year={y.year}
          initial={step.typed}
          // The form closes behind a good look too: what it led to stays.
          onClose={() => setStep((now) => (now && 'looked' in now ? now : null))}
          onLook={async (typed) => setStep({ typed, looked: await lookAtYear(y.year, typed.text) })}
        />
      ) : null}
    </>
  )
}

function KnownYear({ year: y, onChange }: { year: CalendarYear; onChange: () => void }) {
  const worked = y.days.filter((d) => d.workday).length
  return (
    <Section title={`${y.year} 年放假安排`} extra={y.open ? <Button onClick={onChange}>修改</Button> : null}>
      <div className="stack">
        <Facts
          items={[
            { label: '放假', value: `${y.days.length - worked} 天` },
            { label: '调休上班', value: `${worked} 天` },
            { label: '全年工作日', value: `${workdaysOf(y.year, y.days)} 天` },
            { label: '录入人', value: y.entered?.by ?? '随系统带来' },
            y.entered ? { label: '录入时间', value: <When at={y.entered.at} /> } : null,
            y.entered ? { label: '通知文号', value: y.entered.noticeNo } : null,
          ]}
        />
        <HolidayList days={y.days} />
      </div>
    </Section>
  )
}

/** A year nobody has entered: what counts until then, and what to do. */
function MissingYear({ year: y, onEnter }: { year: CalendarYear; onEnter: () => void }) {
  return (
    <Section title={`${y.year} 年还没有录入`} note="现在按周一至周五计算">
      <p style={{ marginTop: 0 }}>
        {y.due
          ? `${y.year} 年的放假日还会算作工作日，到期日会比应有的早；请尽快录入。`
          : '国务院办公厅一般在前一年的 11 月公布放假安排，收到通知后录入。'}
      </p>
      <ol className="notice-list">
        <li>找到国务院办公厅关于 {y.year} 年部分节假日安排的通知。</li>
        <li>下载模板，照通知填好放假的日子和调休上班的周末；也可以直接在页面上填。</li>
        <li>点“录入”，填通知文号，先试算看清哪些日子会变，再生效。</li>
      </ol>
      <div className="row" style={{ marginTop: 12 }}>
        <Button type="primary" onClick={onEnter}>
          录入
        </Button>
        <Button onClick={() => saveText(`${y.year}年工作日历模板.csv`, templateOf(y.year))}>下载模板</Button>
      </div>
    </Section>
  )
}
