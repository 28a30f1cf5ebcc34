import { useEffect } from 'react'

/**
 * The sheet a page is printed on while it is open. A rule for all sheets: a named one, the other way, leaves an empty
 * sheet of the usual kind in front.
 */
export function usePaper(size: string, margin: string): void {
  useEffect(() => {
    const sheet = [...document.styleSheets].find((s) => s.href?.startsWith(window.location.origin))
    if (!sheet) return
    const rule = `@page { size: ${size}; margin: ${margin}; }`
    sheet.insertRule(rule, sheet.cssRules.length)
    const added = sheet.cssRules[sheet.cssRules.length - 1]!
    return () => {
      const at = [...sheet.cssRules].indexOf(added)
      if (at >= 0) sheet.deleteRule(at)
    }
  }, [size, margin])
}
