import { useEffect, useState } from 'react'

/** Long work under way: what is being done, for how long, and at which rate where rows are counted. */
export function Working({
  title,
  since,
  rows,
  share,
  note,
}: {
  title: string
  /** When it began, where that is known. */
  since?: string
  rows?: number
  /** How much of it is done, 0 to 1, where that is known. */
  share?: number
  note?: string
}) {
  // Without a known start the time is counted from when the page was opened.
  const [opened] = useState(() => new Date().toISOString())
  const seconds = useSecondsSince(since ?? opened)
  const rate = rows && seconds > 2 ? Math.round(rows / seconds) : 0
  const parts = [
    since ? `已用 ${durationText(seconds)}` : `已等 ${durationText(seconds)}`,
    rows ? `已读 ${rows.toLocaleString('zh-CN')} 行` : '',
    share ? `已完成 ${Math.floor(share * 100)}%` : '',
    share && share > 0.02 && seconds > 2 ? `约还要 ${durationText(leftOf(seconds, share))}` : '',
    rate > 0 ? `每秒约 ${rate.toLocaleString('zh-CN')} 行` : '',
  ].filter((p) => p !== '')
  return (
    <div>
      <p style={{ margin: '0 0 8px' }} role="status">
        {title}
      </p>
      <div className="working" aria-hidden>
        <i className="working-band" />
      </div>
      <p className="muted num" style={{ margin: '8px 0 0' }}>
        {parts.join(' · ')}
        {note ? `。${note}` : ''}
      </p>
    </div>
  )
}

/** Seconds that are left where the rest goes as fast as what is done. */
function leftOf(seconds: number, share: number): number {
  return Math.max(1, Math.round((seconds * (1 - share)) / share))
}

/** Whole seconds since an instant, counting on. */
export function useSecondsSince(at: string): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1000))
}

/** 8 秒, 2 分 5 秒, 1 小时 3 分. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`
  return `${Math.floor(seconds / 3600)} 小时 ${Math.floor((seconds % 3600) / 60)} 分`
}
