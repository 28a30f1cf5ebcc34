import { minuteText } from './instant.ts'
import './page.css'

export interface TimelineLine {
  at: string
  label: string
  by: string | null
  note: string | null
}

/** What has happened, the newest first: when, what, who, and in which words. */
export function FlowTimeline({ lines }: { lines: readonly TimelineLine[] }) {
  if (lines.length === 0) return <p className="muted">还没有记录</p>
  return (
    <ol className="plain-list timeline">
      {lines.map((line) => (
        <li key={`${line.at}${line.label}`}>
          <div>{line.label}</div>
          {line.note ? <div className="timeline-note">{line.note}</div> : null}
          <div className="muted small">
            <time dateTime={line.at}>{minuteText(line.at)}</time>
            {` ${line.by ?? '系统'}`}
          </div>
        </li>
      ))}
    </ol>
  )
}
