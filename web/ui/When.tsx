/** An instant as the clock in Beijing shows it: 2026-11-23 09:41. */
export function whenText(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** An instant, to the minute; to the second on hover. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <span>—</span>
  const exact = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  return (
    <time dateTime={at} title={`${exact}（北京时间）`} className="num nowrap">
      {whenText(at)}
    </time>
  )
}
