/** How much of a capacity is used: figures first, a bar beside them, a word where it is full or over. */
export function Bar({ value, max, label }: { value: number; max: number; label: string }) {
  const share = max === 0 ? (value > 0 ? 101 : 0) : (value * 100) / max
  const word = share > 100 ? '超' : share === 100 ? '满' : ''
  const text = `${value.toLocaleString('zh-CN')} / ${max.toLocaleString('zh-CN')}`
  return (
    <div className={`bar ${share > 100 ? 'over' : share === 100 ? 'full' : ''}`}>
      <span
        className="track"
        role="img"
        aria-label={`${label}：${text}，用了 ${Math.round(share)}%`}
        title={`用了 ${share.toFixed(1)}%`}
      >
        <i style={{ width: `${Math.min(share, 100)}%` }} />
      </span>
      <span className="num nowrap">{text}</span>
      <span style={{ width: '1em', color: share > 100 ? 'var(--bad)' : 'var(--wait)' }}>{word}</span>
    </div>
  )
}

/** A part of a whole, with the percentage in words. */
export function Share({ value, of }: { value: number; of: number }) {
  const share = of === 0 ? 0 : (value * 100) / of
  return (
    <div className="bar">
      <span className="track" aria-hidden>
        <i style={{ width: `${share}%` }} />
      </span>
      <span className="num nowrap" style={{ width: 52, textAlign: 'end' }}>
        {share.toFixed(1)}%
      </span>
    </div>
  )
}
