import { useEffect, useRef } from 'react'

/**
 * A table that scrolls sideways must be reachable by keyboard: its scrolling part gets a place in the tab order. One
 * that fits gets none, or every table would cost a key.
 */
export function useScrollFocus(label: string) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const mark = () => {
      for (const part of box.querySelectorAll('.ant-table-content, .ant-table-body')) {
        const wide = part.scrollWidth > part.clientWidth + 1
        const words = { tabindex: '0', role: 'region', 'aria-label': `${label}，可左右滚动` }
        for (const [name, value] of Object.entries(words)) {
          if (wide) part.setAttribute(name, value)
          else part.removeAttribute(name)
        }
      }
    }
    mark()
    const watch = new ResizeObserver(mark)
    watch.observe(box)
    return () => watch.disconnect()
  })
  return ref
}
