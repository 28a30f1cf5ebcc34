import { useMemo } from 'react'
import { encode } from 'uqr'

/** A QR code as one SVG path: drawn by React, nothing injected, sharp on paper. */
export function QrCode({ text, title }: { text: string; title: string }) {
  const { size, path } = useMemo(() => {
    const qr = encode(text, { ecc: 'M', border: 2 })
    const modules = qr.data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
    return { size: qr.size, path: modules.join('') }
  }, [text])
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={title}
      style={{ width: '100%', height: 'auto', display: 'block', background: '#fff' }}
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
