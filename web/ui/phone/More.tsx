import { useEffect, useRef } from 'react'

/** The end of a list so far: the next rows come by themselves as it comes into sight, or by the button. */
export function More(props: { has: boolean; busy: boolean; onMore: () => void; shown: number }) {
  const end = useRef<HTMLDivElement>(null)
  const { has, busy, onMore } = props
  const ready = has && !busy
  useEffect(() => {
    const node = end.current
    if (!ready || !node || !('IntersectionObserver' in window)) return
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((e) => e.isIntersecting)) onMore()
      },
      { rootMargin: '600px' },
    )
    watch.observe(node)
    return () => watch.disconnect()
  }, [ready, onMore])
  if (!has) return props.shown > 8 ? <p className="hint empty">没有更多了，共 {props.shown} 户</p> : null
  return (
    <div ref={end}>
      <button type="button" className="btn plain wide" disabled={busy} onClick={onMore}>
        {busy ? '正在读取…' : '再看一些'}
      </button>
    </div>
  )
}
