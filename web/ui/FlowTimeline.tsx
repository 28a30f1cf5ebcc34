import { minuteText } from './instant.ts'

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
      {gathered(lines).map((line) => (
        <li key={`${line.at}${line.label}`}>
          <div>
            {line.label}
            {line.times > 1 ? <span className="muted"> {line.times} 次</span> : null}
          </div>
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

/** The same step taken several times in a row by one person is one line with its number. */
function gathered(lines: readonly TimelineLine[]): (TimelineLine & { times: number })[] {
  const out: (TimelineLine & { times: number })[] = []
  for (const line of lines) {
    const last = out.at(-1)
    if (last && last.label === line.label && last.by === line.by && !last.note && !line.note) last.times += 1
    else out.push({ ...line, times: 1 })
  }
  return out
}
