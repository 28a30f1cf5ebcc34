import { useState } from 'react'
import { addDays } from '#contract/kernel/deadline.ts'
import { useMe } from '../shell/phoneSession.ts'
import { Choice } from '../ui/phone/Choice.tsx'
import { Note } from '../ui/phone/Note.tsx'
import { dayWords } from './time.ts'
import { type Target, useScheduleRevisit } from './useField.ts'

const waits = [
  ['7', '一周后'],
  ['30', '一个月后'],
  ['90', '三个月后'],
] as const

/** 二次走访: only where the server offers it; the day is a wish, not a clock. */
export function RevisitBox({ t }: { t: Target }) {
  const { today } = useMe()
  const schedule = useScheduleRevisit(t)
  const [wait, setWait] = useState<string>()
  const offered = t.actions.find((a) => a.action === 'scheduleRevisit')
  if (!offered) return schedule.isSuccess ? <Note kind="good" title="已安排二次走访" /> : null
  const on = wait ? addDays(today, Number(wait)) : undefined
  return (
    <details className="fold card">
      <summary>安排二次走访</summary>
      <div className="stack">
        {schedule.error ? <Note kind="bad" title={schedule.error.message} /> : null}
        {offered.blocked ? <p className="hint">{offered.blocked}</p> : null}
        <Choice
          label="什么时候再去"
          columns="three"
          value={wait}
          onChange={setWait}
          options={waits.map(([value, label]) => ({ value, label }))}
        />
        <button
          type="button"
          className="btn wide"
          disabled={schedule.isPending || on === undefined || offered.blocked !== null}
          onClick={() => schedule.mutate(on)}
        >
          {on ? `安排在 ${dayWords(on)}` : '先选时间'}
        </button>
      </div>
    </details>
  )
}
