import { useLayoutEffect } from 'react'

const places = new Map<string, number>()
let wentBack = false

if (typeof window !== 'undefined') {
  window.history.scrollRestoration = 'manual'
  window.addEventListener('popstate', () => {
    wentBack = true
  })
}

/** A new page begins at its top; going back finds the place in the list where one left it. */
export function useScrollPlace(address: string): void {
  useLayoutEffect(() => {
    window.scrollTo(0, wentBack ? (places.get(address) ?? 0) : 0)
    wentBack = false
    const keep = () => {
      places.set(address, window.scrollY)
    }
    window.addEventListener('scroll', keep, { passive: true })
    return () => window.removeEventListener('scroll', keep)
  }, [address])
}
