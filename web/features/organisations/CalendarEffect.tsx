import { Alert, Button, Modal } from 'antd'
import { useState } from 'react'
import { ApiProblem } from '../../ui/apiProblem.ts'
import { newKey } from '../../ui/newKey.ts'
import { ProblemAlert } from '../../ui/ProblemAlert.tsx'
import type { Typed } from './CalendarDialog.tsx'
import { changeTexts, workdaysOf } from './calendarText.ts'
import { HolidayList } from './HolidayList.tsx'
import { type CalendarEntered, type CalendarLook, lookAtYear, useEnterYear } from './useCalendar.ts'

/** What a year would change, before it counts; entered from here, or taken back to be mended. */
export function CalendarEffect(props: {
  typed: Typed
  looked: CalendarLook
  onBack: () => void
  onLooked: (looked: CalendarLook) => void
  onEntered: (entered: CalendarEntered) => void
}) {
  const { typed, looked, onBack, onLooked, onEntered } = props
  const [key, setKey] = useState(newKey)
  const [error, setError] = useState<unknown>(null)
  const enter = useEnterYear()
  const send = async () => {
    setError(null)
    try {
      const { year, version } = looked
      onEntered(await enter.mutateAsync({ year, version, ...typed, key }))
    } catch (problem) {
      setError(problem)
    }
  }
  const lookAgain = async () => {
    try {
      onLooked(await lookAtYear(looked.year, typed.text))
      setKey(newKey())
      setError(null)
    } catch (problem) {
      setError(problem)
    }
  }
  const stale = error instanceof ApiProblem && error.code === 'stale_version'
  return (
    <Modal
      open
      width={720}
      title={`试算：${looked.year} 年工作日历`}
      okText={looked.replaces ? '整年替换' : '录入生效'}
      cancelText="返回修改"
      confirmLoading={enter.isPending}
      mask={{ closable: false }}
      onOk={() => void send()}
      onCancel={() => (enter.isPending ? undefined : onBack())}
    >
      <div className="stack">
        <Facts looked={looked} noticeNo={typed.noticeNo} />
        {looked.warnings.length > 0 ? (
          <Alert
            type="warning"
            showIcon
            title="多半有误，请对照通知核对；确实如此的仍可录入"
            description={
              <ul className="dots">
                {looked.warnings.map((w) => (
                  <li key={w}>{w}</li>
                ))}
              </ul>
            }
          />
        ) : null}
        <HolidayList days={looked.days} />
        <Changes looked={looked} />
        <ProblemAlert
          error={error}
          action={
            stale ? (
              <Button size="small" onClick={() => void lookAgain()}>
                按最新的再试算
              </Button>
            ) : undefined
          }
        />
      </div>
    </Modal>
  )
}

function Facts({ looked, noticeNo }: { looked: CalendarLook; noticeNo: string }) {
  const { year, off, madeUp, days } = looked
  return (
    <p style={{ margin: 0 }}>
      {noticeNo}：放假 <b>{off}</b> 天，调休上班 <b>{madeUp}</b> 天，全年工作日{' '}
      <b>{workdaysOf(year, days)}</b> 天。
    </p>
  )
}

/** What becomes different, and what does not: clocks that run are not counted anew. */
function Changes({ looked }: { looked: CalendarLook }) {
  const { changed, replaces, openClocks } = looked
  const against = replaces ? '现行的' : '周一至周五上班'
  return (
    <>
      <div>
        {changed.length === 0
          ? `与${against}没有不同的日子。`
          : `与${against}相比，有 ${changed.length} 天不同：${changeTexts(changed).join('，')}。`}
      </div>
      <p className="muted" style={{ margin: 0 }}>
        {openClocks > 0
          ? `正在计时的 ${openClocks} 笔银行办理期限落在这一年，按起算时的日历，到期日不变；`
          : '没有正在计时的银行办理受影响：已起算的按起算时的日历；'}
        录入以后起算的、暂停后恢复的按新日历。
      </p>
    </>
  )
}
