import { useEffect, useRef } from 'react'

/** A table that scrolls sideways must be reachable by keyboard: its scrolling part gets a place in the tab order. */
export function useScrollFocus(label: string) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    for (const box of ref.current?.querySelectorAll('.ant-table-content, .ant-table-body') ?? []) {
      box.setAttribute('tabindex', '0')
      box.setAttribute('role', 'region')
      box.setAttribute('aria-label', `${label}，可左右滚动`)
    }
  })
  return ref
}
