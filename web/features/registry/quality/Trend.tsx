/** A small curve of the last days; the figures are in its label, for ear and pointer. */
export function Trend({ values }: { values: readonly number[] }) {
  const top = Math.max(1, ...values)
  const [width, height] = [84, 20]
  const points = values.map((v, i) => {
    const x = (i * (width - 2)) / Math.max(1, values.length - 1) + 1
    return `${x.toFixed(1)},${(height - 2 - (v / top) * (height - 4)).toFixed(1)}`
  })
  const text = `近 ${values.length} 天未处理：${values.join('、')}`
  return (
    <svg width={width} height={height} role="img" aria-label={text}>
      <title>{text}</title>
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
